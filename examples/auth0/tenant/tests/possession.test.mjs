// Tokens that are bound to a client's key (DPoP): how they are issued, what /userinfo wants, which proofs are refused.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ada, api, app, appOrigin, claimsOf, given, isAccepted, logInWithCode, machine, post, postToken, Prover, sha256,
  tenantForTests, url, Visitor } from './support.mjs';

const tenant = await tenantForTests();
const prover = new Prover();
const refusal = ({ status, error, error_description: said }) => [status, error, said];

/** The fields of a request to the token endpoint, with a proof that has the nonce of now. */
async function proven({ by = prover, of = tenant, claims, header } = {}) {
  const usual = { htu: `${of.issuer}oauth/token`, iat: of.time.now, nonce: await nonceOf(of) };
  return { dpop: by.proof({ ...usual, ...claims }, header) };
}

async function nonceOf(of) {
  const without = { dpop: prover.proof({ htu: `${of.issuer}oauth/token`, iat: of.time.now }) };
  return (await refresh('x', without, of)).nonce;
}

function refresh(token, headers, of = tenant) {
  return postToken(of, { grant_type: 'refresh_token', client_id: app.client_id, refresh_token: token }, headers);
}
const offline = { scope: 'openid offline_access read:notes' };

test('a proof binds the access token to its key, and the answer says how to send it', async () => {
  const { redeem } = await logInWithCode(tenant);
  const answer = await redeem({}, await proven());
  assert.deepEqual([answer.status, answer.token_type], [200, 'DPoP']);
  assert.deepEqual(claimsOf(answer.access_token).cnf, { jkt: prover.thumbprint });
  assert.equal(claimsOf(answer.id_token).cnf, undefined);
  assert.ok(await isAccepted(tenant, answer.access_token));
});

test('without a proof tokens are bound to nothing', async () => {
  const answer = await (await logInWithCode(tenant)).redeem();
  assert.equal(answer.token_type, 'Bearer');
  assert.deepEqual([answer.nonce, claimsOf(answer.access_token).cnf], [undefined, undefined]);
});

test('a public client is told the nonce that its proof must have, and its code stays good meanwhile', async () => {
  const { redeem } = await logInWithCode(tenant);
  const claims = { htu: `${tenant.issuer}oauth/token`, iat: tenant.time.now };
  const told = await redeem({}, { dpop: prover.proof(claims) });
  assert.deepEqual(refusal(told), [400, 'use_dpop_nonce', 'Authorization server requires nonce in DPoP proof']);
  const answer = await redeem({}, { dpop: prover.proof({ ...claims, nonce: told.nonce }) });
  assert.deepEqual([answer.status, answer.token_type, answer.nonce], [200, 'DPoP', told.nonce]);
});

test('a nonce is good for two minutes, and one of another tenant never', async () => {
  const other = await tenantForTests();
  const nonce = await nonceOf(other);
  const error = async (given) => {
    const headers = await proven({ of: other, claims: { nonce: given } });
    return (await refresh('x', headers, other)).error;
  };
  assert.equal(await error(await nonceOf(tenant)), 'use_dpop_nonce');
  assert.equal(await error(7), 'use_dpop_nonce');
  other.time.now += 120;
  assert.equal(await error(nonce), 'invalid_grant');
  other.time.now += 60;
  assert.equal(await error(nonce), 'use_dpop_nonce');
});

