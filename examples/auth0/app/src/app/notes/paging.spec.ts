import { expect, test } from 'vitest';
import { insteadOfEmpty, pageNumber, pageSize, pagingOf } from './paging';

test.each([[undefined, 1], ['', 1], ['2', 2], ['0', 1], ['-1', 1], ['1.5', 1], ['x', 1], ['9'.repeat(40), 1]])(
  'page %s of an address is page %i', (text, page) => expect(pageNumber(text)).toBe(page));

test('a count says how many pages there are', () => {
  expect(pagingOf(1, pageSize, 2 * pageSize + 1)).toMatchObject({ pages: 3, hasPrevious: false, hasNext: true });
  expect(pagingOf(3, 1, 2 * pageSize + 1)).toMatchObject({ pages: 3, hasPrevious: true, hasNext: false });
  expect(pagingOf(1, pageSize, pageSize)).toMatchObject({ pages: 1, hasNext: false });
  expect(pagingOf(1, 0, 0)).toMatchObject({ pages: 1, hasPrevious: false, hasNext: false });
});

test('without a count, a full page may be followed by another', () => {
  expect(pagingOf(1, pageSize, undefined)).toMatchObject({ pages: undefined, hasNext: true });
  expect(pagingOf(2, pageSize - 1, undefined)).toMatchObject({ hasPrevious: true, hasNext: false });
});

test('a page after the last one leads to the last one', () => {
  expect(insteadOfEmpty(pagingOf(9, 0, pageSize + 1), 0)).toBe(2);
  expect(insteadOfEmpty(pagingOf(9, 0, undefined), 0)).toBe(8);
});

test('a page with notes stays, as does an empty first page', () => {
  expect(insteadOfEmpty(pagingOf(2, 1, pageSize + 1), 1)).toBeUndefined();
  expect(insteadOfEmpty(pagingOf(1, 0, 0), 0)).toBeUndefined();
});
