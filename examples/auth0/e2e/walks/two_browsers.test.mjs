// Two people, one note: the second one is told and chooses, and no change is lost unnoticed.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { openWorld, people } from '../world/world.mjs';

const world = await openWorld({ tenant: ({ users: [, bob] }) => { bob.roles = ['editor']; } });
after(() => world.close());

/** Ada and Bob have the same note open. */
async function bothOpen(title, text) {
  const ada = await world.person();
  await ada.logIn(people.ada);
  await ada.seesNotes();
  await ada.addNote(title, text);
  const bob = await world.person();
  await bob.logIn(people.bob);
  await Promise.all([ada.openNote(title), bob.openNote(title)]);
  return [ada, bob];
}

test('a change of a note that another person has changed is refused, both are shown, and the person chooses', async () => {
  const [ada, bob] = await bothOpen('Party', 'on Friday');
  await bob.changeOpenNote({ text: 'on Saturday' });
  await bob.note('on Saturday').waitFor();

  await ada.changeOpenNote({ text: 'on Sunday' });
  await ada.heading('Somebody else has changed this note').waitFor();
  assert.match(world.server.answered(412).join(), /^PATCH \/notes\/\w+$/);
  assert.equal((await world.storedAs('Party')).text, 'on Saturday');
  await ada.page.getByRole('region', { name: 'Your version' }).getByText('on Sunday').waitFor();
  await ada.page.getByRole('region', { name: 'Their version' }).getByText('on Saturday').waitFor();

  await ada.button('Save my version').click();
  await ada.note('on Sunday').waitFor();
  assert.equal((await world.storedAs('Party')).text, 'on Sunday');
  await Promise.all([ada.leave(), bob.leave()]);
});

test('changes of different parts of a note can both be kept', async () => {
  const [ada, bob] = await bothOpen('Trip', 'by train');
  await bob.changeOpenNote({ text: 'by boat' });
  await bob.note('by boat').waitFor();
  await ada.changeOpenNote({ title: 'Trip to Rome' });
  await ada.button('Keep both changes').click();
  await ada.note('Trip to Rome').waitFor();
  assert.equal((await world.storedAs('Trip to Rome')).text, 'by boat');
  await Promise.all([ada.leave(), bob.leave()]);
});

test('a note that another person has deleted can be saved again', async () => {
  const [ada, bob] = await bothOpen('Cake', 'plain');
  await ada.deleteOpenNote();
  await ada.note('Cake').waitFor({ state: 'detached' });
  await bob.changeOpenNote({ text: 'chocolate' });
  await bob.heading('Somebody else has deleted this note').waitFor();
  assert.equal(await world.storedAs('Cake'), undefined);
  await bob.button('Save my version').click();
  await bob.note('chocolate').waitFor();
  assert.equal((await world.storedAs('Cake')).text, 'chocolate');
  await Promise.all([ada.leave(), bob.leave()]);
});