const stranger = new Prover();
const refused = {
  'of another method': [{ claims: { htm: 'GET' } }, 'htm is not the method of the request'],
  'of another URL': [{ claims: { htu: 'http://localhost/oauth/token' } }, 'htu is not the URL of the request'],
  'with an htu that is not a URL': [{ claims: { htu: '/oauth/token' } }, 'htu is not the URL of the request'],
  'made too long ago': [{ claims: { iat: tenant.time.now - 301 } }, 'iat is not recent'],
  'of the future': [{ claims: { iat: tenant.time.now + 31 } }, 'iat is not recent'],
  'without a time': [{ claims: { iat: undefined } }, 'iat is not recent'],
  'without a name': [{ claims: { jti: undefined } }, 'jti is missing'],
  'of another type': [{ header: { typ: 'JWT' } }, 'typ is not dpop+jwt'],
  'of another algorithm': [{ header: { alg: 'none' } }, 'alg is not ES256'],
  'with an extension': [{ header: { crit: ['b64'] } }, 'crit is not understood'],
  'without a key': [{ header: { jwk: undefined } }, 'jwk is missing'],
  'with a private key': [{ header: { jwk: prover.privateJwk } }, 'jwk has a private key'],
  'with an empty private key': [{ header: { jwk: { ...prover.jwk, d: '' } } }, 'jwk has a private key'],
  'with a key of another kind': [{ header: { jwk: { kty: 'RSA', n: 'AQAB', e: 'AQAB' } } }, 'jwk is no key for ES256'],
  'with a point off the curve': [{ header: { jwk: { ...prover.jwk, x: prover.jwk.y } } }, 'jwk is no key for ES256'],
  'signed by another key': [{ header: { jwk: stranger.jwk } }, 'the signature does not fit jwk'],
};
for (const [what, [change, said]] of Object.entries(refused)) {
  test(`a proof ${what} is refused`, async () => {
    const answer = await refresh('x', await proven(change));
    assert.deepEqual(refusal(answer), [400, 'invalid_dpop_proof', `Invalid DPoP proof: ${said}`]);
  });
}

test('a field that is not one proof is refused', async () => {
  const { dpop } = await proven();
  for (const field of ['', 'x', 'a.b.c', `${dpop}.x`, `${dpop},${dpop}`, dpop.replace('.', '.=')]) {
    const answer = await refresh('x', { dpop: field });
    assert.deepEqual([answer.status, answer.error], [400, 'invalid_dpop_proof'], field);
  }
});

test('a URL is compared without its query, and however it is written', async () => {
  const { port } = tenant;
  for (const htu of [`HTTP://LOCALHOST:${port}/oauth/token`, `http://localhost:${port}/x/../oauth/token?a=b#c`]) {
    assert.equal((await refresh('x', await proven({ claims: { htu } }))).error, 'invalid_grant', htu);
  }
});

test('a proof is good once', async () => {
  const headers = await proven();
  assert.equal((await refresh('x', headers)).error, 'invalid_grant');
  assert.deepEqual(refusal(await refresh('x', headers)),
    [400, 'invalid_dpop_proof', 'Invalid DPoP proof: the proof was used before']);
});

test('a refresh token stays with the key to which it was issued', async () => {
  const { refresh_token: token } = await (await logInWithCode(tenant, offline)).redeem({}, await proven());
  const unknown = [403, 'invalid_grant', 'Unknown or invalid refresh token.'];
  assert.deepEqual(refusal(await refresh(token)), unknown);
  assert.deepEqual(refusal(await refresh(token, await proven({ by: stranger }))), unknown);
  const next = await refresh(token, await proven());
  assert.deepEqual([next.status, next.token_type], [200, 'DPoP'], 'others have not used it up');
  assert.deepEqual(claimsOf(next.access_token).cnf, { jkt: prover.thumbprint });
  assert.deepEqual(refusal(await refresh(next.refresh_token)), unknown);
});

test('a refresh token that was not bound is bound by the first proof', async () => {
  const { refresh_token: token } = await (await logInWithCode(tenant, offline)).redeem();
  const { refresh_token: next } = await refresh(token, await proven());
  assert.equal((await refresh(next)).error, 'invalid_grant');
});

test('a code is redeemed by the key that was named at /authorize', async () => {
  const named = { dpop_jkt: prover.thumbprint };
  const said = 'The DPoP proof is not of the key in dpop_jkt';
  for (const headers of [{}, await proven({ by: stranger })]) {
    const answer = await (await logInWithCode(tenant, named)).redeem({}, headers);
    assert.deepEqual(refusal(answer), [403, 'invalid_grant', said]);
  }
  assert.equal((await (await logInWithCode(tenant, named)).redeem({}, await proven())).status, 200);
});

const asMachine = {
  grant_type: 'client_credentials', client_id: machine.client_id, client_secret: machine.client_secret, audience: api,
};

test('a program with a secret needs no nonce', async () => {
  const answer = await postToken(tenant, asMachine, await proven({ claims: { nonce: undefined } }));
  assert.deepEqual([answer.status, answer.token_type, answer.nonce], [200, 'DPoP', undefined]);
  assert.deepEqual(claimsOf(answer.access_token).cnf, { jkt: prover.thumbprint });
});

