// Remembers across reloads that a person logged in here, so that the tenant is asked silently only then, and reports
// when another tab logged out. It holds the word "open" and no part of the login.
import { DestroyRef, Injectable, inject, signal } from '@angular/core';

const key = 'notes.session';

@Injectable({ providedIn: 'root' })
export class SessionHint {
  private readonly removed = signal(0);
  /** Counts how often another tab logged out. */
  readonly removedElsewhere = this.removed.asReadonly();

  constructor() {
    const listener = (event: StorageEvent): void => {
      if (event.key === key && event.newValue === null) this.removed.update((count) => count + 1);
    };
    addEventListener('storage', listener);
    inject(DestroyRef).onDestroy(() => removeEventListener('storage', listener));
  }

  get present(): boolean {
    return attempt(() => localStorage.getItem(key) !== null) ?? false;
  }

  set(): void {
    attempt(() => localStorage.setItem(key, 'open'));
  }

  clear(): void {
    attempt(() => localStorage.removeItem(key));
  }
}

/** A browser may be set to store nothing; then a reload asks for the login again. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
