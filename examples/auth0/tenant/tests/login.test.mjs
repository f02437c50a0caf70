// From /authorize to the callback: the login page, the session, the refusals on the way.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ada, api, app, appOrigin, callback, claimsOf, given, isAccepted, mallory, pkce, tenantForTests, url, Visitor }
  from './support.mjs';

const tenant = await tenantForTests();

test('a login by implicit flow gives both tokens in the fragment, bound to the nonce and to each other', async () => {
  const answer = await new Visitor(tenant).logIn({ audience: api });
  assert.equal(answer.status, 303);
  assert.ok(answer.location.startsWith(`${callback}#`));
  const { access_token: accessToken, id_token: idToken, ...rest } = given(answer);
  assert.deepEqual(rest,
    { token_type: 'Bearer', expires_in: '7200', scope: 'openid profile email', state: 'the-state' });
  assert.ok(await isAccepted(tenant, idToken));
  const claims = claimsOf(idToken);
  assert.equal(claims.iss, tenant.issuer);
  assert.equal(claims.aud, app.client_id);
  assert.equal(claims.sub, ada.user_id);
  assert.equal(claims.nonce, 'the-nonce');
  assert.equal(claims.exp - claims.iat, 36000);
  assert.match(claims.at_hash, /^[\w-]{22}$/);
  assert.equal(claimsOf(accessToken).exp - claimsOf(accessToken).iat, 7200);
});

test('the scopes profile and email decide what an ID token tells', async () => {
  const all = claimsOf(given(await new Visitor(tenant).logIn()).id_token);
  assert.equal(all.email, ada.email);
  assert.equal(all.email_verified, true);
  assert.equal(all.name, ada.name);
  assert.equal(all.nickname, 'ada');
  assert.ok(all.picture.startsWith(tenant.issuer));
  assert.deepEqual(all['https://notes.example/roles'], ['editor']);
  const picture = await fetch(url(tenant, new URL(all.picture).pathname));
  assert.match(await picture.text(), />AL<\/text>/);

  const few = claimsOf(given(await new Visitor(tenant).logIn({ scope: 'openid' })).id_token);
  for (const name of ['email', 'email_verified', 'name', 'nickname', 'picture']) assert.equal(few[name], undefined);
});

test('a wrong password is said on the page, the address stays, and no session begins', async () => {
  const visitor = new Visitor(tenant);
  const page = await visitor.authorize();
  const refused = await visitor.submit(page, { username: ada.email, password: 'wrong' });
  assert.equal(refused.status, 400);
  assert.match(refused.text, /role="alert"[^>]*>Wrong email or password/);
  assert.ok(refused.text.includes(`value="${ada.email}"`));
  assert.equal(given(await visitor.authorize({ prompt: 'none' })).error, 'login_required');
  const accepted = await visitor.submit(page, { username: ada.email, password: ada.password });
  assert.ok(given(accepted).id_token, 'the page is still good');
});

test('an unknown user gets the same words as one with a wrong password', async () => {
  const refused = await new Visitor(tenant).logIn({}, { email: 'nobody@example.com', password: 'x' });
  assert.match(refused.text, /Wrong email or password/);
});

test('a blocked user is sent back with the error unauthorized', async () => {
  const visitor = new Visitor(tenant);
  const { error, error_description: description, state } = given(await visitor.logIn({}, mallory));
  assert.deepEqual([error, description, state], ['unauthorized', 'user is blocked', 'the-state']);
  assert.equal(given(await visitor.authorize({ prompt: 'none' })).error, 'login_required');
});

