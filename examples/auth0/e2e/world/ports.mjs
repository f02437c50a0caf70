// Free ports of this machine, for programs that must know theirs before they start.
import { once } from 'node:events';
import net from 'node:net';

export async function freePorts(count) {
  const listeners = Array.from({ length: count }, () => net.createServer().listen(0, '127.0.0.1'));
  await Promise.all(listeners.map((listener) => once(listener, 'listening')));
  const ports = listeners.map((listener) => listener.address().port);
  await Promise.all(listeners.map((listener) => { listener.close(); return once(listener, 'close'); }));
  return ports;
}
