// /oauth/token: codes with PKCE, refresh tokens, programs that act for themselves; and which requests are refused.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { api, appOrigin, claimsOf, headerOf, isAccepted, logInWithCode, machine, pkce, post, postToken, tenantForTests,
  url } from './support.mjs';

const tenant = await tenantForTests();
const refusal = ({ status, error, error_description: said }) => [status, error, said];

test('a code and its verifier give an access token for the API and an ID token', async () => {
  const { redeem } = await logInWithCode(tenant, { scope: 'openid email read:notes write:notes delete:notes' });
  const { status, ...answer } = await redeem();
  assert.equal(status, 200);
  assert.equal(answer.token_type, 'Bearer');
  assert.equal(answer.expires_in, 86400);
  assert.equal(answer.scope, 'openid email read:notes write:notes');
  assert.equal(answer.refresh_token, undefined);
  assert.ok(await isAccepted(tenant, answer.access_token));
  assert.ok(await isAccepted(tenant, answer.id_token));
  assert.equal(claimsOf(answer.id_token).nonce, 'the-nonce');
});

test('a code is good once, for its client, its callback and its verifier, for ten minutes', async () => {
  const replayed = await logInWithCode(tenant);
  assert.equal((await replayed.redeem()).status, 200);
  assert.deepEqual(refusal(await replayed.redeem()), [403, 'invalid_grant', 'Invalid authorization code']);

  const wrongVerifier = await logInWithCode(tenant);
  for (const verifier of [pkce().verifier, '']) {
    const answer = await (verifier ? wrongVerifier : await logInWithCode(tenant)).redeem({ code_verifier: verifier });
    assert.deepEqual(refusal(answer), [403, 'invalid_grant', 'Failed to verify code verifier']);
  }
  assert.deepEqual(refusal(await wrongVerifier.redeem()), [403, 'invalid_grant', 'Invalid authorization code']);

  const elsewhere = await (await logInWithCode(tenant)).redeem({ redirect_uri: 'http://localhost:4200/other' });
  assert.deepEqual([elsewhere.status, elsewhere.error], [403, 'unauthorized_client']);

  const late = await logInWithCode(tenant);
  tenant.time.now += 601;
  assert.deepEqual(refusal(await late.redeem()), [403, 'invalid_grant', 'Invalid authorization code']);
});

test('a plain challenge is the verifier itself', async () => {
  const verifier = 'v'.repeat(43);
  const { redeem } = await logInWithCode(tenant, { code_challenge: verifier, code_challenge_method: 'plain' });
  assert.equal((await redeem({ code_verifier: verifier })).status, 200);
});

test('a refresh token rotates; one that comes twice ends all that descend from its login', async () => {
  const { exchange, redeem } = await logInWithCode(tenant, { scope: 'openid offline_access read:notes' });
  const refresh = (token, more) =>
    postToken(tenant, { grant_type: 'refresh_token', client_id: exchange.client_id, refresh_token: token, ...more });
  const first = await redeem();
  const second = await refresh(first.refresh_token);
  assert.equal(second.status, 200);
  assert.notEqual(second.refresh_token, first.refresh_token);
  assert.ok(await isAccepted(tenant, second.access_token));
  assert.equal(claimsOf(second.id_token).nonce, undefined);
  const third = await refresh(second.refresh_token, { scope: 'openid' });
  assert.equal(third.scope, 'openid');

  const unknown = [403, 'invalid_grant', 'Unknown or invalid refresh token.'];
  assert.deepEqual(refusal(await refresh(first.refresh_token)), unknown, 'used twice');
  assert.deepEqual(refusal(await refresh(third.refresh_token)), unknown, 'of the same login');
  assert.deepEqual(refusal(await refresh('v1.invented')), unknown);
});

test('a code that comes twice ends the refresh token that was issued for it', async () => {
  const { exchange, redeem } = await logInWithCode(tenant, { scope: 'openid offline_access' });
  const { refresh_token: token } = await redeem();
  await redeem();
  const answer = await postToken(tenant, {
    grant_type: 'refresh_token', client_id: exchange.client_id, refresh_token: token,
  });
  assert.equal(answer.error, 'invalid_grant');
});

test('a refresh token that does not rotate stays good', async () => {
  const other = await tenantForTests(({ clients }) => { clients[0].refresh_token.rotation_type = 'non-rotating'; });
  const { exchange, redeem } = await logInWithCode(other, { scope: 'openid offline_access' });
  const { refresh_token: token } = await redeem();
  for (let time = 0; time < 2; ++time) {
    const answer = await postToken(other, {
      grant_type: 'refresh_token', client_id: exchange.client_id, refresh_token: token,
    });
    assert.deepEqual([answer.status, answer.refresh_token], [200, token]);
  }
});

