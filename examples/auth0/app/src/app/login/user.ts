// The claims of a verified ID token go in, the person to greet comes out. A picture from anywhere but https is dropped,
// as is a stand-in's on another host than this machine.
import { User } from './identity-provider';

export function userOf(claims: Readonly<Record<string, unknown>>): User {
  const id = text(claims['sub']) ?? '';
  return {
    id,
    name: text(claims['name']) ?? text(claims['nickname']) ?? text(claims['email']) ?? id,
    picture: pictureOf(text(claims['picture'])),
  };
}

function text(claim: unknown): string | undefined {
  return typeof claim === 'string' && claim.trim() !== '' ? claim : undefined;
}

function pictureOf(address: string | undefined): string | undefined {
  if (!address || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  const here = url.protocol === 'http:' && url.hostname === 'localhost';
  return url.protocol === 'https:' || here ? url.href : undefined;
}
