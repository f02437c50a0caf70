// What happens while a person works: tokens expire, keys change, the server goes away and comes back.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { eventually } from '../world/waiting.mjs';
import { openWorld, people } from '../world/world.mjs';

const claimsOf = (token) => JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));
const keyIdOf = (token) => JSON.parse(Buffer.from(token.split('.')[0], 'base64url')).kid;
const expires = (token) => eventually('the token has expired', () => Date.now() / 1000 > claimsOf(token).exp);

async function inWorld(options, walk) {
  const world = await openWorld(options);
  try {
    await walk(world);
  } finally {
    await world.close();
  }
}
const shortLived = {
  tenant: ({ clients: [client], resource_servers: [api] }) => {
    client.id_token_lifetime = 6;
    Object.assign(api, { token_lifetime: 6, token_lifetime_for_web: 6 });
  },
};

for (const way of ['tutorial', 'recommended']) {
  test(`${way}: a token that ends is renewed in time, unnoticed`, () => inWorld({ way, ...shortLived }, async (world) => {
    const ada = await world.person();
    await ada.logIn(people.ada);
    await ada.seesNotes();
    const [first] = await ada.traffic.tokens();
    await expires(first);
    await ada.addNote('Milk');
    assert.ok((await ada.traffic.tokens()).size >= 2);
    assert.deepEqual((await world.stored()).map(({ title }) => title), ['Milk']);
    assert.deepEqual(world.server.answered(401), []);
    await ada.leave();
  }));

  test(`${way}: where the browser's clock stands still, the server's 401 brings a new token, unnoticed`, () =>
    inWorld({ way, ...shortLived, authentication: { clockSkew: 0 } }, async (world) => {
      const ada = await world.person();
      await standStill(ada.context);
      await ada.logIn(people.ada);
      await ada.seesNotes();
      const [first] = await ada.traffic.tokens();
      await expires(first);
      await ada.addNote('Milk');
      assert.deepEqual((await world.stored()).map(({ title }) => title), ['Milk']);
      assert.ok(world.server.logged(/401 expired/), world.server.log.join('\n'));
      await ada.leave();
    }));

  test(`${way}: when the tenant's session has ended, the app says so, keeps what was written, and leads back`, () =>
    inWorld({ way, ...shortLived }, async (world) => {
      const ada = await world.person();
      await ada.logIn(people.ada);
      await ada.seesNotes();
      await ada.startNote('Milk', 'two bottles');
      world.tenant.endSessions();
      await ada.alert().getByText('Your session has ended.').waitFor();
      assert.equal(await ada.page.getByLabel('Text').inputValue(), 'two bottles');
      await ada.button('Log in again').first().click();
      await ada.enterPassword(people.ada.email, people.ada.password);
      await ada.heading('New note').waitFor();
      await ada.leave();
    }));

  test(`${way}: keys that change are not noticed by whoever is logged in`, () =>
    inWorld({ way, authentication: fetchedKeys }, async (world) => {
      const ada = await world.person();
      await ada.logIn(people.ada);
      await ada.seesNotes();
      await ada.addNote('With the first key');
      await world.tenant.rotate();
      await ada.addNote('With the first key, after it signs no more');
      await ada.page.reload();
      await ada.seesNotes();
      await ada.addNote('With the second key');
      assert.deepEqual(world.server.answered(401), []);

      await world.tenant.rotate();
      world.tenant.revokePrevious();
      await world.server.fetchKeys(world.tenant);
      await ada.addNote('With the third key, in place of a token that the server took no more');
      assert.ok(world.server.logged(/401 keyUnknown/), world.server.log.join('\n'));
      assert.equal((await world.stored()).length, 4);
      assert.equal(new Set([...await ada.traffic.tokens()].map(keyIdOf)).size, 3);
      await ada.leave();
    }));

  test(`${way}: a server that was away is said, a retry goes on, and nothing is lost or stored twice`, () =>
    inWorld({ way }, async (world) => {
      const ada = await world.person();
      await ada.logIn(people.ada);
      await ada.seesNotes();
      await ada.addNote('Milk');
      await ada.startNote('Bread', 'rye');
      await world.server.stop();
      await ada.button('Save').click();
      await ada.heading('The server cannot be reached').waitFor();
      assert.equal(await ada.page.getByLabel('Text').inputValue(), 'rye');
      await world.server.start();
      await ada.button('Try again').click();
      await ada.note('Bread').waitFor();
      assert.deepEqual((await world.stored()).map(({ title }) => title).sort(), ['Bread', 'Milk']);
      await ada.leave();
    }));
}

function fetchedKeys({ port }) {
  return { jwksUri: `http://127.0.0.1:${port}/.well-known/jwks.json`, acceptPlainHttp: true };
}

/** Time stops for the page and its long waits do not end, as on a computer that is asleep. */
async function standStill(context) {
  await context.clock.setFixedTime(new Date());
  await context.addInitScript(() => {
    const wait = window.setTimeout;
    window.setTimeout = (work, milliseconds, ...rest) => wait(work, milliseconds > 3000 ? 2 ** 31 - 1 : milliseconds, ...rest);
  });
}
