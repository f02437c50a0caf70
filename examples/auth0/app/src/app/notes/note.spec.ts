import { expect, test } from 'vitest';
import { newId, readNote, storedAt } from './note';

const id = '6745c3d0a1b2c3d4e5f60718';
const document = { _id: { $oid: id }, _etag: { $oid: id }, title: 'Bread', text: 'rye', done: true, due: '2026-12-01' };

test('a document is read as a note', () =>
  expect(readNote(document)).toEqual({ id, etag: id, title: 'Bread', text: 'rye', done: true, due: '2026-12-01' }));

test("another program's document reads as empty where it has no such member", () =>
  expect(readNote({ _id: 'motd', title: 7, done: 'yes', due: 'soon' })).toEqual(
    { id: 'motd', etag: undefined, title: '', text: '', done: false, due: '' }));

test('an id is an ObjectId that is later in order when it is made later', () => {
  const ids = [0, 1, 999, 1000, 60_000].map((passed) => newId(Date.UTC(2026, 10, 26) + passed));
  ids.forEach((one) => expect(one).toMatch(/^[0-9a-f]{24}$/));
  expect([...ids].sort()).toEqual(ids);
});

test('two ids of one moment differ', () => expect(newId(0)).not.toBe(newId(0)));

test('an ETag says when the state was stored', () => {
  const etag = newId(Date.UTC(2026, 10, 26, 12));
  expect(storedAt({ ...readNote(document), etag })).toEqual(new Date(Date.UTC(2026, 10, 26, 12)));
  expect(storedAt({ ...readNote(document), etag: undefined })).toBeUndefined();
});
