import { expect } from 'chai';
import { join } from 'node:path';
import { verify } from 'node:crypto';
import { JournalError, type JournalStore } from '../../packages/hosting/src/store.ts';
import { Journal, openStore } from '../../packages/worker/src/journal.ts';
import { Signer } from '../../packages/worker/src/signer.ts';
import { ed25519PrivateKey, ed25519PublicKey, rawPublicKey } from '../../packages/protocol/src/crypto/key-objects.ts';
import { Disk } from '../disk.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const bytes = (text: string) => Buffer.from(text);
const transport = ed25519PrivateKey(Buffer.alloc(32, 7));
const keys = { transport, signRoot: (digest: Uint8Array) => Buffer.concat([bytes('root'), digest]) };

describe('Signer', () => {
  let folder: string;
  let store: JournalStore;
  const open = (session = 'session') => new Signer(new Journal(store), bytes(session), keys);

  beforeEach(() => {
    folder = temporaryFolder();
    store = openStore(join(folder, 'journal.db'));
  });
  afterEach(() => store.close());

  it('signs with the transport key, and roots with the account', () => {
    const signature = open().sign({ kind: 'lead', slot: 0 }, bytes('value')) as Uint8Array;
    const key = ed25519PublicKey(rawPublicKey(transport)!);
    expect(verify(null, bytes('value'), key, signature)).to.equal(true);
    expect(open().sign({ kind: 'root', slot: 0 }, bytes('digest'))).to.deep.equal(bytes('rootdigest'));
  });

  it('signs one value as leader and one root a slot, and relays two', () => {
    const signer = open();
    for (const [kind, most] of [
      ['lead', 1],
      ['root', 1],
      ['relay', 2],
    ] as const) {
      for (let value = 0; value < 4; value++) {
        const answer = signer.sign({ kind, slot: 3 }, bytes(`${kind} ${value}`));
        if (value < most) expect(answer, `${kind} ${value}`).to.be.instanceOf(Uint8Array);
        else expect(answer, `${kind} ${value}`).to.have.property('refused').that.includes('slot 3');
      }
    }
  });

  it('repeats a signature that it gave, after a restart too', () => {
    const first = open().sign({ kind: 'lead', slot: 1 }, bytes('value'));
    expect(open().sign({ kind: 'lead', slot: 1 }, bytes('value'), false)).to.deep.equal(first);
    expect(open().sign({ kind: 'lead', slot: 1 }, bytes('other'))).to.have.property('refused');
  });

  it('keeps slots and sessions apart', () => {
    expect(open('a').sign({ kind: 'lead', slot: 0 }, bytes('v'))).to.be.instanceOf(Uint8Array);
    expect(open('a').sign({ kind: 'lead', slot: 1 }, bytes('w'))).to.be.instanceOf(Uint8Array);
    expect(open('b').sign({ kind: 'lead', slot: 0 }, bytes('w'))).to.be.instanceOf(Uint8Array);
  });

  it('forgets a session, and no other', () => {
    open('a').sign({ kind: 'lead', slot: 0 }, bytes('v'));
    open('b').sign({ kind: 'lead', slot: 0 }, bytes('v'));
    const journal = new Journal(store);
    journal.recordNote(bytes('a'), bytes('note'));
    journal.recordNote(bytes('b'), bytes('note'));
    journal.forget(bytes('a'));
    expect([journal.events(bytes('a')).length, journal.signed(bytes('a'), 0, 'lead').length]).to.deep.equal([0, 0]);
    expect([journal.events(bytes('b')).length, journal.signed(bytes('b'), 0, 'lead').length]).to.deep.equal([1, 1]);
  });

  it('grants nothing new while it replays or abstains', () => {
    expect(open().sign({ kind: 'relay', slot: 0 }, bytes('v'), false)).to.have.property('refused');
    expect(new Journal(store).signed(bytes('session'), 0, 'relay')).to.deep.equal([]);
  });

  it('refuses when the journal cannot be written, and signs again once it can', () => {
    const disk = new Disk();
    disk.fill();
    const journal = new Journal(disk.hold(store));
    const signer = new Signer(journal, bytes('session'), keys);
    expect(signer.sign({ kind: 'lead', slot: 0 }, bytes('v')))
      .to.have.property('refused')
      .that.includes('disk is full');
    expect(journal.failure).to.include('disk is full');
    disk.free();
    expect(signer.sign({ kind: 'lead', slot: 0 }, bytes('w'))).to.be.instanceOf(Uint8Array);
    expect(journal.failure).to.equal(undefined);
  });

  it('does not share its journal with another process', () => {
    const path = join(folder, 'journal.db');
    expect(() => openStore(path)).to.throw(JournalError, `another process uses the journal ${path}: stop it first`);
    expect(() => openStore(join(folder, 'missing', 'journal.db'))).to.throw(JournalError, 'missing');
  });
});
