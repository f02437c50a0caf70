// Pages of other origins, and where tokens go: to the REST server, from the app's origin, and nowhere else.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { openWorld, people } from '../world/world.mjs';

for (const way of ['tutorial', 'recommended']) {
  const world = await openWorld({ way });
  after(() => world.close());

  test(`${way}: a page of another origin reads and writes nothing, even with a user's token`, async () => {
    const ada = await world.person();
    await ada.logIn(people.ada);
    await ada.seesNotes();
    await ada.addNote('Secret');
    const token = world.token();
    const attempt = ([method, bearer]) => fetch('http://localhost:8080/notes', {
      method, headers: { Authorization: `Bearer ${bearer}`, 'Content-Type': 'application/json' },
      ...(method === 'POST' && { body: '{"title":"planted"}' }),
    }).then((answer) => answer.status, () => 'refused by the browser');
    assert.equal(await ada.page.evaluate(attempt, ['GET', token]), 200);

    await ada.page.goto('http://other.example/favicon.svg');
    for (const method of ['GET', 'POST']) {
      assert.equal(await ada.page.evaluate(attempt, [method, token]), 'refused by the browser');
    }
    assert.deepEqual((await world.stored()).map(({ title }) => title), ['Secret']);
    await ada.leave();
  });

  test(`${way}: the token goes to the REST server alone`, async () => {
    const ada = await world.person();
    await ada.logIn(people.ada);
    await ada.seesNotes();
    await ada.addNote('Milk');
    await ada.page.reload();
    await ada.seesNotes();
    await ada.logOut();
    assert.ok((await ada.traffic.authorized()).length >= 4);
    const hosts = new Set(ada.traffic.requests.map(({ url }) => new URL(url).host));
    assert.deepEqual([...hosts].sort(), ['localhost:4200', 'localhost:8080', 'localhost:9400']);
    await ada.traffic.assertTokensStayHome();
    await ada.leave();
  });
}
