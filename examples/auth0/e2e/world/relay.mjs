// A port that stays the same while its target comes and goes. Without a target it closes connections, as a machine does
// on which no server runs.
import { once } from 'node:events';
import net from 'node:net';

export class Relay {
  #goal;
  #sockets = new Set();
  #listener = net.createServer((socket) => this.#connect(socket));

  static async open() {
    const relay = new Relay();
    await once(relay.#listener.listen(0, '127.0.0.1'), 'listening');
    return relay;
  }

  get port() {
    return this.#listener.address().port;
  }

  /** Connections to another target are closed. */
  leadTo(port) {
    this.#goal = port;
    for (const socket of this.#sockets) socket.destroy();
  }

  async close() {
    this.leadTo(undefined);
    this.#listener.close();
    await once(this.#listener, 'close');
  }

  #connect(socket) {
    if (this.#goal === undefined) return socket.destroy();
    const onward = net.connect(this.#goal, '127.0.0.1');
    for (const [one, other] of [[socket, onward], [onward, socket]]) {
      this.#sockets.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy()).on('close', () => {
        this.#sockets.delete(one);
        other.destroy();
      });
    }
  }
}
