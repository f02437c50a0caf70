// Converts a document, as the server sends it, into a note and back. Documents of other programs may be in the same
// collection: a member that is missing or has another type reads as empty, and a change of other members leaves it
// alone.

export interface NoteFields {
  readonly title: string;
  readonly text: string;
  readonly done: boolean;
  /** A day as YYYY-MM-DD, or empty. */
  readonly due: string;
}

export interface Note extends NoteFields {
  readonly id: string;
  /** Names the state that was read; a change uses it to say which state it is for. */
  readonly etag: string | undefined;
}

export type NoteDocument = Readonly<Record<string, unknown>>;

export const emptyNote: NoteFields = { title: '', text: '', done: false, due: '' };

export function readNote(document: NoteDocument): Note {
  return {
    id: readId(document['_id']),
    etag: readEtag(document),
    title: text(document['title']),
    text: text(document['text']),
    done: document['done'] === true,
    due: /^\d{4}-\d{2}-\d{2}$/.test(text(document['due'])) ? text(document['due']) : '',
  };
}

export function fieldsOf({ title, text, done, due }: NoteFields): NoteFields {
  return { title, text, done, due };
}

/** When the server stored this state: an ETag is an ObjectId, which begins with the second when it was made. */
export function storedAt(note: Note): Date | undefined {
  return note.etag && /^[0-9a-f]{24}$/i.test(note.etag)
    ? new Date(parseInt(note.etag.slice(0, 8), 16) * 1000)
    : undefined;
}

/**
 * An ObjectId, made here so that a note that is sent twice, because the first answer was lost, is stored once. The
 * milliseconds follow its seconds, so that the server's order by id is the order of writing.
 */
export function newId(now: number): string {
  const random = crypto.getRandomValues(new Uint8Array(6));
  const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
  return hex(Math.floor(now / 1000), 8) + hex(now % 1000, 4) + Array.from(random, (byte) => hex(byte, 2)).join('');
}

function readId(id: unknown): string {
  return typeof id === 'string' ? id : objectId(id) ?? JSON.stringify(id);
}

function readEtag(document: NoteDocument): string | undefined {
  return objectId(document['_etag']);
}

function objectId(value: unknown): string | undefined {
  const hex = (value as { $oid?: unknown } | null | undefined)?.$oid;
  return typeof hex === 'string' ? hex : undefined;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
