// The tutorial's way through the app, in both variants: what the person sees, and what the server stored.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { openWorld, people } from '../world/world.mjs';

for (const way of ['tutorial', 'recommended']) {
  const world = await openWorld({ way });
  after(() => world.close());

  test(`${way}: log in, list, add, edit, delete, log out`, async () => {
    const ada = await world.person();
    await ada.open();
    await ada.logIn(people.ada);
    await ada.seesNotes();
    await ada.showsNotes();
    await ada.page.getByText('Ada Lovelace').waitFor();

    await ada.addNote('Milk', 'two bottles');
    await ada.addNote('Tickets');
    await ada.showsNotes('Milk', 'Tickets');
    const stored = await world.storedAs('Milk');
    assert.equal(stored.text, 'two bottles');
    assert.equal((await world.storedAs('Tickets')).text, '');

    await ada.changeNote('Milk', { title: 'Oat milk' });
    await ada.showsNotes('Oat milk', 'Tickets');
    const changed = await world.storedAs('Oat milk');
    assert.deepEqual([changed._id, changed.text], [stored._id, 'two bottles']);
    assert.notDeepEqual(changed._etag, stored._etag);

    await ada.deleteNote('Tickets');
    await ada.showsNotes('Oat milk');
    assert.deepEqual((await world.stored()).map(({ title }) => title), ['Oat milk']);

    await ada.logOut();
    await ada.open('/notes');
    await ada.button('Log in').waitFor();
    assert.equal(await ada.page.getByText('Oat milk').count(), 0);
    await ada.leave();
  });

  test(`${way}: the list has pages`, async () => {
    const ada = await world.person();
    await ada.logIn(people.ada);
    await ada.seesNotes();
    for (let number = 1; number <= 11; ++number) await world.store({ title: `Note ${number}` });
    await ada.open('/notes');
    await ada.note('Note 11').waitFor();
    assert.equal((await ada.titles()).length, 10);
    await ada.page.getByRole('link', { name: 'Older' }).click();
    await ada.note('Oat milk').waitFor();
    assert.ok((await ada.titles()).includes('Note 1'));
    assert.match(ada.page.url(), /page=2$/);
    await ada.leave();
  });
}
