import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import {
  chainHashOf,
  type DrandNetwork,
  infoOf,
  keysOf,
  randomnessOf,
  roundAt,
  signRound,
  timeOfRound,
} from '@smartcast/client/randomness';
import { type ApiError, HttpServer, send } from '@smartcast/hosting';
import { UsageError } from '../errors.ts';
import { requirePrivate } from '../private-file.ts';

const BEACON_ID = 'smartcast-dev';
const SEED_BYTES = 48;
/** Rounds whose signatures are kept: one takes some 25 ms to make. */
const KEPT_ROUNDS = 4096;

const fileSchema = z.object({
  seed: z.string().regex(new RegExp(`^[0-9a-f]{${2 * SEED_BYTES}}$`)),
  genesis: z.int().positive(),
  period: z.int().positive(),
});

/** A development network as it is kept in a file: with a key that is in one hand. */
export type DevNetworkFile = z.infer<typeof fileSchema>;

export const newDevNetwork = (period: number, now = Date.now()): DevNetworkFile => ({
  seed: randomBytes(SEED_BYTES).toString('hex'),
  genesis: Math.floor(now / 1000),
  period,
});

/**
 * The network in `path`; if there is no such file, a new one, which is written there.
 * @throws UsageError for a file that others may read, or that is no network.
 */
export async function openDevNetwork(path: string, period: number): Promise<DevNetworkFile> {
  await requirePrivate('the network’s file', path);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new UsageError(`cannot read ${path}: ${error.message}`, { cause: error });
  });
  if (text === undefined) {
    const made = newDevNetwork(period);
    await writeFile(path, `${JSON.stringify(made)}\n`, { mode: 0o600, flag: 'wx' });
    return made;
  }
  try {
    return fileSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new UsageError(`${path} holds no network: move it away to make a new one`, { cause });
  }
}

/**
 * Serves drand's HTTP API for a network with a key of its own, for chains on which nothing is at stake: who has the key
 * knows all rounds to come.
 */
export class DevNetwork {
  readonly network: DrandNetwork;
  readonly chainHash: string;
  readonly #secretKey: Uint8Array;
  readonly #now: () => number;
  readonly #signatures = new Map<number, string>();
  #server: HttpServer | undefined;

  /** @param now the time up to which rounds are published, in Unix seconds. */
  constructor({ seed, genesis, period }: DevNetworkFile, now: () => number = () => Date.now() / 1000) {
    const { secretKey, publicKey } = keysOf(Buffer.from(seed, 'hex'));
    this.network = { beaconId: BEACON_ID, publicKey, groupHash: '00'.repeat(32), genesis, period };
    this.chainHash = chainHashOf(this.network);
    this.#secretKey = secretKey;
    this.#now = now;
  }

  /** @throws ListenError if the port cannot be had. */
  async listen(host: string, port: number): Promise<number> {
    this.#server = await HttpServer.open({ host, port }, (request, response) => {
      const { status, body } = this.#answer(request.url ?? '/');
      send(response, status, body);
    });
    return this.#server.port;
  }

  async close(): Promise<void> {
    await this.#server?.close();
  }

  /** The signature of a published round, compressed; undefined before it is published. */
  signatureOf(round: number): string | undefined {
    if (round < 1 || round > this.#latest()) return undefined;
    const known = this.#signatures.get(round);
    if (known !== undefined) return known;
    const signature = signRound(this.#secretKey, round);
    const [oldest] = this.#signatures.keys();
    if (this.#signatures.size >= KEPT_ROUNDS) this.#signatures.delete(oldest!);
    this.#signatures.set(round, signature);
    return signature;
  }

  #latest(): number {
    return roundAt(this.network, this.#now());
  }

  #answer(path: string): { status: number; body: object | ApiError } {
    const [, hash, kind, name] =
      /^\/(?:([0-9a-f]{64})\/)?(info|public|chains)(?:\/(latest|\d{1,15}))?$/.exec(path) ?? [];
    if (kind === undefined || (hash !== undefined && hash !== this.chainHash)) {
      return refusal(404, 'UnknownPath', `there are /${this.chainHash}/info and /${this.chainHash}/public/ROUND`);
    }
    if (kind === 'chains') return { status: 200, body: [this.chainHash] };
    if (kind === 'info') return { status: 200, body: infoOf(this.network) };
    const round = name === undefined || name === 'latest' ? this.#latest() : Number(name);
    const signature = this.signatureOf(round);
    if (signature !== undefined)
      return { status: 200, body: { round, randomness: randomnessOf(signature), signature } };
    return refusal(425, 'TooEarly', `round ${round} is published at ${timeOfRound(this.network, round)}`);
  }
}

const refusal = (status: number, error: string, reason: string): { status: number; body: ApiError } => ({
  status,
  body: { error, reason },
});
