// A tenant that answers as a test tells it to, and counts the requests.
import { Arrival, IdentityProvider, Login, LoginRefused } from '../app/login/identity-provider';
import { ManualClock } from './manual-clock';

export const ada = { id: 'auth0|ada', name: 'Ada Lovelace', picture: undefined };
export const bob = { id: 'auth0|bob', name: 'Bob Tables', picture: undefined };
export const hour = 3_600_000;

export class ScriptedProvider extends IdentityProvider {
  renewals = 0;
  readonly left: string[] = [];
  /** The result of a renewal; an error is thrown. */
  answer: () => Partial<Login> | Error = () => ({});
  arrival: Arrival | Error = { login: undefined, returnTo: undefined };

  constructor(private readonly clock: ManualClock) {
    super();
  }

  override async arrive(): Promise<Arrival> {
    if (this.arrival instanceof Error) throw this.arrival;
    return this.arrival;
  }

  override async renew(): Promise<Login> {
    this.renewals += 1;
    const answer = this.answer();
    if (answer instanceof Error) throw answer;
    return { credential: `token-${this.renewals}`, expiresAt: this.clock.now() + hour, user: ada, ...answer };
  }

  override async leaveToLogin(returnTo: string): Promise<void> {
    this.left.push(`login ${returnTo}`);
  }

  override async leaveToLogout(): Promise<void> {
    this.left.push('logout');
  }
}

export const loginRequired = (): LoginRefused => new LoginRefused('login_required', 'Login required');
