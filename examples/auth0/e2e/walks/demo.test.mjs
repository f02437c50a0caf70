// `scripts/demo --with-app` as a person runs it: it prints one URL to open, and everything works from there.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { openBrowser } from '../world/browser.mjs';
import { Person } from '../world/person.mjs';
import { freePorts } from '../world/ports.mjs';
import { eventually } from '../world/waiting.mjs';
import { people, programFrom } from '../world/world.mjs';

const script = fileURLToPath(new URL('../../../../scripts/demo', import.meta.url));

/** A build folder that has the programs, and a state of its own. */
function buildFolder() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'demo-'));
  for (const [variable, place] of [['JWTAUTH', 'tools/jwtauth/jwtauth'],
    ['JWTAUTH_REST_SERVER', 'examples/rest_server/jwtauth-rest-server']]) {
    fs.mkdirSync(path.dirname(path.join(folder, place)), { recursive: true });
    fs.symlinkSync(programFrom(variable), path.join(folder, place));
  }
  return folder;
}

for (const way of ['tutorial', 'recommended']) {
  test(`the demo, ${way}: it prints one URL, the app behind it works, and Ctrl-C ends it all`, async () => {
    const folder = buildFolder();
    const [server, tenant, app] = await freePorts(3);
    const demo = spawn(script, ['--with-app', '--way', way, '--built', folder, '--port', server, '--tenant-port', tenant,
      '--app-port', app].map(String), { stdio: ['ignore', 'pipe', 'inherit'] });
    let shown = '';
    demo.stdout.setEncoding('utf8').on('data', (text) => { shown += text; });
    const ended = once(demo, 'exit');
    const browser = await openBrowser({
      'localhost:9400': tenant, 'localhost:4200': app, 'localhost:8080': server,
    });
    try {
      const [, url] = await eventually('the demo shows its URL', () => {
        assert.equal(demo.exitCode, null, shown);
        return shown.includes('until Ctrl-C.') && /^Open (\S+)$/m.exec(shown);
      });
      assert.equal(url, 'http://localhost:4200');
      for (const { email, password } of [people.ada, people.bob, people.eve]) {
        assert.match(shown, new RegExp(`${email} +${password}`));
      }
      const ada = await Person.arrive(browser);
      await ada.logIn(people.ada);
      await ada.seesNotes();
      await ada.addNote('Milk');
      await ada.leave();
    } finally {
      await browser.close();
      demo.kill('SIGINT');
      await ended;
      fs.rmSync(folder, { recursive: true });
    }
    assert.equal(demo.exitCode, 130);
    for (const port of [server, tenant, app]) await assert.rejects(fetch(`http://127.0.0.1:${port}/`), `port ${port}`);
  });
}
