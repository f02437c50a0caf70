// jose in the protocol of the peers.
import {createPublicKey, createSecretKey} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {jwtVerify} from 'jose';
import {expected, serve} from './protocol.mjs';

const {version} = JSON.parse(readFileSync(new URL('node_modules/jose/package.json', import.meta.url)));

await serve(version, (algorithm, key) => {
  const prepared = algorithm.startsWith('HS') ? createSecretKey(key) : createPublicKey(key);
  const options = {...expected, algorithms: [algorithm], requiredClaims: ['exp']};
  return async (token) => (await jwtVerify(token, prepared, options)).payload;
});
