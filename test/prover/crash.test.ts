import { expect } from 'chai';
import type { JournalStore } from '../../src/daemon/store.ts';
import type { ProverPort } from '../../src/prover/chain-port.ts';
import { openStore, ProverJournal } from '../../src/prover/journal.ts';
import { termsOf } from './fake-chain.ts';
import { HEADS, Stage } from './stage.ts';

/** A process that can die: from then on nothing that it does reaches the disk or the chain. */
class Mortal {
  isDead = false;
  writes = 0;
  readonly #killAt: number;
  readonly #when: 'before' | 'after';

  constructor(killAt: number, when: 'before' | 'after') {
    this.#killAt = killAt;
    this.#when = when;
  }

  store(store: JournalStore): JournalStore {
    return {
      ...store,
      write: (sql, ...values) => {
        const isLast = ++this.writes === this.#killAt;
        if (isLast && this.#when === 'before') this.isDead = true;
        this.#live();
        store.write(sql, ...values);
        if (isLast) this.isDead = true;
        this.#live();
      },
    };
  }

  port(chain: ProverPort): ProverPort {
    return new Proxy(chain, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]): unknown => {
          this.#live();
          return Reflect.apply(value, target, args) as unknown;
        };
      },
    });
  }

  #live(): void {
    if (this.isDead) throw new Error('this process is dead');
  }
}

describe('A prover that dies at any write of its journal', () => {
  for (const when of ['before', 'after'] as const) {
    it(`keeps its coin, and delivers once, killed ${when} it`, async () => {
      for (let killAt = 1; ; killAt++) {
        const stage = new Stage();
        try {
          const mortal = new Mortal(killAt, when);
          const { id } = stage.chain.add(termsOf({ probability: 1n, proveBlocks: 4_000 }), 1);
          stage.words.push(HEADS);
          await stage.start({ chain: mortal.port(stage.chain) }, (store) => mortal.store(store));
          await stage.until(() => {
            if (stage.chain.received.length > 0) stage.chain.mine();
            return mortal.isDead || stage.shown(id)?.code === 'Delivered';
          });
          await stage.daemon.stop();
          const journal = new ProverJournal(openStore(stage.path));
          const kept = journal.coin(id);
          journal.close();
          if (stage.proofs.attempts > 0) expect(kept, `used before write ${killAt}`).to.equal(true);

          // All further coins say no.
          stage.words.length = 0;
          await stage.start();
          await stage.until(() => {
            if (stage.chain.received.length > 0) stage.chain.mine();
            return ['Delivered', 'CoinSaysNo'].includes(stage.shown(id)?.code ?? '');
          });
          const { code } = stage.shown(id)!;
          expect(code, `killed ${when} write ${killAt}`).to.equal(kept ? 'Delivered' : 'CoinSaysNo');
          expect(stage.chain.signedFor('deliver')).to.have.length(kept ? 1 : 0);
          expect(stage.chain.minedFor('deliver')).to.equal(kept ? 1 : 0);
          if (!mortal.isDead) {
            expect(killAt, 'there were writes to die at').to.be.above(4);
            return;
          }
        } finally {
          await stage.clear();
        }
      }
    });
  }
});
