// Turns the environment, as the reader wrote it, into addresses of one form. An entry that cannot work is refused with
// one sentence that names it; the messages of a login page or a browser would not.
import { InjectionToken } from '@angular/core';
import { environment } from '../environments/environment';

export interface Configuration {
  readonly clientId: string;
  /** Scheme and host of the tenant, without a slash at the end. */
  readonly tenant: string;
  readonly audience: string | undefined;
  readonly redirect: string;
  readonly logoutUrl: string;
  /** Where the REST server answers, without a slash at the end. */
  readonly api: string;
}

export class ConfigurationError extends Error {}

export const CONFIGURATION = new InjectionToken<Configuration>('configuration', {
  providedIn: 'root',
  factory: () => configurationAt(location.origin, checkedConfiguration(environment)),
});

/** A login must end at the origin where it began, since another origin cannot see its state. */
export function configurationAt(origin: string, configuration: Configuration): Configuration {
  const home = new URL(configuration.redirect).origin;
  if (origin === home) return configuration;
  throw new ConfigurationError(`the login returns to ${home} (REDIRECT), and this page is at ${origin}: open ${home}`);
}

export function checkedConfiguration(entries: Readonly<Record<keyof typeof environment, string>>): Configuration {
  if (entries.CLIENT_ID.trim() === '') throw new ConfigurationError('CLIENT_ID is empty');
  return {
    clientId: entries.CLIENT_ID,
    tenant: tenantAddress(entries.CLIENT_DOMAIN),
    audience: entries.AUDIENCE || undefined,
    redirect: address('REDIRECT', entries.REDIRECT).href,
    logoutUrl: exactAddress('LOGOUT_URL', entries.LOGOUT_URL),
    api: withoutSlash(address('RESTHEART_URL', entries.RESTHEART_URL).href),
  };
}

/** Auth0's dashboard shows the bare domain; a stand-in without TLS has to say `http://`. */
function tenantAddress(domain: string): string {
  const url = address('CLIENT_DOMAIN', /^https?:\/\//.test(domain) ? domain : `https://${domain}`);
  if (url.pathname !== '/') throw refusal('CLIENT_DOMAIN', domain, 'a domain without a path');
  return url.origin;
}

/** Auth0 compares the logout address as text, so it must be sent as it was written. */
function exactAddress(name: string, text: string): string {
  address(name, text);
  return text;
}

function address(name: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const usable = url && /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.search && !url.hash;
  if (!usable) throw refusal(name, text, 'an address like https://host/path');
  return url;
}

function refusal(name: string, text: string, expected: string): ConfigurationError {
  return new ConfigurationError(`${name} is ${text || 'empty'}: ${expected} is expected`);
}

function withoutSlash(text: string): string {
  return text.replace(/\/+$/, '');
}
