// Serves a folder on loopback: every address that is not a file leads to the app, as deep links must.
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';

const types = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml', '.ico': 'image/x-icon', '.json': 'application/json',
};

export async function serveFolder(folder, port = 0) {
  const root = path.resolve(folder);
  const server = http.createServer((request, response) => {
    const file = fileFor(root, request.url);
    response.setHeader('Content-Type', types[path.extname(file)] ?? 'application/octet-stream');
    response.setHeader('Cache-Control', 'no-cache');
    fs.createReadStream(file).on('error', () => response.writeHead(404).end()).pipe(response);
  });
  await once(server.listen(port, '127.0.0.1'), 'listening');
  return {
    port: server.address().port,
    close: () => new Promise((closed) => { server.close(closed); server.closeAllConnections(); }),
  };
}

function fileFor(root, address) {
  const start = path.join(root, 'index.html');
  if (!URL.canParse(address, 'http://here')) return start;
  const { pathname } = new URL(address, 'http://here');
  const file = path.normalize(path.join(root, /%/.test(pathname) ? '' : pathname));
  const inside = file.startsWith(root + path.sep);
  return inside && fs.statSync(file, { throwIfNoEntry: false })?.isFile() ? file : start;
}
