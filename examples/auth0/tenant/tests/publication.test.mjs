// What the tenant publishes, before and after its keys change; the log-out; and which requests are refused.
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { test } from 'node:test';

import { app, appOrigin, claimsOf, given, isAccepted, tenantForTests, url, Visitor } from './support.mjs';

const tenant = await tenantForTests();
const get = (path, parameters, of = tenant) => fetch(url(of, path, parameters), { redirect: 'manual' });
const keyIds = async (of) => (await (await get('/.well-known/jwks.json', {}, of)).json()).keys.map(({ kid }) => kid);

test('the metadata names the issuer with its slash, and endpoints that are there', async () => {
  const answer = await get('/.well-known/openid-configuration');
  assert.equal(answer.headers.get('access-control-allow-origin'), '*');
  const metadata = await answer.json();
  assert.match(metadata.issuer, /^http:\/\/localhost:\d+\/$/);
  for (const [name, address] of Object.entries(metadata).filter(([key]) => /_endpoint$|_uri$/.test(key))) {
    assert.notEqual((await get(new URL(address).pathname)).status, 404, name);
  }
});

test('each published key is RS256 with a key id and the certificate of the same key', async () => {
  const { keys } = await (await get('/.well-known/jwks.json')).json();
  assert.equal(keys.length, 2);
  for (const { n, x5c, ...key } of keys) {
    assert.deepEqual([key.kty, key.use, key.alg, key.e], ['RSA', 'sig', 'RS256', 'AQAB']);
    const certificate = new crypto.X509Certificate(Buffer.from(x5c[0], 'base64'));
    assert.equal(certificate.publicKey.export({ format: 'jwk' }).n, n);
    assert.ok(certificate.verify(certificate.publicKey));
    assert.equal(certificate.checkHost('localhost'), 'localhost');
    assert.ok(Date.parse(certificate.validTo) > Date.now() + 9 * 365 * 86400_000);
  }
});

test('/pem, /cer and /rawpem are the key that signs now', async () => {
  const pem = new crypto.X509Certificate(await (await get('/pem')).text());
  const cer = new crypto.X509Certificate(Buffer.from(await (await get('/cer')).arrayBuffer()));
  const publicKey = crypto.createPublicKey(await (await get('/rawpem')).text());
  assert.equal(pem.fingerprint256, cer.fingerprint256);
  assert.ok(publicKey.equals(pem.publicKey));
  assert.equal(pem.publicKey.export({ format: 'jwk' }).n, tenant.keys.current.jwk.n);
});

test('after rotation the next key signs, and the previous one is accepted until it is revoked', async () => {
  const rotating = await tenantForTests();
  const token = async () => given(await new Visitor(rotating).logIn()).id_token;
  const before = await token();
  const [current, next] = await keyIds(rotating);
  await rotating.rotate();
  assert.deepEqual((await keyIds(rotating)).filter((kid) => [current, next].includes(kid)), [next, current]);
  assert.equal((await keyIds(rotating)).length, 3);
  const after = await token();
  assert.ok(await isAccepted(rotating, before) && await isAccepted(rotating, after));
  assert.equal(rotating.revokePrevious().kid, current);
  assert.equal(await isAccepted(rotating, before), false);
  assert.ok(await isAccepted(rotating, after));
  assert.equal((await keyIds(rotating)).length, 2);
});

test('keys are listed, rotated and revoked on the paths of the Management API, but not for web pages', async () => {
  const rotating = await tenantForTests();
  const signing = '/api/v2/keys/signing';
  const send = (method, path, headers) => fetch(url(rotating, path), { method, headers });
  for (const headers of [{ origin: 'http://evil.example' }, { 'sec-fetch-site': 'cross-site' }]) {
    assert.equal((await send('POST', `${signing}/rotate`, headers)).status, 403);
  }
  const before = await keyIds(rotating);
  const answer = await send('POST', `${signing}/rotate`);
  assert.equal(answer.status, 201);
  assert.equal((await answer.json()).kid, before[1]);
  const listed = await (await send('GET', signing)).json();
  assert.deepEqual(listed.map(({ current, next, previous }) => [current, next, previous]),
    [[true, undefined, undefined], [undefined, true, undefined], [undefined, undefined, true]]);
  assert.equal((await send('PUT', `${signing}/${before[1]}/revoke`)).status, 404, 'it signs');
  assert.equal((await send('PUT', `${signing}/${before[0]}/revoke`)).status, 200);
  assert.equal((await send('PUT', `${signing}/${before[0]}/revoke`)).status, 404, 'it is gone');
});

test('logout ends the session and leads to an allowed address', async () => {
  for (const path of ['/v2/logout', '/oidc/logout']) {
    const visitor = new Visitor(tenant);
    await visitor.logIn();
    const name = path === '/v2/logout' ? 'returnTo' : 'post_logout_redirect_uri';
    const parameters = { client_id: app.client_id, [name]: `${appOrigin}?from=here` };
    const answer = await visitor.open(url(tenant, path, parameters));
    assert.equal(answer.status, 302);
    assert.equal(answer.location, `${appOrigin}/?from=here`);
    assert.equal(given(await visitor.authorize({ prompt: 'none' })).error, 'login_required');
  }
});

test('logout refuses an address that is not listed, and says so', async () => {
  for (const returnTo of ['https://evil.example', `${appOrigin}/other`, `${appOrigin}.evil.example`]) {
    const answer = await get('/v2/logout', { client_id: app.client_id, returnTo });
    assert.equal(answer.status, 400, returnTo);
    assert.match(await answer.text(), /is not defined as a valid URL in &#34;Allowed Logout URLs&#34;/);
  }
});

test('logout without an address leads to the first that is allowed, without a client nowhere', async () => {
  assert.equal((await get('/v2/logout', { client_id: app.client_id })).headers.get('location'), `${appOrigin}/`);
  assert.equal(await (await get('/v2/logout')).text(), 'OK');
});

test('a cookie of a session is out of the reach of scripts', async () => {
  const answer = await new Visitor(tenant).logIn();
  assert.match(answer.headers.get('set-cookie'), /^auth0=[\w-]{32}; Path=\/; HttpOnly; SameSite=Lax$/);
});

test('a client that comes before the tenant is ready is refused or answered, never left waiting', async () => {
  const before = await tenantForTests();
  const { port } = before;
  await before.close();
  const starting = tenantForTests(() => {}, { port });
  const first = async () => {
    for (;;) {
      const answer = await fetch(`http://127.0.0.1:${port}/pem`, { signal: AbortSignal.timeout(30_000) })
        .catch((error) => { if (error.name === 'TimeoutError') throw error; });
      if (answer) return answer;
      await new Promise(setImmediate);
    }
  };
  assert.equal((await first()).status, 200);
  await starting;
});

test('what is not there is 404, and another method is 405', async () => {
  assert.equal((await get('/nothing')).status, 404);
  assert.equal((await fetch(url(tenant, '/oauth/token'))).status, 405);
});

test('a token names the public address that the tenant was given', async () => {
  const named = await tenantForTests(() => {}, { publicUrl: 'https://tenant.example' });
  assert.equal(named.issuer, 'https://tenant.example/');
  assert.equal(claimsOf(given(await new Visitor(named).logIn()).id_token).iss, 'https://tenant.example/');
});
