import { expect, test } from 'vitest';
import { isCallback, placeInApp } from './addresses';

const redirect = 'http://localhost:4200/callback';

test('the callback is recognised with what the tenant added', () => {
  expect(isCallback(redirect, redirect)).toBe(true);
  expect(isCallback(`${redirect}?code=a&state=b`, redirect)).toBe(true);
  expect(isCallback(`${redirect}#id_token=a&state=b`, redirect)).toBe(true);
});

test('another page or another origin is no callback', () => {
  expect(isCallback('http://localhost:4200/notes?code=a', redirect)).toBe(false);
  expect(isCallback('http://localhost:4200/callback/more', redirect)).toBe(false);
  expect(isCallback('http://127.0.0.1:4200/callback', redirect)).toBe(false);
});

test('a login leads on to the page that was wanted, with its query', () => {
  expect(placeInApp('/notes/abc')).toBe('/notes/abc');
  expect(placeInApp('/notes?page=2')).toBe('/notes?page=2');
});

test.each([
  undefined, '', 'notes', 'https://evil.example/', '//evil.example/notes', '/\\evil.example/notes', '/.//evil.example',
  'javascript:alert(1)', '/callback', '/callback?code=a',
])('a login does not lead on to %s', (wanted) => expect(placeInApp(wanted)).toBe('/'));