test('the login page has labels, a title, the width of a telephone, and no script', async () => {
  const visitor = new Visitor(tenant);
  const { location } = await visitor.authorize({ login_hint: '"><script>alert(1)</script>' });
  const page = await visitor.open(new URL(location, url(tenant, '/')));
  assert.equal(page.status, 200);
  for (const id of ['username', 'password']) {
    assert.ok(page.text.includes(`<label for="${id}">`) && page.text.includes(`id="${id}"`), id);
  }
  assert.match(page.text, /<html lang="en">/);
  assert.match(page.text, /<title>Log in to Notes<\/title>/);
  assert.match(page.text, /name="viewport" content="width=device-width/);
  assert.doesNotMatch(page.text, /<script/);
  assert.match(page.headers.get('content-security-policy'), /default-src 'none'.*frame-ancestors 'none'/);
});

test('a page of a login that has ended, or of no login, says so', async () => {
  const visitor = new Visitor(tenant);
  const page = await visitor.authorize();
  await visitor.submit(page, { username: ada.email, password: ada.password });
  for (const location of [page.location, '/u/login?state=invented', '/u/login', '/u/consent?state=invented']) {
    const answer = await visitor.open(new URL(location, url(tenant, '/')));
    assert.equal(answer.status, 400, location);
    assert.match(answer.text, /belongs to no login/);
  }
});

test('a session makes the next login silent; prompt=login and max_age ask again', async () => {
  const visitor = new Visitor(tenant);
  await visitor.logIn();
  assert.ok(given(await visitor.authorize()).id_token);
  assert.ok(given(await visitor.authorize({ prompt: 'none' })).id_token);
  assert.match((await visitor.authorize({ prompt: 'login' })).location, /^\/u\/login/);
  assert.ok(given(await visitor.authorize({ max_age: '60' })).id_token);
  tenant.time.now += 61;
  assert.match((await visitor.authorize({ max_age: '60' })).location, /^\/u\/login/);
  tenant.time.now += 3 * 86400;
  assert.equal(given(await visitor.authorize({ prompt: 'none' })).error, 'login_required');
});

test('a silent login is answered by a message to the page, to its origin alone', async () => {
  const visitor = new Visitor(tenant);
  const silent = { prompt: 'none', response_mode: 'web_message' };
  const before = await visitor.authorize(silent);
  assert.equal(before.status, 200);
  assert.match(before.text, /"error":"login_required"/);
  assert.ok(before.text.includes(`, "${appOrigin}");`));
  assert.ok(before.headers.get('content-security-policy').includes(`frame-ancestors ${appOrigin}`));
  await visitor.logIn();
  const [, message] = /postMessage\((.*), "http/.exec((await visitor.authorize(silent)).text);
  const { type, response } = JSON.parse(message);
  assert.equal(type, 'authorization_response');
  assert.equal(response.state, 'the-state');
  assert.ok(await isAccepted(tenant, response.id_token));
});

test('what comes back in a message cannot end its script', async () => {
  const page = await new Visitor(tenant).authorize({
    prompt: 'none', response_mode: 'web_message', state: '</script><script>alert(1)</script>',
  });
  assert.equal(page.text.match(/<script/g).length, 1);
});

test('a web message is refused where the origin is no allowed web origin', async () => {
  const other = await tenantForTests(({ clients }) => { clients[0].web_origins = []; });
  const page = await new Visitor(other).authorize({ prompt: 'none', response_mode: 'web_message' });
  assert.equal(page.status, 403);
  assert.match(page.text, /not in the list of allowed web origins/);
});

const mistakesOnAPage = {
  'no client': [{ client_id: '' }, 400, 'Missing required parameter: client_id'],
  'an unknown client': [{ client_id: 'invented' }, 403, 'Unknown client: invented'],
  'no callback': [{ redirect_uri: '' }, 400, 'Missing required parameter: redirect_uri'],
  'a callback with another slash': [{ redirect_uri: `${callback}/` }, 403,
    `Callback URL mismatch. ${callback}/ is not in the list of allowed callback URLs of the application Notes.`],
  'a callback elsewhere': [{ redirect_uri: 'https://evil.example/callback' }, 403, 'Callback URL mismatch.'],
};
for (const [what, [parameters, status, words]] of Object.entries(mistakesOnAPage)) {
  test(`${what} is said on a page and never answered to the address`, async () => {
    const answer = await new Visitor(tenant).authorize(parameters);
    assert.equal(answer.status, status);
    assert.equal(answer.location, null);
    assert.ok(answer.text.includes(words), answer.text);
  });
}

const mistakesForTheApplication = {
  'no response type': [{ response_type: '' }, 'invalid_request', 'Missing required parameter: response_type'],
  'an unknown response type': [{ response_type: 'magic' }, 'unsupported_response_type',
    'Unsupported response type: magic'],
  'an ID token without a nonce': [{ nonce: '' }, 'invalid_request', 'Missing required parameter: nonce'],
  'an API that is not there': [{ audience: 'https://nowhere.example' }, 'access_denied',
    'Service not found: https://nowhere.example'],
  'tokens in a query': [{ response_mode: 'query' }, 'invalid_request', 'response_mode query cannot be used here'],
  'a code without a challenge': [{ response_type: 'code' }, 'invalid_request',
    'Missing required parameter: code_challenge'],
  'a challenge of an unknown method': [{ ...pkce().parameters, code_challenge_method: 'S1' }, 'invalid_request',
    'Unsupported code_challenge_method: S1'],
  'a malformed challenge': [{ ...pkce().parameters, code_challenge: 'short' }, 'invalid_request',
    'code_challenge is malformed'],
};
for (const [what, [parameters, code, description]] of Object.entries(mistakesForTheApplication)) {
  test(`${what} is answered to the application`, async () => {
    const { error, error_description: said, state } = given(await new Visitor(tenant).authorize(parameters));
    assert.deepEqual([error, said, state], [code, description, 'the-state']);
  });
}

test('a grant that the client does not use is refused', async () => {
  const other = await tenantForTests(({ clients }) => { clients[0].grant_types = ['authorization_code']; });
  const { error, error_description: said } = given(await new Visitor(other).authorize());
  assert.deepEqual([error, said], ['unauthorized_client', "Grant type 'implicit' not allowed for the client."]);
});

test('a parameter that is given twice is refused on a page', async () => {
  const answer = await fetch(`${url(tenant, '/authorize', { client_id: 'a' })}&client_id=b`);
  assert.equal(answer.status, 400);
  assert.match(await answer.text(), /client_id is given twice/);
});

test('consent is asked once where an API does not skip it, and a refusal is reported to the application', async () => {
  const asking = await tenantForTests(({ resource_servers: [first] }) => {
    first.skip_consent_for_verifiable_first_party_clients = false;
  });
  const visitor = new Visitor(asking);
  const page = await visitor.logIn({ audience: api, scope: 'openid read:notes' });
  assert.match(page.location, /^\/u\/consent/);
  const shown = await visitor.open(new URL(page.location, url(asking, '/')));
  assert.match(shown.text, /<li>read:notes<\/li>/);
  assert.equal(given(await visitor.authorize({ audience: api, prompt: 'none' })).error, 'consent_required');
  const declined = given(await visitor.submit(page, { action: 'decline' }));
  assert.equal(declined.error, 'access_denied');
  assert.equal(declined.error_description, 'User did not authorize the request');

  const again = await visitor.authorize({ audience: api, scope: 'openid read:notes' });
  assert.ok(given(await visitor.submit(again, { action: 'accept' })).access_token);
  assert.ok(given(await visitor.authorize({ audience: api, scope: 'openid read:notes', prompt: 'none' })).access_token);
});
