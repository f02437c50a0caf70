// Makes a self-signed X.509 certificate (PEM) for a key pair and names: Auth0 publishes its signing keys as
// certificates, and Node cannot make them. No certificate of this module may be trusted beyond this machine.
import crypto from 'node:crypto';
import net from 'node:net';

import * as der from './der.mjs';

const sha256WithRsa = der.sequence(der.objectIdentifier('1.2.840.113549.1.1.11'), der.nothing);
const commonName = (name) =>
  der.sequence(der.set(der.sequence(der.objectIdentifier('2.5.4.3'), der.utf8(name))));

const extension = (identifier, value, ...critical) =>
  der.sequence(der.objectIdentifier(identifier), ...critical, der.octets(value));

// RFC 5280 4.2.1.6: a DNS name is [2], an address [7].
const alternativeName = (name) =>
  net.isIPv4(name)
    ? der.taggedContent(7, Buffer.from(name.split('.').map(Number)))
    : der.taggedContent(2, Buffer.from(name));

/** Valid for `years`, beginning a minute ago, as clocks differ. */
export function selfSignedCertificate({ privateKey, publicKey }, names, years = 10) {
  const from = new Date(Date.now() - 60_000);
  const until = new Date(from);
  until.setUTCFullYear(until.getUTCFullYear() + years);

  const serial = crypto.randomBytes(16);
  serial[0] = (serial[0] & 0x7f) | 0x40;
  const body = der.sequence(
    der.tagged(0, der.integer(Buffer.from([2]))), // version 3
    der.integer(serial),
    sha256WithRsa,
    commonName(names[0]),
    der.sequence(der.time(from), der.time(until)),
    commonName(names[0]),
    publicKey.export({ type: 'spki', format: 'der' }),
    der.tagged(3, der.sequence(
      extension('2.5.29.19', der.sequence(der.yes), der.yes), // it may act as its own authority
      extension('2.5.29.17', der.sequence(...names.map(alternativeName))),
    )),
  );
  const signature = crypto.sign('RSA-SHA256', body, privateKey);
  return toPem(der.sequence(body, sha256WithRsa, der.bits(signature)));
}

function toPem(bytes) {
  const lines = bytes.toString('base64').match(/.{1,64}/g);
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
