// Debian's Chromium, told where the tutorial's addresses are in this run, and that all others do not exist.
import os from 'node:os';

import { chromium } from 'playwright-core';

const quiet = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];

/** `addresses`: from host:port, as pages know it, to a port on loopback. */
export function openBrowser(addresses) {
  const rules = Object.entries(addresses).map(([address, port]) => `MAP ${address} 127.0.0.1:${port}`);
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    // Root has no sandbox to be put into.
    args: [...quiet, ...(os.userInfo().uid === 0 ? ['--no-sandbox'] : []),
      `--host-resolver-rules=${[...rules, 'MAP * ~NOTFOUND', 'EXCLUDE 127.0.0.1'].join(' , ')}`],
  });
}
