// Sorts every failure between the app and the server or the tenant into a few kinds that a person can act on, with the
// server's own words and the time to try again.
import { HttpErrorResponse } from '@angular/common/http';
import { TenantUnreachable } from '../login/identity-provider';
import { LoginNeeded } from '../login/session';

export type ProblemKind =
  | 'loginNeeded'
  | 'loginNotAccepted'
  | 'tenantUnreachable'
  | 'notPermitted'
  | 'missing'
  | 'changedElsewhere'
  | 'unavailable'
  | 'refused';

export interface Problem {
  readonly kind: ProblemKind;
  readonly serverSays: string;
  /** The seconds that the server asked to wait. */
  readonly retryAfter: number;
}

export function problemOf(error: unknown): Problem {
  if (error instanceof LoginNeeded) return problem('loginNeeded');
  if (error instanceof TenantUnreachable) return problem('tenantUnreachable');
  if (!(error instanceof HttpErrorResponse)) return problem('refused', String(error));
  return problem(kindOf(error.status), words(error), retryAfter(error));
}

function problem(kind: ProblemKind, serverSays = '', seconds = 0): Problem {
  return { kind, serverSays, retryAfter: seconds };
}

function kindOf(status: number): ProblemKind {
  switch (status) {
    case 0: case 408: case 429: case 502: case 503: case 504: return 'unavailable';
    case 401: return 'loginNotAccepted';
    case 403: return 'notPermitted';
    case 404: case 410: return 'missing';
    case 409: case 412: return 'changedElsewhere';
    default: return 'refused';
  }
}

/** RESTHeart's error body has the member `message`; a proxy's can be anything. */
function words(error: HttpErrorResponse): string {
  const body: unknown = error.error;
  const message = typeof body === 'object' && body !== null && 'message' in body ? body.message : undefined;
  if (typeof message === 'string' && message !== '') return message;
  return error.status === 0 ? '' : `${error.status} ${error.statusText}`.trim();
}

// RFC 9110 10.2.3: seconds or a date. A date would need clocks that agree, so it reads as a short wait.
function retryAfter(error: HttpErrorResponse): number {
  const field = error.headers.get('Retry-After');
  if (field === null) return 0;
  return /^\d{1,6}$/.test(field) ? Number(field) : 5;
}
