// Keeps what a person has written and not saved, across a reload or a login. It is kept only in this tab, separately
// for each person, until the log-out.
import { Injectable, inject } from '@angular/core';
import { Session } from '../login/session';
import { Note, NoteFields } from './note';

export interface Draft {
  readonly fields: NoteFields;
  /** The note when the writing began; undefined for a new one. */
  readonly base: Note | undefined;
  /** The id that a new note will have. */
  readonly newId: string;
}

const prefix = 'notes.draft.';

@Injectable({ providedIn: 'root' })
export class Drafts {
  private readonly session = inject(Session);

  keep(place: string, draft: Draft): void {
    attempt(() => sessionStorage.setItem(this.key(place), JSON.stringify(draft)));
  }

  find(place: string): Draft | undefined {
    return attempt(() => JSON.parse(sessionStorage.getItem(this.key(place)) ?? 'null') as Draft | null) ?? undefined;
  }

  drop(place: string): void {
    attempt(() => sessionStorage.removeItem(this.key(place)));
  }

  dropAll(): void {
    attempt(() => Object.keys(sessionStorage)
      .filter((key) => key.startsWith(prefix))
      .forEach((key) => sessionStorage.removeItem(key)));
  }

  private key(place: string): string {
    return `${prefix}${this.session.user()?.id ?? ''}.${place}`;
  }
}

/** A browser may be set to store nothing; then a draft lives as long as its page. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
