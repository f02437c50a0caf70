// The recommended way binds its tokens to a key of the browser (DPoP): each request proves the key, and the token alone
// is worth nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openWorld, people } from '../world/world.mjs';

async function inWorld(options, walk) {
  const world = await openWorld({ way: 'recommended', ...options });
  try {
    await walk(world);
  } finally {
    await world.close();
  }
}

const partsOf = (token) => token.split('.').slice(0, 2).map((part) => JSON.parse(Buffer.from(part, 'base64url')));
const claimsOf = (token) => partsOf(token)[1];
const keyOf = (token) => claimsOf(token).cnf.jkt;

/** A log-in, a note, a reload and another note; and the requests to the server meanwhile. */
async function work(world) {
  const ada = await world.person();
  await ada.logIn(people.ada);
  await ada.seesNotes();
  await ada.addNote('Milk', 'two bottles');
  await ada.page.reload();
  await ada.seesNotes();
  await ada.addNote('Bread');
  assert.deepEqual((await world.stored()).map(({ title }) => title), ['Milk', 'Bread']);
  return { ada, requests: await ada.traffic.authorized() };
}

test('each request has the scheme DPoP and a proof of its own, and a reload keeps the key', () =>
  inWorld({}, async (world) => {
    const { ada, requests } = await work(world);
    const names = new Set();
    for (const { method, url, headers: { authorization, dpop } } of requests) {
      assert.match(authorization, /^DPoP [\w-]+\.[\w-]+\.[\w-]+$/);
      const [header, proof] = partsOf(dpop);
      assert.deepEqual([header.typ, header.alg, header.jwk.d], ['dpop+jwt', 'ES256', undefined]);
      assert.deepEqual([proof.htm, proof.htu], [method, url.split('?')[0]]);
      names.add(proof.jti);
    }
    assert.equal(names.size, requests.length);
    const tokens = [...await ada.traffic.tokens()];
    assert.ok(tokens.length >= 2, 'the reload brought another token');
    assert.equal(new Set(tokens.map(keyOf)).size, 1);
    assert.deepEqual(world.server.answered(401), []);
    await ada.leave();
  }));

test('a token that was copied is refused as Bearer, without a proof, and beside one that was used', () =>
  inWorld({}, async (world) => {
    const { ada, requests } = await work(world);
    const { url, headers: { authorization, dpop } } = requests.findLast(({ method }) => method === 'GET');
    const token = authorization.replace('DPoP ', '');
    const attempts = [
      [{ authorization: `Bearer ${token}` }, /^Bearer .*error="invalid_token"/],
      [{ authorization: `Bearer ${token}`, dpop }, /^Bearer .*error="invalid_token"/],
      [{ authorization }, /DPoP .*error="invalid_dpop_proof"/],
      [{ authorization, dpop }, /DPoP .*error="invalid_dpop_proof"/],
    ];
    const served = url.replace('localhost:8080', `127.0.0.1:${world.server.relay.port}`);
    for (const [headers, challenge] of attempts) {
      const answer = await fetch(served, { headers });
      assert.equal(answer.status, 401, JSON.stringify(headers));
      assert.match(answer.headers.get('www-authenticate'), challenge);
    }
    const codes = ['confirmationUnbound', 'confirmationUnbound', 'proofMissing', 'proofReplayed'];
    const logged = world.server.log.join('\n').match(/(?<=\b401 )\w+/g);
    assert.deepEqual(logged, codes);
    await ada.addNote('Butter');
    await ada.leave();
  }));

test('a server that wants nonces is served by the second attempt, and then by the first', () =>
  inWorld({ authentication: { dpopNonce: 'required' } }, async (world) => {
    const { ada, requests } = await work(world);
    const nonces = requests.map(({ headers: { dpop } }) => claimsOf(dpop).nonce);
    const first = nonces.findIndex(Boolean);
    assert.ok(first > 0);
    assert.ok(nonces.slice(first).every(Boolean), nonces.join());
    assert.equal(world.server.answered(401).length, first);
    assert.equal((await ada.traffic.tokens()).size, 2, 'no other token was asked for than after the reload');
    await ada.leave();
  }));

test('a key ends with the log-out', () => inWorld({}, async (world) => {
  const { ada } = await work(world);
  await ada.logOut();
  await ada.logIn(people.ada);
  await ada.seesNotes();
  const keys = [...await ada.traffic.tokens()].map(keyOf);
  assert.equal(new Set(keys).size, 2);
  assert.notEqual(keys.at(-1), keys[0]);
  await ada.leave();
}));

test('tokens that the tenant does not bind are sent as Bearer', () =>
  inWorld({ tenant: ({ resource_servers: [api] }) => { delete api.proof_of_possession; } }, async (world) => {
    const { ada, requests } = await work(world);
    for (const { headers: { authorization, dpop } } of requests) {
      assert.match(authorization, /^Bearer /);
      assert.equal(dpop, undefined);
    }
    await ada.leave();
  }));
