// The server refuses: what the person reads, what the server's log has, and what `explain` tells the operator.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';

import { openWorld, people, programFrom } from '../world/world.mjs';

const misconfigured = {
  'another audience is configured': {
    authentication: { audience: 'another-app' },
    logged: /401 audienceMismatch/,
    explained: /audience "[^"]+", expected "another-app"/,
  },
  'the issuer is configured without its slash': {
    authentication: ({ issuer }) => ({ issuer: issuer.replace(/\/$/, '') }),
    logged: /401 issuerMismatch/,
    explained: /differs only by the trailing slash/,
  },
};

for (const [what, { authentication, logged, explained }] of Object.entries(misconfigured)) {
  test(`${what}: the app says it in plain words, the log and explain say why`, async () => {
    const world = await openWorld({ authentication });
    try {
      const ada = await world.person();
      await ada.logIn(people.ada);
      await ada.heading('The server does not accept your login').waitFor();
      await ada.alert().getByText(/issuer, audience or key may not fit/).waitFor();
      assert.ok(world.server.logged(logged), world.server.log.join('\n'));

      const [token] = await ada.traffic.tokens();
      assert.ok(!world.server.log.join('\n').includes(token.split('.')[1]), 'a token is in the log');
      assert.match(await explain(world.server.file, token), explained);
      await ada.leave();
    } finally {
      await world.close();
    }
  });
}

test('a reader sees the notes; a change is refused, said, and what was written stays', async () => {
  const world = await openWorld();
  try {
    const ada = await world.person();
    await ada.logIn(people.ada);
    await ada.seesNotes();
    await ada.addNote('Milk', 'two bottles');
    await ada.leave();

    const bob = await world.person({ viewport: { width: 960, height: 480 } });
    await bob.logIn(people.bob);
    await bob.note('Milk').waitFor();
    await bob.startNote('Bread', 'rye');
    await bob.button('Save').click();
    await bob.hasInSight(bob.heading('You are not permitted to do this'));
    assert.equal(await bob.page.getByLabel('Title').inputValue(), 'Bread');
    assert.equal(await bob.page.getByLabel('Text').inputValue(), 'rye');
    assert.deepEqual((await world.stored()).map(({ title }) => title), ['Milk']);
    assert.ok(world.server.logged(/403 roleInsufficient.*POST \/notes/));
    await bob.leave();
  } finally {
    await world.close();
  }
});

test('a user without a role sees that they may see nothing', async () => {
  const world = await openWorld();
  try {
    const eve = await world.person();
    await eve.logIn(people.eve);
    await eve.heading('You are not permitted to do this').waitFor();
    await eve.leave();
  } finally {
    await world.close();
  }
});

async function explain(configuration, token) {
  const command = promisify(execFile)(programFrom('JWTAUTH'), ['explain', '--config', configuration, token]);
  const { code, stdout } = await command.catch((refused) => refused);
  assert.equal(code, 1);
  return stdout.replace(/\s+/g, ' ');
}