test('an API that allows no offline access gives no refresh token', async () => {
  const other = await tenantForTests(({ resource_servers: [first] }) => { first.allow_offline_access = false; });
  const answer = await (await logInWithCode(other, { scope: 'openid offline_access' })).redeem();
  assert.deepEqual([answer.scope, answer.refresh_token], ['openid', undefined]);
});

const asMachine = {
  grant_type: 'client_credentials', client_id: machine.client_id, client_secret: machine.client_secret, audience: api,
};

test('a program gets a token for itself, by either way of showing its secret', async () => {
  const answer = await postToken(tenant, asMachine);
  assert.deepEqual([answer.status, answer.scope, answer.expires_in], [200, 'read:notes', 86400]);
  const claims = claimsOf(answer.access_token);
  assert.equal(claims.sub, `${machine.client_id}@clients`);
  assert.equal(claims.gty, 'client-credentials');
  assert.equal(claims.azp, machine.client_id);
  assert.equal(claims.aud, api);
  assert.deepEqual(claims.permissions, ['read:notes']);
  assert.ok(await isAccepted(tenant, answer.access_token));

  const basic = Buffer.from(`${machine.client_id}:${machine.client_secret}`).toString('base64');
  const byHeader = await postToken(tenant, { grant_type: 'client_credentials', audience: api },
    { authorization: `Basic ${basic}` });
  assert.equal(byHeader.status, 200);
});

test('JSON is taken as well as a form', async () => {
  const send = (body) => fetch(url(tenant, '/oauth/token'),
    { method: 'POST', body, headers: { 'content-type': 'application/json' } });
  assert.equal((await send(JSON.stringify(asMachine))).status, 200);
  for (const broken of ['{', '[]', '{"grant_type": 7}', 'null']) {
    const answer = await send(broken);
    assert.equal(answer.status, 400, broken);
  }
});

const refused = {
  'no grant type': [{ grant_type: '' }, 400, 'invalid_request'],
  'an unknown grant type': [{ grant_type: 'password' }, 403, 'unsupported_grant_type'],
  'a grant type that is a name of the language': [{ grant_type: 'constructor' }, 403, 'unsupported_grant_type'],
  'a wrong secret': [{ client_secret: 'wrong' }, 401, 'access_denied'],
  'no secret': [{ client_secret: '' }, 401, 'access_denied'],
  'an unknown client': [{ client_id: 'invented' }, 401, 'access_denied'],
  'a grant that is not the client\'s': [{ grant_type: 'refresh_token' }, 403, 'unauthorized_client'],
  'no audience': [{ audience: '' }, 403, 'access_denied'],
  'an audience that is not there': [{ audience: 'https://nowhere.example' }, 403, 'access_denied'],
};
for (const [what, [changes, status, code]] of Object.entries(refused)) {
  test(`${what} is refused`, async () => {
    const answer = await postToken(tenant, { ...asMachine, ...changes });
    assert.deepEqual([answer.status, answer.error], [status, code]);
    assert.ok(answer.error_description);
    assert.equal(answer.access_token, undefined);
  });
}

test('a program without a grant for the API is told what to create', async () => {
  const other = await tenantForTests(({ clients }) => { clients[1].client_grants = []; });
  const answer = await postToken(other, asMachine);
  assert.equal(answer.status, 403);
  assert.match(answer.error_description, /create a "client-grant"/);
});

test('scripts of the application\'s origin may read tokens, those of another may not', async () => {
  const { exchange } = await logInWithCode(tenant);
  const foreign = await post(tenant, '/oauth/token', exchange, { origin: 'https://evil.example' });
  assert.equal(foreign.status, 403);
  assert.equal(foreign.headers.get('access-control-allow-origin'), null);
  const own = await post(tenant, '/oauth/token', exchange, { origin: appOrigin });
  assert.equal(own.status, 200);
  assert.equal(own.headers.get('access-control-allow-origin'), appOrigin);
  const preflight = await fetch(url(tenant, '/oauth/token'), { method: 'OPTIONS', headers: { origin: appOrigin } });
  assert.equal(preflight.status, 204);
  assert.match(preflight.headers.get('access-control-allow-headers'), /Auth0-Client/);
});

test('a body that is too large or of an unknown type is refused', async () => {
  const large = await post(tenant, '/oauth/token', { grant_type: 'x'.repeat(200_000) });
  assert.equal(large.status, 413);
  const strange = await fetch(url(tenant, '/oauth/token'),
    { method: 'POST', body: '<a/>', headers: { 'content-type': 'text/xml' } });
  assert.equal(strange.status, 415);
});

test('a key id is in every header', async () => {
  const { access_token: token } = await postToken(tenant, asMachine);
  assert.deepEqual(headerOf(token), { alg: 'RS256', typ: 'JWT', kid: tenant.keys.current.kid });
  assert.equal(tenant.keys.current.kid.length, 21);
});
