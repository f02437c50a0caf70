import { expect, test } from 'vitest';
import { combined, differences, sameFields } from './conflict';

const base = { title: 'Bread', text: 'rye', done: false, due: '' };
const note = { ...base, id: 'id', etag: 'etag' };

test('changes of different fields can both be kept', () => {
  const mine = { ...base, title: 'Bread and butter' };
  const theirs = { ...note, text: 'wheat', done: true };
  expect(combined({ base, mine, theirs })).toEqual(
    { title: 'Bread and butter', text: 'wheat', done: true, due: '' });
});

test('the same change on both sides is no clash', () => {
  const theirs = { ...note, text: 'wheat', title: 'Rolls' };
  expect(combined({ base, mine: { ...base, text: 'wheat' }, theirs })).toEqual(
    { ...base, text: 'wheat', title: 'Rolls' });
});

test('one field changed to two values is a clash, even when others can be kept', () => {
  const mine = { ...base, text: 'spelt', title: 'Rolls' };
  expect(combined({ base, mine, theirs: { ...note, text: 'wheat' } })).toBeUndefined();
});

test('what only I changed stays changed', () =>
  expect(combined({ base, mine: { ...base, done: true }, theirs: note })).toEqual({ ...base, done: true }));

test('with a deleted or a new note there is nothing to combine', () => {
  expect(combined({ base, mine: base, theirs: undefined })).toBeUndefined();
  expect(combined({ base: undefined, mine: base, theirs: note })).toBeUndefined();
});

test('only fields that differ are shown, in words', () =>
  expect(differences({ ...base, done: true, due: '2026-12-01' }, note)).toEqual([
    { label: 'Due', mine: '2026-12-01', theirs: '(empty)' },
    { label: 'Done', mine: 'yes', theirs: 'no' },
  ]));

test('two versions are the same when their fields are', () => {
  expect(sameFields(note, base)).toBe(true);
  expect(sameFields({ ...note, due: '2026-12-01' }, base)).toBe(false);
});
