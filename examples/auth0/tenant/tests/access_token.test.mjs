// What is inside an access token: RBAC, namespaced claims, RFC 9068, the opaque kind; and what /userinfo answers.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ada, api, app, bob, claimsOf, given, headerOf, logInWithCode, tenantForTests, url, Visitor }
  from './support.mjs';

const tenant = await tenantForTests();
const scope = 'openid profile email read:notes write:notes';
const accessToken = async (parameters = { scope }, user = ada, of = tenant) =>
  (await (await logInWithCode(of, parameters, user)).redeem()).access_token;
const userinfo = (token, of = tenant) =>
  fetch(url(of, '/userinfo'), { headers: token ? { authorization: `Bearer ${token}` } : {} });

test('an access token names the API and /userinfo as its audience, and who asked for it', async () => {
  const claims = claimsOf(await accessToken());
  assert.deepEqual(claims.aud, [api, `${tenant.issuer}userinfo`]);
  assert.equal(claims.azp, app.client_id);
  assert.equal(claims.sub, ada.user_id);
  assert.equal(claims.email, undefined, 'as with Auth0');
  assert.equal(claimsOf(await accessToken({ scope: 'read:notes' })).aud, api);
});

test('permissions and scopes are those that the roles give', async () => {
  const editor = claimsOf(await accessToken());
  assert.deepEqual(editor.permissions, ['read:notes', 'write:notes']);
  assert.equal(editor.scope, scope);
  const reader = claimsOf(await accessToken({ scope }, bob));
  assert.deepEqual(reader.permissions, ['read:notes']);
  assert.equal(reader.scope, 'openid profile email read:notes');
});

test('without RBAC the scopes that were asked for are given, and permissions are left out', async () => {
  const other = await tenantForTests(({ resource_servers: [first] }) => {
    Object.assign(first, { enforce_policies: false, token_dialect: 'access_token' });
  });
  const claims = claimsOf(await accessToken({ scope: 'openid write:notes' }, bob, other));
  assert.equal(claims.scope, 'openid write:notes');
  assert.equal(claims.permissions, undefined);
});

test('namespaced claims have names that are URLs', async () => {
  const claims = claimsOf(await accessToken());
  assert.deepEqual(claims['https://notes.example/roles'], ['editor']);
  assert.equal(claims['https://notes.example/email'], ada.email);
});

test('the dialect of RFC 9068 has its type, client_id and jti, and no azp', async () => {
  const other = await tenantForTests(({ resource_servers: [first] }) => {
    first.token_dialect = 'rfc9068_profile_authz';
  });
  const token = await accessToken({ scope }, ada, other);
  assert.equal(headerOf(token).typ, 'at+jwt');
  const claims = claimsOf(token);
  assert.equal(claims.client_id, app.client_id);
  assert.ok(claims.jti);
  assert.equal(claims.azp, undefined);
  assert.deepEqual(claims.permissions, ['read:notes', 'write:notes']);
});

test('without an audience an access token is opaque: five parts, the second one empty', async () => {
  const { access_token: token } = given(await new Visitor(tenant).logIn());
  const parts = token.split('.');
  assert.equal(parts.length, 5);
  assert.equal(parts[1], '');
  assert.deepEqual(headerOf(token), { alg: 'dir', enc: 'A256GCM', iss: tenant.issuer });
  assert.equal((await (await userinfo(token)).json()).email, ada.email);
});

test('/userinfo tells what the scopes allow', async () => {
  const all = await (await userinfo(await accessToken())).json();
  assert.deepEqual([all.sub, all.email, all.name], [ada.user_id, ada.email, ada.name]);
  const few = await (await userinfo(await accessToken({ scope: 'openid' }))).json();
  assert.deepEqual(few, { sub: ada.user_id });
});

test('/userinfo refuses what is not for it', async () => {
  const other = await tenantForTests();
  const { access_token: opaque, id_token: idToken } = given(await new Visitor(tenant).logIn({ scope }));
  const good = await accessToken();
  const [header, payload, signature] = good.split('.');
  const refused = {
    'no token': undefined,
    'an ID token': idToken,
    'a token for the API alone': await accessToken({ scope: 'read:notes' }),
    'a token of another tenant': await accessToken({ scope }, ada, other),
    'an opaque token that was changed': opaque.slice(0, -2),
    'a changed signature': `${header}.${payload}.${signature.replace(/^../, 'AA')}`,
    'no header': `x.${payload}.${signature}`,
  };
  for (const [what, token] of Object.entries(refused)) {
    const answer = await userinfo(token);
    assert.equal(answer.status, 401, what);
    assert.match(answer.headers.get('www-authenticate'), /^Bearer/);
  }
  assert.equal((await userinfo(good)).status, 200);
  tenant.time.now += 86400;
  assert.equal((await userinfo(good)).status, 401, 'expired');
});
