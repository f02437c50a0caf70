import { expect, test } from 'vitest';
import { dayAt, dueDay } from './due';

const today = '2026-11-26';

test.each([
  ['2026-11-26', 'today', false], ['2026-11-27', 'tomorrow', false], ['2026-11-25', 'yesterday', true],
  ['2026-11-20', 'Nov 20, 2026', true], ['2027-01-02', 'Jan 2, 2027', false],
])('due on %s is %s', (due, words, isLate) => expect(dueDay(due, today)).toEqual({ words, isLate }));

test('a note need not be due, and an invalid day is not shown', () => {
  expect(dueDay('', today)).toBeUndefined();
  expect(dueDay('2026-13-45', today)).toBeUndefined();
});

test('today is the day where the person is', () => {
  const lateInTheEvening = new Date(2026, 10, 26, 23, 59).getTime();
  expect(dayAt(lateInTheEvening)).toBe(today);
});
