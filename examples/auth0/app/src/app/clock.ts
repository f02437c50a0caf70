// The time, and how to wait for a later one. Tests replace it by a clock that they move.
import { InjectionToken } from '@angular/core';

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls `work` once, `milliseconds` from now; the returned function cancels it. */
  after(milliseconds: number, work: () => void): () => void;
}

// A browser's timer counts in 32 bits: a longer wait would end at once.
const longestWait = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (milliseconds, work) => {
    const timer = setTimeout(work, Math.min(milliseconds, longestWait));
    return () => clearTimeout(timer);
  },
};

export const CLOCK = new InjectionToken<Clock>('clock', { providedIn: 'root', factory: () => systemClock });
