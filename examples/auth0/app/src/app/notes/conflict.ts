// Compares two versions of a note that have the same origin: where they differ, and whether both changes can be kept
// because they touched different fields.
import { Note, NoteFields } from './note';

export interface Conflict {
  /** What both started from; undefined when the note is new. */
  readonly base: NoteFields | undefined;
  readonly mine: NoteFields;
  /** Undefined when it was deleted. */
  readonly theirs: Note | undefined;
}

export interface Difference {
  readonly label: string;
  readonly mine: string;
  readonly theirs: string;
}

const labels: Readonly<Record<keyof NoteFields, string>> = { title: 'Title', text: 'Text', due: 'Due', done: 'Done' };
const names = Object.keys(labels) as readonly (keyof NoteFields)[];

export function differences(mine: NoteFields, theirs: NoteFields): readonly Difference[] {
  return names
    .filter((name) => mine[name] !== theirs[name])
    .map((name) => ({ label: labels[name], mine: words(mine[name]), theirs: words(theirs[name]) }));
}

export function sameFields(one: NoteFields, other: NoteFields): boolean {
  return names.every((name) => one[name] === other[name]);
}

/** Undefined when both changed the same field to different values. */
export function combined({ base, mine, theirs }: Conflict): NoteFields | undefined {
  if (!base || !theirs) return undefined;
  const clash = names.some((name) =>
    mine[name] !== base[name] && theirs[name] !== base[name] && mine[name] !== theirs[name]);
  if (clash) return undefined;
  return {
    title: pick('title', base, mine, theirs),
    text: pick('text', base, mine, theirs),
    due: pick('due', base, mine, theirs),
    done: pick('done', base, mine, theirs),
  };
}

function pick<Name extends keyof NoteFields>(
  name: Name, base: NoteFields, mine: NoteFields, theirs: NoteFields,
): NoteFields[Name] {
  return mine[name] !== base[name] ? mine[name] : theirs[name];
}

function words(value: string | boolean): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return value === '' ? '(empty)' : value;
}
