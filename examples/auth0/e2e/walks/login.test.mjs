// People log in, stay logged in, and are refused.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { openWorld, people } from '../world/world.mjs';

for (const way of ['tutorial', 'recommended']) {
  const world = await openWorld({ way });
  after(() => world.close());

  test(`${way}: a wrong password is said on the login page, the right one still leads in`, async () => {
    const ada = await world.person();
    await ada.logIn({ ...people.ada, password: 'wrong' });
    await ada.alert().getByText('Wrong email or password').waitFor();
    await ada.enterPassword(people.ada.email, people.ada.password);
    await ada.seesNotes();
    await ada.leave();
  });

  test(`${way}: a user whom the tenant turns away is told so by the app, and has no session`, async () => {
    const mallory = await world.person();
    await mallory.logIn(people.mallory);
    await mallory.alert().getByText('user is blocked').waitFor();
    await mallory.heading('You are not logged in').waitFor();
    await mallory.open('/notes');
    await mallory.button('Log in').waitFor();
    assert.equal((await mallory.traffic.authorized()).length, 0);
    await mallory.leave();
  });

  test(`${way}: a reload keeps the session, and no token is kept in the browser`, async () => {
    const ada = await world.person();
    await ada.logIn(people.ada);
    await ada.seesNotes();
    const [token] = await ada.traffic.tokens();
    const kept = await ada.page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]));
    assert.ok(!kept.includes(token.split('.')[1]), 'a token is in the storage');
    await ada.page.reload();
    await ada.seesNotes();
    await ada.page.getByText('Ada Lovelace').waitFor();
    await ada.leave();
  });

  test(`${way}: a deep link survives the login`, async () => {
    const ada = await world.person();
    await ada.logIn(people.ada, '/notes/new');
    await ada.heading('New note').waitFor();
    assert.equal(new URL(ada.page.url()).pathname, '/notes/new');
    await ada.leave();
  });

  test(`${way}: after the logout the tenant asks for the password again`, async () => {
    const ada = await world.person();
    await ada.logIn(people.ada);
    await ada.seesNotes();
    await ada.logOut();
    await ada.button('Log in').click();
    await ada.page.getByLabel('Password').waitFor();
    await ada.leave();
  });

  test(`${way}: an answer with another state is refused`, async () => {
    const ada = await world.person();
    await ada.logIn(people.ada);
    await ada.seesNotes();
    const answer = { tutorial: '#access_token=a&id_token=b.c.d&state=invented', recommended: '?code=a&state=invented' }[way];
    await ada.open(`/callback${answer}`);
    await ada.heading('You are not logged in').waitFor();
    await ada.leave();
  });
}
