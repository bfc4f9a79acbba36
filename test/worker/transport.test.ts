import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectTcp } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { encodeHello, type Hello } from '../../packages/worker/src/hello.ts';
import { ListenError } from '../../packages/hosting/src/http-server.ts';
import { Listener } from '../../packages/worker/src/listener.ts';
import type { Transport } from '../../packages/worker/src/transport.ts';
import { selfSignedCredentials } from '../../packages/worker/src/x509.ts';
import { frame, type Member, openMember, openTransport, reasons, seedOf, SESSION, until } from './mesh.ts';
import { rejection } from '../rejection.ts';

const NAMES = ['a', 'b', 'c'];

describe('Transport', () => {
  let members: Member[];
  let transports: Transport[];
  const seats = () => members.map(({ seat }) => seat);
  const openAll = (maxBytesPerPeer?: number) => {
    transports = NAMES.map((name, self) => openTransport(members[self]!, name, self, seats(), maxBytesPerPeer));
  };
  const isMeshed = () =>
    transports.every(({ traffic }, self) => traffic.every(({ connected }, seat) => connected === (seat !== self)));

  beforeEach(async () => {
    members = await Promise.all(NAMES.map((name) => openMember(name)));
    transports = [];
  });
  afterEach(async () => {
    for (const transport of transports) transport.close();
    await Promise.all(members.map(({ listener }) => listener.close()));
  });

  /** Dials seat `to` by hand, as `name`. */
  async function intrude(to: number, name: string | undefined, hello?: Partial<Hello>): Promise<TLSSocket> {
    const { port } = members[to]!.listener;
    const credentials = name === undefined ? {} : selfSignedCredentials(seedOf(name));
    const socket = connect({ host: '127.0.0.1', port, ...credentials, rejectUnauthorized: false });
    socket.on('error', () => undefined);
    await new Promise((resolve) => socket.once('secureConnect', resolve));
    if (hello !== undefined) socket.write(encodeHello({ session: SESSION, from: 0, to, ...hello }));
    socket.resume();
    return socket;
  }

  it('connects every pair once and carries frames both ways', async () => {
    openAll();
    await until(isMeshed);
    for (const [self, transport] of transports.entries()) {
      for (const to of [0, 1, 2]) if (to !== self) transport.send(to, 1, frame(1, 100 * self + to));
    }
    await until(() => members.every(({ frames }) => frames.length === 2));
    for (const [to, { frames }] of members.entries()) {
      for (const { peer, frame: received } of frames) {
        expect(received.round).to.equal(1);
        expect(Buffer.from(received.bytes)).to.deep.equal(frame(1, 100 * peer + to));
      }
    }
  });

  it('keeps the messages of a round for a peer that connects in it, and drops them afterwards', async () => {
    const low = openTransport(members[0]!, 'a', 0, seats());
    transports = [low];
    low.send(1, 1, frame(1, 10));
    low.send(1, 2, frame(2, 20));
    low.endRound(1);
    transports.push(openTransport(members[1]!, 'b', 1, seats()));
    await until(() => members[1]!.frames.length > 0);
    expect(members[1]!.frames.map(({ frame: { round } }) => round)).to.deep.equal([2]);
    expect(low.traffic[1]).to.include({ sent: frame(2, 20).length });
  });

  it('does not talk to somebody else than the registered key', async () => {
    const impostor = await openMember('impostor');
    const listed = [seats()[0]!, { ...seats()[1]!, endpoint: impostor.seat.endpoint }, seats()[2]!];
    transports = [openTransport(members[0]!, 'a', 0, listed), openTransport(impostor, 'impostor', 1, listed)];
    await until(() => reasons(members[0]!.facts).includes('somebody else than the registered key'));
    expect(transports[0]!.traffic[1]!.connected).to.equal(false);
    await impostor.listener.close();
  });

  for (const [title, name, hello, reason] of [
    ['the seat of another key', 'c', { from: 0 }, 'not the registered key of seat 0'],
    ['a key outside the committee', 'stranger', { from: 0 }, 'not the registered key of seat 0'],
    ['a seat that does not exist', 'a', { from: 9 }, 'seat 9 does not dial'],
    ['a seat that is dialled and does not dial', 'c', { from: 2 }, 'seat 2 does not dial'],
    ['another session', 'a', { session: seedOf('other') }, 'a session that is not ours'],
    ['no certificate', undefined, { from: 0 }, 'no Ed25519 certificate'],
  ] as const) {
    it(`refuses ${title}`, async () => {
      transports = [openTransport(members[1]!, 'b', 1, seats())];
      const socket = await intrude(1, name, hello);
      await until(() => socket.closed);
      expect(reasons(members[1]!.facts)).to.include(reason);
      expect(transports[0]!.traffic[0]!.connected).to.equal(false);
    });
  }

  it('refuses TLS 1.2', async () => {
    const { port } = members[1]!.listener;
    const credentials = selfSignedCredentials(seedOf('a'));
    const options = {
      host: '127.0.0.1',
      port,
      ...credentials,
      rejectUnauthorized: false,
      maxVersion: 'TLSv1.2',
    } as const;
    const error = await new Promise<Error>((resolve) => connect(options).once('error', resolve));
    expect(error.message).to.match(/protocol/i);
  });

  it('survives rubbish before, in and instead of the handshake and the hello', async () => {
    openAll();
    const { port } = members[1]!.listener;
    for (const rubbish of [
      randomBytes(300),
      Buffer.concat([Buffer.from([0x16]), randomBytes(300)]),
      Buffer.from([0x16]),
    ]) {
      const socket = connectTcp(port, '127.0.0.1');
      socket.on('error', () => undefined).resume();
      socket.end(rubbish);
      await new Promise((resolve) => socket.once('close', resolve));
    }
    const greeter = await intrude(1, 'a');
    greeter.write(randomBytes(300));
    await new Promise((resolve) => greeter.once('close', resolve));
    expect(reasons(members[1]!.facts)).to.include('not a hello');
    await until(isMeshed);
  });

  it('disconnects a member that sends no frames, bars it for a while, and takes it back', async () => {
    transports = [openTransport(members[1]!, 'b', 1, seats())];
    const socket = await intrude(1, 'a', { from: 0 });
    socket.write(Buffer.alloc(40, 0xff));
    await new Promise((resolve) => socket.once('close', resolve));
    expect(reasons(members[1]!.facts)).to.include('malformed frame: unknown frame kind 255');
    const again = await intrude(1, 'a', { from: 0 });
    await until(() => again.closed);
    expect(reasons(members[1]!.facts)).to.include('seat 0 is barred for a while');
    transports.push(openTransport(members[0]!, 'a', 0, seats()));
    await until(() => transports[0]!.traffic[0]!.connected);
  });

  const frameBytes = (self: number) =>
    members[self]!.frames.reduce((sum, { frame: { bytes } }) => sum + bytes.length, 0);

  it('holds at most M bytes of a flooder, over all its connections, and goes on sending to it', async () => {
    transports = [openTransport(members[1]!, 'b', 1, seats(), 10_000)];
    for (const _ of [1, 2]) {
      const socket = await intrude(1, 'a', { from: 0 });
      for (let round = 1; round < 400; round++) socket.write(frame(round, 700));
      await until(() => transports[0]!.traffic[0]!.received >= 9_000);
      await sleep(30);
      expect(frameBytes(1)).to.be.at.most(10_000);
      const echo = new Promise((resolve) => socket.once('data', resolve));
      transports[0]!.send(0, 1, frame(1, 10));
      await echo;
      socket.destroy();
    }
  });

  it('reads on when frames are consumed, up to 2M in the whole session', async () => {
    transports = [openTransport(members[1]!, 'b', 1, seats(), 10_000)];
    const socket = await intrude(1, 'a', { from: 0 });
    for (let round = 1; round < 400; round++) socket.write(frame(round, 700));
    let released = 0;
    while (!reasons(members[1]!.facts).includes('sent twice its bound')) {
      await sleep(1);
      const held = frameBytes(1) - released;
      expect(held).to.be.at.most(10_000);
      transports[0]!.release(0, held);
      released += held;
    }
    expect(frameBytes(1)).to.be.within(19_000, 20_000);
    socket.destroy();
  });

  it('forgets half a frame with its connection', async () => {
    transports = [openTransport(members[1]!, 'b', 1, seats(), 1_000)];
    for (let connection = 0; connection < 3; connection++) {
      const socket = await intrude(1, 'a', { from: 0 });
      socket.write(frame(1, 600).subarray(0, 500));
      await until(() => transports[0]!.traffic[0]!.received === 500 * (connection + 1));
      socket.destroy();
      await until(() => !transports[0]!.traffic[0]!.connected);
    }
  });

  it('refuses a frame that announces more than M', async () => {
    transports = [openTransport(members[1]!, 'b', 1, seats(), 1_000)];
    const socket = await intrude(1, 'a', { from: 0 });
    socket.write(frame(1, 1_000).subarray(0, 20));
    await new Promise((resolve) => socket.once('close', resolve));
    expect(reasons(members[1]!.facts)).to.include('payload of 1000 bytes');
  });

  it('does not wait for a peer that does not read', async () => {
    transports = [openTransport(members[1]!, 'b', 1, seats(), 10_000_000), openTransport(members[2]!, 'c', 2, seats())];
    const socket = await intrude(1, 'a', { from: 0 });
    socket.pause();
    await until(() => transports[0]!.traffic.filter(({ connected }) => connected).length === 2);
    for (let round = 1; round <= 9; round++) transports[0]!.send(0, round, frame(round, 1_000_000));
    transports[0]!.send(2, 1, frame(1, 10));
    await until(() => members[2]!.frames.length === 1);
    socket.destroy();
  });

  it('connects again after a connection broke', async () => {
    openAll();
    await until(isMeshed);
    transports[2]!.close();
    await until(() => !transports[0]!.traffic[2]!.connected);
    transports[2] = openTransport(members[2]!, 'c', 2, seats());
    await until(isMeshed);
    transports[0]!.send(2, 5, frame(5, 1));
    await until(() => members[2]!.frames.length === 1);
  });

  it('lets a new connection of the same key replace the old one', async () => {
    transports = [openTransport(members[1]!, 'b', 1, seats())];
    const first = await intrude(1, 'a', { from: 0 });
    await until(() => transports[0]!.traffic[0]!.connected);
    const closed = new Promise((resolve) => first.once('close', resolve));
    const second = await intrude(1, 'a', { from: 0 });
    await closed;
    second.write(frame(1, 3));
    await until(() => members[1]!.frames.length === 1);
    expect(transports[0]!.traffic[0]!.connected).to.equal(true);
    second.destroy();
  });

  it('says which port is in use', async () => {
    const { port } = members[0]!.listener;
    const options = {
      address: { host: '127.0.0.1', port },
      credentials: selfSignedCredentials(seedOf('a')),
      onRequest: () => undefined,
      observe: () => undefined,
    };
    const error = await rejection(Listener.open(options), ListenError);
    expect(error.message).to.equal(`cannot listen on 127.0.0.1:${port}: another process listens there`);
  });

  it('serves HTTP on the same port', async () => {
    const response = await fetch(`http://127.0.0.1:${members[0]!.listener.port}/`);
    expect(await response.text()).to.equal('hello');
  });

  it('answers malformed HTTP with 400 and a reason', async () => {
    const socket = connectTcp(members[0]!.listener.port, '127.0.0.1');
    socket.write('GET / HTTP/9.9\r\n\r\n');
    const chunks: Buffer[] = [];
    for await (const chunk of socket) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString()).to.match(/^HTTP\/1\.1 400 .*MalformedHttp/s);
  });
});
