/** Identifiers, keys, the shuffle, and the committees of a draw. */
import { formatId, packId } from '../../packages/client/src/market/ids.ts';
import { keysOf } from '../../packages/client/src/keystore.ts';
import {
  drawSeed,
  filledCommittees,
  taskAt,
  taskKey,
  workerAt,
  workerKey,
} from '../../packages/client/src/market/draw.ts';
import { permutation } from '../../packages/mechanism/src/lazy-shuffle.ts';
import { bytesOf, clientKey, CLIENTS, clientSeed, hex, secretOf, uint256 } from './fixture.ts';

export function idVectors(): object {
  const parts = [
    [1, 1, 0],
    [1, 1, 1],
    [3, 2, 10],
    [0, 0, 1],
    [2 ** 32 - 1, 0, 0],
    [2 ** 32 - 1, 2 ** 32 - 1, 2 ** 32 - 1],
  ] as const;
  return {
    about: 'Ids of workers, tasks and committees: id = pool · 2^64 + epoch · 2^32 + index; `text` is for people.',
    ids: parts.map(([pool, epoch, index]) => {
      const id = packId({ pool, epoch, index });
      return { pool, epoch, index, id: id.toString(), text: formatId(id) };
    }),
  };
}

export function keyVectors(): object {
  return {
    about: 'Both keys of a worker from its one secret, and the public keys of clients from their Ed25519 seeds.',
    workers: [0, 1, 2].map((index) => {
      const secret = secretOf(index);
      const { account, transportSeed, transportKey } = keysOf(secret);
      return { secret: hex(secret), account, transportSeed: hex(transportSeed), transportKey: hex(transportKey) };
    }),
    clients: CLIENTS.map((name) => ({ seed: hex(clientSeed(name)), publicKey: hex(clientKey(name)) })),
  };
}

/** Sizes on both sides of the change from digits to the network and of changes of its halves, and the largest size. */
const SIZES = [
  1, 2, 3, 5, 8, 31, 32, 33, 34, 63, 64, 65, 66, 101, 256, 257, 1_000, 65_536, 65_537, 2_147_483_649, 4_294_967_296,
];
const MOST_WHOLE = 66;

export function shuffleVectors(): object {
  const keys = [0n, 1n, uint256(bytesOf('shuffle'))];
  return {
    about: `π of [0, n) under a key: \`positions\`[i] = π(i), all of them for n ≤ ${MOST_WHOLE}; \`points\` are pairs [i, π(i)].`,
    permutations: keys.flatMap((key) =>
      SIZES.map((n) => {
        const { shuffle } = permutation(key);
        const named = { key: key.toString(16).padStart(64, '0'), n };
        if (n <= MOST_WHOLE) return { ...named, positions: Array.from({ length: n }, (_, i) => shuffle(n, i)) };
        const points = [0, 1, 2, Math.floor(n / 3), n - 2, n - 1];
        return { ...named, points: points.map((i) => [i, shuffle(n, i)]) };
      }),
    ),
  };
}

const EPOCHS = [
  { members: 4, workers: 11, tasks: 3 },
  { members: 4, workers: 10, tasks: 2 },
  { members: 3, workers: 32, tasks: 40 },
  { members: 7, workers: 33, tasks: 4 },
  { members: 16, workers: 100, tasks: 4 },
  { members: 5, workers: 4, tasks: 2 },
  { members: 3, workers: 0, tasks: 2 },
];

export function committeeVectors(): object {
  return {
    about:
      'Committees of drawn epochs. `beaconWord`: what the beacon answered to the market. The committee at position c ' +
      'runs the task with index `task`; `workers` are the indices of its members, by seat. No seats: no committees.',
    epochs: EPOCHS.map(({ members, workers, tasks }, index) => {
      const [pool, epoch] = [index + 1, 5 - (index % 5)];
      const beaconWord = bytesOf(`beacon ${index}`);
      const seed = drawSeed(uint256(beaconWord), pool, epoch);
      const draw = { seed, workers, tasks };
      return {
        pool,
        epoch,
        beaconWord: hex(beaconWord),
        members,
        draw: { ...draw, seed: seed.toString() },
        workerKey: workerKey(seed).toString(16).padStart(64, '0'),
        taskKey: taskKey(seed).toString(16).padStart(64, '0'),
        committees: Array.from({ length: filledCommittees(draw, members) }, (_, committee) => ({
          task: taskAt(draw, committee),
          workers: Array.from({ length: members }, (__, seat) => workerAt(draw, members, { committee, seat })),
        })),
      };
    }),
  };
}