test('an API that is not for it gets tokens that are bound to nothing', async () => {
  const other = await tenantForTests(({ resource_servers: [first] }) => { delete first.proof_of_possession; });
  const answer = await postToken(other, asMachine, await proven({ of: other }));
  assert.deepEqual([answer.status, answer.token_type, claimsOf(answer.access_token).cnf], [200, 'Bearer', undefined]);
});

test('an API that requires it gets no other tokens', async () => {
  const other = await tenantForTests(({ resource_servers: [first] }) => { first.proof_of_possession.required = true; });
  const expected = [400, 'invalid_request', `${api} requires a DPoP proof`];
  assert.deepEqual(refusal(await (await logInWithCode(other)).redeem()), expected);
  assert.deepEqual(refusal(await postToken(other, asMachine)), expected);
  const inFragment = given(await new Visitor(other).logIn({ audience: api }));
  assert.deepEqual([inFragment.error, inFragment.access_token], ['invalid_request', undefined]);
  assert.equal((await (await logInWithCode(other)).redeem({}, await proven({ of: other }))).token_type, 'DPoP');
});

async function userinfo(authorization, claims, by = prover) {
  const proof = claims && by.proof({ htm: 'GET', htu: `${tenant.issuer}userinfo`, ...claims });
  const answer = await fetch(url(tenant, '/userinfo'), { headers: { authorization, ...(proof && { dpop: proof }) } });
  return { status: answer.status, challenge: answer.headers.get('www-authenticate'), text: await answer.text() };
}

for (const [kind, audience] of [['a signed', api], ['an opaque', '']]) {
  test(`/userinfo takes ${kind} token from the one who proves its key`, async () => {
    const { redeem } = await logInWithCode(tenant, { audience });
    const { access_token: token, token_type: type } = await redeem({}, await proven());
    assert.equal(type, 'DPoP');
    const ath = sha256(token);
    const known = await userinfo(`DPoP ${token}`, { ath });
    assert.equal(known.status, 200, known.challenge);
    assert.equal(JSON.parse(known.text).sub, ada.user_id);

    const bearer = 'Bearer realm="Users", error="invalid_token"';
    const dpop = (error) => `DPoP realm="Users", algs="ES256", error="${error}"`;
    const forAnother = { ath: sha256('x') };
    const attempts = {
      'sent as Bearer': [await userinfo(`Bearer ${token}`), bearer],
      'as Bearer beside a proof': [await userinfo(`Bearer ${token}`, { ath }), bearer],
      'without a proof': [await userinfo(`DPoP ${token}`), dpop('invalid_dpop_proof')],
      'with a proof for another token': [await userinfo(`DPoP ${token}`, forAnother), dpop('invalid_dpop_proof')],
      'with a proof by another key': [await userinfo(`DPoP ${token}`, { ath }, stranger), dpop('invalid_token')],
    };
    for (const [what, [answer, challenge]] of Object.entries(attempts)) {
      assert.deepEqual([answer.status, answer.challenge], [401, challenge], what);
    }
  });
}

test('/userinfo refuses a token that is bound to nothing as DPoP', async () => {
  const { access_token: token } = await (await logInWithCode(tenant)).redeem();
  const answer = await userinfo(`DPoP ${token}`, { ath: sha256(token) });
  assert.deepEqual([answer.status, answer.challenge], [401, 'DPoP realm="Users", algs="ES256", error="invalid_token"']);
});

test('scripts of the application\'s origin may send proofs and read nonces', async () => {
  const preflight = await fetch(url(tenant, '/oauth/token'), { method: 'OPTIONS', headers: { origin: appOrigin } });
  assert.match(preflight.headers.get('access-control-allow-headers'), /\bDPoP\b/);
  const answer = await post(tenant, '/oauth/token', { grant_type: 'refresh_token', client_id: app.client_id },
    { origin: appOrigin, ...await proven() });
  assert.match(answer.headers.get('access-control-expose-headers'), /\bDPoP-Nonce\b/);
  assert.ok(answer.headers.get('dpop-nonce'));
});

test('the metadata says by which algorithms proofs may be signed', async () => {
  const metadata = await (await fetch(url(tenant, '/.well-known/openid-configuration'))).json();
  assert.deepEqual(metadata.dpop_signing_alg_values_supported, ['ES256']);
});
