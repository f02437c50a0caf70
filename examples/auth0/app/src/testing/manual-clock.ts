// A clock that a test moves, and that then runs what is due, in order.
import { Clock } from '../app/clock';

export class ManualClock implements Clock {
  private waiting: { readonly at: number; readonly work: () => void }[] = [];

  constructor(private time = Date.UTC(2026, 10, 26)) {}

  now(): number {
    return this.time;
  }

  after(milliseconds: number, work: () => void): () => void {
    const entry = { at: this.time + milliseconds, work };
    this.waiting.push(entry);
    return () => (this.waiting = this.waiting.filter((other) => other !== entry));
  }

  async pass(milliseconds: number): Promise<void> {
    const end = this.time + milliseconds;
    for (let next = this.next(end); next; next = this.next(end)) {
      this.time = next.at;
      this.waiting = this.waiting.filter((other) => other !== next);
      next.work();
      await settled();
    }
    this.time = end;
  }

  private next(end: number): { readonly at: number; readonly work: () => void } | undefined {
    return this.waiting.filter(({ at }) => at <= end).sort((one, other) => one.at - other.at)[0];
  }
}

/** Resolves after everything that waits only for promises. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
