/**
 * Self-signed Ed25519 certificates (RFC 8410), with which TLS proves possession of a registered key. Names and dates in them
 * mean nothing: peers compare the key alone.
 */
import { createPublicKey, sign, X509Certificate } from 'node:crypto';
import { ed25519PrivateKey } from '@smartcast/protocol/key-objects';

const SEQUENCE = 0x30;
const SET = 0x31;
const ED25519 = der(SEQUENCE, der(0x06, Buffer.from([0x2b, 0x65, 0x70])));

/** Key and certificate of a TLS endpoint. */
export interface Credentials {
  /** PEM. */
  readonly key: string;
  /** PEM. */
  readonly cert: string;
}

/** The same seed gives the same certificate, valid from 2000 until the last second that X.509 can name. */
export function selfSignedCredentials(seed: Uint8Array): Credentials {
  const key = ed25519PrivateKey(seed);
  const commonName = der(SEQUENCE, der(0x06, Buffer.from([0x55, 0x04, 0x03])), der(0x0c, Buffer.from('smartcast')));
  const name = der(SEQUENCE, der(SET, commonName));
  const validity = der(SEQUENCE, der(0x17, Buffer.from('000101000000Z')), der(0x18, Buffer.from('99991231235959Z')));
  const subjectKey = createPublicKey(key).export({ format: 'der', type: 'spki' });
  const version3 = der(0xa0, der(0x02, Buffer.from([2])));
  const serial = der(0x02, Buffer.from([1]));
  const body = der(SEQUENCE, version3, serial, ED25519, name, validity, name, subjectKey);
  const certificate = der(SEQUENCE, body, ED25519, der(0x03, Buffer.from([0]), sign(null, body, key)));
  return {
    key: key.export({ format: 'pem', type: 'pkcs8' }).toString(),
    cert: new X509Certificate(certificate).toString(),
  };
}

/** One DER element; `parts` are its content. */
function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
