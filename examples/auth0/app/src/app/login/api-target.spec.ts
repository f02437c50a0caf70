import { expect, test } from 'vitest';
import { isApiTarget } from './api-target';

const base = 'https://api.example/v1';

test.each([
  'https://api.example/v1',
  'https://api.example/v1/notes',
  'https://api.example/v1/notes?page=2',
  'https://api.example:443/v1/notes',
  'https://API.example/v1/notes',
])('the token goes to %s', (address) => expect(isApiTarget(address, base)).toBe(true));

test.each([
  ['another host that begins alike', 'https://api.example.evil.example/v1/notes'],
  ['another host behind a user name', 'https://api.example@evil.example/v1/notes'],
  ['the server with a user name', 'https://user@api.example/v1/notes'],
  ['another port', 'https://api.example:8443/v1/notes'],
  ['another scheme', 'http://api.example/v1/notes'],
  ['a path that begins alike', 'https://api.example/v10/notes'],
  ['a path that climbs out', 'https://api.example/v1/../admin'],
  ['a path that climbs out encoded', 'https://api.example/v1/%2e%2e/admin'],
  ['a path that climbs out by backslash', 'https://api.example/v1\\..\\admin'],
  ['a path of the app', '/v1/notes'],
  ['an address without scheme', '//api.example/v1/notes'],
  ['no address', ''],
])('no token goes to %s', (_what, address) => {
  expect(isApiTarget('https://api.example/v1/notes', base)).toBe(true);
  expect(isApiTarget(address, base)).toBe(false);
});

test('a server at the root of its origin gets the token for every path', () => {
  expect(isApiTarget('http://localhost:8080/notes', 'http://localhost:8080')).toBe(true);
  expect(isApiTarget('http://localhost:80800/notes', 'http://localhost:8080')).toBe(false);
});
