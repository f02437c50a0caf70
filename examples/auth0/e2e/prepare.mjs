// Installs what the app and the walks need and builds the app in both of its ways. Results that are newer than their
// sources are kept.
//   node prepare.mjs [app]        app: without what the walks need
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const app = path.join(here, '../app');

function run(folder, ...command) {
  console.log(`${path.basename(folder)}: ${command.join(' ')}`);
  const { status, error } = spawnSync(command[0], command.slice(1), {
    cwd: folder, stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, NG_CLI_ANALYTICS: 'false' },
  });
  if (error) throw error;
  if (status !== 0) process.exit(1);
}

const changed = (file) => fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;

function newest(folder) {
  const files = fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Math.max(...files.map((file) => changed(path.join(file.parentPath ?? file.path, file.name))));
}

function install(folder) {
  const wanted = Math.max(changed(path.join(folder, 'package-lock.json')), changed(path.join(folder, 'package.json')));
  // npm writes this file when it is done.
  if (changed(path.join(folder, 'node_modules/.package-lock.json')) > wanted) return;
  run(folder, 'npm', 'ci', '--no-fund', '--no-audit');
}

function build(way, ...options) {
  const sources = ['src', 'public'].map((name) => newest(path.join(app, name)));
  const wanted = Math.max(...sources, ...['package-lock.json', 'angular.json'].map((name) => changed(path.join(app, name))));
  if (changed(path.join(app, 'dist', way, 'browser/index.html')) > wanted) return;
  run(app, 'npx', 'ng', 'build', ...options);
}

install(app);
build('tutorial');
build('recommended', '--configuration', 'recommended');
if (process.argv[2] !== 'app') install(here);
