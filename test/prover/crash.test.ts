import { expect } from 'chai';
import type { RequestTerms } from '../../packages/client/src/escrow/escrow-types.ts';
import { deadlineOf } from '../../packages/client/src/escrow/request-status.ts';
import type { BatchSource } from '../../packages/prover/src/batch-source.ts';
import type { ProverPort } from '../../packages/prover/src/chain-port.ts';
import { openStore, ProverJournal } from '../../packages/prover/src/journal.ts';
import type { ProofSystem } from '../../packages/prover/src/proof-system.ts';
import { type Death, Mortal } from '../mortal.ts';
import { BY_CONSENT, BY_POOL, type FakeChain, termsOf, VERIFIER } from './fake-chain.ts';
import { HEADS, Stage } from './stage.ts';

type Event = 'read' | 'check' | 'prove' | keyof ProverPort;

function mortalBatches(mortal: Mortal<Event>, { read }: BatchSource): BatchSource {
  return { read: (name, signal) => mortal.around('read', () => read(name, signal)) };
}

function mortalProofs(mortal: Mortal<Event>, system: ProofSystem): ProofSystem {
  return {
    fileOf: (statement) => system.fileOf(statement),
    check: async (...args) => {
      const checked = await mortal.around('check', () => system.check(...args));
      if (!checked.ok) return checked;
      return { ok: true, value: { prove: () => mortal.around('prove', () => checked.value.prove()) } };
    },
    close: () => system.close(),
  };
}

/** Seat and terms by the prover's role. Its money is safe if and only if a crash changes nothing that it does. */
const PARTS: Readonly<Record<string, { readonly seat: number; readonly terms: Partial<RequestTerms> }>> = {
  'committee prover': { seat: 1, terms: { probability: 1n } },
  'designate of the pool': { seat: 0, terms: BY_POOL },
  'designate that consents': { seat: 0, terms: { ...BY_CONSENT, consentBlocks: 1_000 } },
};

/** Makes a block whenever a transaction waits for one, and lets the time pass once the proof is delivered. */
function pass(chain: FakeChain, id: string): void {
  const facts = chain.facts(id);
  if (chain.received.some(({ nonce }) => nonce >= chain.mined.length)) chain.mine();
  else if (facts.delivered.length > 0) chain.number = Math.max(chain.number, deadlineOf(facts));
}

const isPaidOut = (chain: FakeChain, id: string) =>
  chain.facts(id).payout !== undefined && chain.holdingsNow.balance === 0n;

/** Plays one life of the process and the next. @returns whether it died at all. */
async function playTwice(death: Death<Event>, { seat, terms }: (typeof PARTS)[string]): Promise<boolean> {
  const stage = new Stage();
  const { chain } = stage;
  const said = JSON.stringify(death);
  try {
    const mortal = new Mortal(death);
    const { id } = chain.add(termsOf({ proveBlocks: 4_000, ...terms }), seat);
    stage.words.push(HEADS);
    const changes = {
      chain: mortal.port<ProverPort>(chain),
      batches: mortalBatches(mortal, stage.batches),
      systems: new Map([[VERIFIER, mortalProofs(mortal, stage.proofs)]]),
    };
    await stage.start(changes, (store) => mortal.store(store));
    await stage.until(() => {
      if (!mortal.isDead) pass(chain, id);
      return mortal.isDead || isPaidOut(chain, id);
    });
    await stage.daemon.stop();
    const journal = new ProverJournal(openStore(stage.path));
    const kept = journal.coin(id);
    // Once the consent may be on its way, no source has the batch.
    if (journal.transaction(`consent ${id}`) !== undefined) stage.files.clear();
    journal.close();
    if (seat > 0 && stage.proofs.attempts > 0) expect(kept, `coin used before ${said}`).to.equal(true);

    // All further coins show tails.
    stage.words.length = 0;
    const delivers = seat === 0 || kept === true;
    await stage.start();
    // It must know of itself what is on its way, before a block tells.
    await stage.looks(1);
    await stage.until(
      () => {
        pass(chain, id);
        return delivers ? isPaidOut(chain, id) : stage.shown(id)?.code === 'CoinSaysNo';
      },
      () => `${said}: ${JSON.stringify(stage.shown(id))}`,
    );
    const wanted = [...(terms.insurance === 'consent' ? ['consent'] : []), ...(delivers ? ['deliver', 'settle'] : [])];
    for (const name of ['consent', 'deliver', 'settle']) {
      const times = wanted.includes(name) ? 1 : 0;
      expect(chain.signedFor(name), `${name}, ${said}`).to.have.length(times);
      expect(chain.minedFor(name), `${name}, ${said}`).to.equal(times);
    }
    expect(
      chain.mined.every(({ ok }) => ok),
      said,
    ).to.equal(true);
    return mortal.isDead;
  } finally {
    await stage.stop();
  }
}

/** Calls in the order in which the work on a request makes them. */
const EVENTS = [
  'seedOf',
  'incentiveGap',
  'read',
  'check',
  'estimate',
  'prove',
  'sign',
  'broadcast',
  'outcome',
] as const;
/** Most calls of one kind for one request. */
const MOST_CALLS = 4;

for (const [part, play] of Object.entries(PARTS)) {
  describe(`A ${part} that dies`, () => {
    for (const when of ['before', 'after'] as const) {
      it(`${when} any write of its journal, keeps its coin and does everything once`, async () => {
        let at = 1;
        while (await playTwice({ event: 'write', when, at }, play)) at++;
        // The owner, the proof, and at least three transactions with the fates of all but the last.
        expect(at, 'there were writes to die at').to.be.above(7);
      });

      it(`${when} any call for its request, does everything once`, async () => {
        for (const event of EVENTS) {
          for (let at = 1; at <= MOST_CALLS; at++) {
            const hasDied = await playTwice({ event, when, at }, play);
            if (at === 1) expect(hasDied, event).to.equal(true);
            if (!hasDied) break;
          }
        }
      });
    }
  });
}
