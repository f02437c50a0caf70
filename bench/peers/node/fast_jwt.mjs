// fast-jwt in the protocol of the peers; with --remember it keeps tokens it has seen.
import {createRequire} from 'node:module';
import {createVerifier} from 'fast-jwt';
import {expected, serve} from './protocol.mjs';

const {version} = createRequire(import.meta.url)('fast-jwt/package.json');

await serve(version, (algorithm, key) => createVerifier({
  key,
  algorithms: [algorithm],
  allowedIss: expected.issuer,
  allowedAud: expected.audience,
  requiredClaims: ['exp', 'iss', 'aud'],
  cache: process.argv[3] === '--remember',
}));
