// Makes the person to greet from the claims of a verified ID token. A picture is dropped unless it comes over https, or
// from a stand-in on this machine.
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
