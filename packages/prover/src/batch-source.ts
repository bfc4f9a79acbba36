import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Larger files are no batches. */
const MOST_BYTES = 16 * 1024 * 1024;
const TIMEOUT_MS = 10_000;

/** Source of the files of batches: a folder, or the http(s) URL of one. */
export interface BatchSource {
  /**
   * Undefined while there is no such file. Its contents are not checked.
   * @throws Error if the source cannot be read, or `signal` ends the call.
   */
  read(name: string, signal: AbortSignal): Promise<Uint8Array | undefined>;
}

/** @param place a folder, or the http(s) URL of one. */
export function batchSource(place: string): BatchSource {
  return isUrl(place) ? fromUrl(place) : fromFolder(place);
}

export function isUrl(place: string): boolean {
  return /^https?:\/\//.test(place);
}

function fromFolder(folder: string): BatchSource {
  return {
    async read(name, signal) {
      try {
        const path = join(folder, name);
        requireSize((await stat(path)).size);
        return await readFile(path, { signal });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
    },
  };
}

function fromUrl(base: string): BatchSource {
  return {
    async read(name, signal) {
      const url = new URL(name, base.endsWith('/') ? base : `${base}/`);
      const response = await fetch(url, {
        redirect: 'error',
        signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
      });
      if (response.status === 404) {
        await response.body?.cancel();
        return undefined;
      }
      if (!response.ok) throw new Error(`${url.href} answers ${response.status}`);
      const chunks: Uint8Array[] = [];
      let bytes = 0;
      for await (const chunk of response.body ?? []) {
        bytes += chunk.length;
        requireSize(bytes);
        chunks.push(chunk);
      }
      return Buffer.concat(chunks);
    },
  };
}

function requireSize(bytes: number): void {
  if (bytes > MOST_BYTES) throw new Error(`a file of more than ${MOST_BYTES} bytes is no batch`);
}
