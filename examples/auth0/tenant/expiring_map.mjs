// Remembers values by unguessable names, for limited time and in limited number; the oldest go first.
import crypto from 'node:crypto';

export const unguessable = (bytes = 24) => crypto.randomBytes(bytes).toString('base64url');

export class ExpiringMap {
  #entries = new Map();

  constructor(clock, seconds, most = 10_000) {
    Object.assign(this, { clock, seconds, most });
  }

  /** The name under which the value can be found again. */
  keep(value, name = unguessable()) {
    if (this.#entries.size >= this.most) this.#entries.delete(this.#entries.keys().next().value);
    this.#entries.set(name, { value, until: this.clock() + this.seconds });
    return name;
  }

  find(name) {
    const entry = this.#entries.get(name);
    return entry && this.clock() < entry.until ? entry.value : undefined;
  }

  /** Finds the value and forgets it. */
  take(name) {
    const value = this.find(name);
    this.#entries.delete(name);
    return value;
  }
}
