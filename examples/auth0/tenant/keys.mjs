// The tenant's signing keys, as Auth0 keeps them: one signs now, one signs next, and the previous one is valid until it
// is revoked. They live as long as the process, or in a file that only its owner can read.
import crypto from 'node:crypto';
import fs from 'node:fs';
import { promisify } from 'node:util';

import { selfSignedCertificate } from './certificate.mjs';

const generateKeyPair = promisify(crypto.generateKeyPair);

export async function makeKey(names) {
  const pair = await generateKeyPair('rsa', { modulusLength: 2048 });
  const kid = crypto.randomBytes(16).toString('base64url').slice(0, 21);
  return describe(kid, pair.privateKey, selfSignedCertificate(pair, names));
}

function describe(kid, privateKey, certificate) {
  const x509 = new crypto.X509Certificate(certificate);
  const { kty, n, e } = x509.publicKey.export({ format: 'jwk' });
  const x5t = crypto.createHash('sha1').update(x509.raw).digest('base64url');
  return {
    kid, privateKey, certificate, x509,
    publicKey: x509.publicKey,
    jwk: { kty, use: 'sig', n, e, kid, x5t, x5c: [x509.raw.toString('base64')], alg: 'RS256' },
  };
}

export class SigningKeys {
  #names;
  #file;

  /** `names` go into the certificates; `file`, if given, keeps the keys from one run to the next. */
  static async open(names, file) {
    const keys = new SigningKeys();
    keys.#names = names;
    keys.#file = file;
    if (file && fs.existsSync(file)) {
      const stored = JSON.parse(fs.readFileSync(file, 'utf8'));
      for (const role of ['current', 'next', 'previous']) {
        const { kid, privateKey, certificate } = stored[role] ?? {};
        keys[role] = kid ? describe(kid, crypto.createPrivateKey(privateKey), certificate) : null;
      }
    } else {
      [keys.current, keys.next] = await Promise.all([makeKey(names), makeKey(names)]);
      keys.previous = null;
      keys.#save();
    }
    return keys;
  }

  /** The keys that an API should accept, in the order of the JWK Set. */
  get accepted() {
    return [this.current, this.next, this.previous].filter(Boolean);
  }

  async rotate() {
    const next = await makeKey(this.#names);
    [this.previous, this.current, this.next] = [this.current, this.next, next];
    this.#save();
  }

  /** The revoked key, or null. */
  revokePrevious() {
    const revoked = this.previous;
    this.previous = null;
    this.#save();
    return revoked;
  }

  #save() {
    if (!this.#file) return;
    const stored = {};
    for (const role of ['current', 'next', 'previous']) {
      const key = this[role];
      stored[role] = key && {
        kid: key.kid,
        privateKey: key.privateKey.export({ type: 'pkcs8', format: 'pem' }),
        certificate: key.certificate,
      };
    }
    fs.writeFileSync(this.#file + '.new', JSON.stringify(stored, null, 2) + '\n', { mode: 0o600 });
    fs.renameSync(this.#file + '.new', this.#file);
  }
}
