import { expect } from 'chai';
import fc from 'fast-check';
import { createHash, X509Certificate } from 'node:crypto';
import { ed25519PrivateKey, rawPublicKey } from '../../packages/protocol/src/crypto/key-objects.ts';
import { selfSignedCredentials } from '../../packages/worker/src/x509.ts';

const seedOf = (text: string) => createHash('sha256').update(text).digest();

describe('x509', () => {
  it('carries exactly the key of its seed, and is signed by it', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (seed) => {
        const certificate = new X509Certificate(selfSignedCredentials(seed).cert);
        expect(rawPublicKey(certificate.publicKey)).to.deep.equal(rawPublicKey(ed25519PrivateKey(seed)));
        expect(certificate.verify(certificate.publicKey)).to.equal(true);
        expect(certificate.checkPrivateKey(ed25519PrivateKey(seed))).to.equal(true);
      }),
      { numRuns: 50 },
    );
  });

  it('is the same at every start of the daemon', () => {
    expect(selfSignedCredentials(seedOf('a'))).to.deep.equal(selfSignedCredentials(seedOf('a')));
    expect(selfSignedCredentials(seedOf('a')).cert).not.to.equal(selfSignedCredentials(seedOf('b')).cert);
  });

  it('does not expire', () => {
    expect(new X509Certificate(selfSignedCredentials(seedOf('a')).cert).validToDate.getUTCFullYear()).to.equal(9999);
  });

  it('does not verify under another key', () => {
    const other = new X509Certificate(selfSignedCredentials(seedOf('b')).cert).publicKey;
    expect(new X509Certificate(selfSignedCredentials(seedOf('a')).cert).verify(other)).to.equal(false);
  });

  it('refuses a seed of another length', () => {
    expect(() => ed25519PrivateKey(new Uint8Array(31))).to.throw(RangeError, '31');
  });
});
