// Every page of the app and of the tenant, at the width of a telephone and of a desktop screen, judged by axe.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { after, test } from 'node:test';

import { openWorld, people } from '../world/world.mjs';

const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const world = await openWorld();
after(() => world.close());

async function findings({ page }) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate('axe.run(document)');
  return violations.filter(({ impact }) => ['serious', 'critical'].includes(impact))
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(', ')}`);
}

const sizes = { 'a telephone': { width: 360, height: 740 }, 'a desk': { width: 1280, height: 800 } };
for (const [size, viewport] of Object.entries(sizes)) {
  for (const colorScheme of ['light', 'dark']) {
    test(`every page is accessible on ${size}, ${colorScheme}`, async () => {
      // Without transitions: axe would judge colours that are on their way.
      const ada = await world.person({ viewport, colorScheme, reducedMotion: 'reduce' });
      const isGood = async (what) => {
        assert.deepEqual(await findings(ada), [], what);
        const overflow = await ada.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(overflow <= 0, `${what} is ${overflow} pixels too wide`);
      };
      await ada.open();
      await ada.button('Log in').waitFor();
      await isGood('welcome');
      await ada.button('Log in').click();
      await ada.page.getByLabel('Password').waitFor();
      await isGood('login');
      await ada.enterPassword(people.ada.email, 'wrong');
      await ada.alert().waitFor();
      await isGood('login, refused');
      await ada.enterPassword(people.ada.email, people.ada.password);
      await ada.seesNotes();
      await isGood('notes, before or after the first');
      await ada.startNote('Milk', 'two bottles');
      await isGood('new note');
      await ada.save();
      await ada.note('Milk').first().waitFor();
      await isGood('notes');
      await ada.open('/callback?error=access_denied&error_description=no#error=access_denied&error_description=no');
      await ada.heading('You are not logged in').waitFor();
      await isGood('callback, refused');
      await ada.open('/nowhere');
      await ada.heading('There is no such page').waitFor();
      await isGood('no such page');
      await ada.leave();
    });
  }
}
