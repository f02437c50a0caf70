import { expect, test } from 'vitest';
import { checkedConfiguration, configurationAt } from './configuration';

const entries = {
  CLIENT_ID: 'client',
  CLIENT_DOMAIN: 'you.eu.auth0.com',
  AUDIENCE: 'https://notes.example/api',
  REDIRECT: 'http://localhost:4200/callback',
  LOGOUT_URL: 'http://localhost:4200',
  RESTHEART_URL: 'http://localhost:8080/',
};

test('a bare domain is the tenant by https', () =>
  expect(checkedConfiguration(entries).tenant).toBe('https://you.eu.auth0.com'));

test('a stand-in says http', () => {
  const standIn = { ...entries, CLIENT_DOMAIN: 'http://localhost:9400' };
  expect(checkedConfiguration(standIn).tenant).toBe('http://localhost:9400');
});

test('the server has no slash at its end', () =>
  expect(checkedConfiguration(entries).api).toBe('http://localhost:8080'));

test('the logout address stays as written, for Auth0 compares it as text', () =>
  expect(checkedConfiguration(entries).logoutUrl).toBe('http://localhost:4200'));

test('an empty audience is none', () =>
  expect(checkedConfiguration({ ...entries, AUDIENCE: '' }).audience).toBeUndefined());

test.each([
  ['CLIENT_ID', '', /CLIENT_ID is empty/],
  ['CLIENT_DOMAIN', '', /CLIENT_DOMAIN/],
  ['CLIENT_DOMAIN', 'you.eu.auth0.com/authorize', /CLIENT_DOMAIN .* without a path/],
  ['REDIRECT', '/callback', /REDIRECT is \/callback: an address like/],
  ['REDIRECT', 'http://localhost:4200/callback#here', /REDIRECT/],
  ['LOGOUT_URL', 'localhost:4200', /LOGOUT_URL/],
  ['RESTHEART_URL', 'ftp://localhost/', /RESTHEART_URL/],
  ['RESTHEART_URL', 'http://user:secret@localhost:8080', /RESTHEART_URL/],
])('%s = "%s" is refused by name', (name, value, words) => {
  expect(() => checkedConfiguration(entries)).not.toThrow();
  expect(() => checkedConfiguration({ ...entries, [name]: value })).toThrow(words);
});

test('the app runs where the login returns to, and says so elsewhere', () => {
  const configuration = checkedConfiguration(entries);
  expect(configurationAt('http://localhost:4200', configuration)).toBe(configuration);
  expect(() => configurationAt('http://127.0.0.1:4200', configuration)).toThrow(/open http:\/\/localhost:4200$/);
});
