// Runs commands as the reader of a document does: in one folder, some to their end, some beside the others.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { eventually } from './waiting.mjs';

export class Terminals {
  #open = new Map();

  constructor(folder, environment) {
    Object.assign(this, { folder, environment });
  }

  /** What it printed, and how it ended. */
  async run(text, variables = {}) {
    const terminal = this.#start(text, variables);
    const [code] = await once(terminal.process, 'close');
    return { code, printed: terminal.printed };
  }

  /** Runs until the name is used again; returns when it answers at the URL. */
  async keepRunning(name, text, url) {
    await this.stop(name);
    const terminal = this.#start(text, {});
    this.#open.set(name, terminal);
    await eventually(`${name} answers`, async () => {
      if (terminal.process.exitCode !== null) throw new Error(`${name} ended:\n${terminal.printed}`);
      return fetch(url, { signal: AbortSignal.timeout(5000) }).then(() => true, () => false);
    });
    return terminal;
  }

  async stop(name) {
    const { process: running } = this.#open.get(name) ?? {};
    this.#open.delete(name);
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    // Not `exit`: the shell may end before the program in it, and the next program needs the same port.
    const ended = once(running, 'close');
    process.kill(-running.pid, 'SIGTERM');
    await ended;
  }

  async close() {
    await Promise.all([...this.#open.keys()].map((name) => this.stop(name)));
  }

  #start(text, variables) {
    // A process group of its own, so that the shell's programs end with it.
    const running = spawn('bash', ['-e', '-o', 'pipefail', '-c', text], {
      cwd: this.folder, detached: true, stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...this.environment, ...variables },
    });
    const terminal = { process: running, printed: '' };
    for (const stream of [running.stdout, running.stderr]) {
      stream.setEncoding('utf8').on('data', (piece) => { terminal.printed += piece; });
    }
    return terminal;
  }
}
