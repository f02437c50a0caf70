// The REST server as a process of its own, with a configuration like the tutorial's and its documents in SQLite, or in
// the MongoDB at MONGODB_URI. It can be stopped and started again, and its log can be read.
import { spawn } from 'node:child_process';
import crypto from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { Relay } from './relay.mjs';
import { eventually } from './waiting.mjs';

const editorRights = { allowManagementRequests: true, allowWriteMode: true };

/** What the tutorial writes into restheart.yml; `authentication` is the block jwtAuthenticationMechanism. */
function configurationOf(authentication, folder) {
  return {
    'http-listener': { host: '127.0.0.1', port: 0 },
    ...storeOf(folder),
    jwtAuthenticationMechanism: { enabled: true, algorithm: 'RS256', ...authentication },
    fileAclAuthorizer: {
      enabled: true,
      permissions: [
        { role: 'editor', predicate: "path-prefix('/notes')", priority: 100, mongo: editorRights },
        { role: 'reader', predicate: "path-prefix('/notes') and method(GET)", priority: 100 },
      ],
    },
    cors: { 'allowed-origins': ['http://localhost:4200'] },
  };
}

function storeOf(folder) {
  const uri = process.env.MONGODB_URI;
  if (!uri) return { store: { file: path.join(folder, 'notes.sqlite') } };
  const database = `walk-${crypto.randomUUID()}`;
  return { mclient: { 'connection-string': uri }, mongo: { 'mongo-mounts': [{ what: database, where: '/' }] } };
}

export class Server {
  log = [];
  #process;

  static async start(program, authentication) {
    const server = new Server();
    server.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'walk-'));
    server.program = program;
    server.file = path.join(server.folder, 'restheart.yml');
    server.settings = configurationOf(authentication, server.folder);
    fs.writeFileSync(server.file, JSON.stringify(server.settings)); // JSON is YAML, too
    server.relay = await Relay.open();
    await server.start();
    return server;
  }

  async start() {
    this.#process = spawn(this.program, ['--config', this.file, '--log-requests'], { stdio: ['ignore', 'ignore', 'pipe'] });
    const lines = this.log.length;
    this.#process.stderr.setEncoding('utf8').on('data', (text) => this.log.push(...text.split('\n').filter(Boolean)));
    const port = await eventually('the server listens', () => {
      if (this.#process.exitCode !== null) throw new Error(`the server ended:\n${this.log.join('\n')}`);
      return /listening on http:\/\/127\.0\.0\.1:(\d+)/.exec(this.log.slice(lines).join('\n'))?.[1];
    });
    this.relay.leadTo(Number(port));
  }

  async stop() {
    this.relay.leadTo(undefined);
    if (this.#process.exitCode !== null) return;
    this.#process.kill('SIGTERM');
    const [code] = await once(this.#process, 'exit');
    if (code !== 0) throw new Error(`the server ended with ${code}:\n${this.log.join('\n')}`);
  }

  /** Makes it fetch the tenant's keys now, as an operator does after a revocation. */
  async fetchKeys(tenant) {
    this.#process.kill('SIGHUP');
    const wanted = tenant.keys.accepted.map(({ kid }) => kid).sort();
    await eventually('the server has the keys of the tenant', async () => {
      const { issuers: [issuer] } = await (await fetch(`http://127.0.0.1:${this.relay.port}/health`)).json();
      return JSON.stringify([...issuer.keyIds ?? []].sort()) === JSON.stringify(wanted);
    });
  }

  /** Whether the log says why something was refused, or what else an operator should know. */
  logged(pattern) {
    return this.log.some((line) => pattern.test(line));
  }

  /** The requests that were answered with this status, such as `PATCH /notes/1`. */
  answered(status) {
    const answers = this.log.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
    if (!answers.length) throw new Error(`the log has no answers:\n${this.log.join('\n')}`);
    return answers.filter((answer) => answer.status === status).map(({ method, path: to }) => `${method} ${to}`);
  }

  async close() {
    await this.stop();
    await this.relay.close();
    fs.rmSync(this.folder, { recursive: true });
  }
}
