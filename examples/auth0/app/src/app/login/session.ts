// Who is logged in, and the credential for the REST server, in memory only. A session begins with the login in the
// page's address or the one that the tenant remembers, is renewed before it ends, and says when the person must log in
// again.
import { Injectable, computed, effect, inject, signal, untracked } from '@angular/core';
import { CLOCK } from '../clock';
import { CONFIGURATION } from '../configuration';
import { isCallback } from './addresses';
import { IdentityProvider, Login, LoginRefused, User } from './identity-provider';
import { Renewal } from './renewal';
import { SessionHint } from './session-hint';

type State =
  | { readonly kind: 'starting' }
  | { readonly kind: 'none'; readonly failure?: Error }
  | { readonly kind: 'open'; readonly login: Login }
  | { readonly kind: 'ended'; readonly user: User };

/** There is no credential: the person has to log in (again). */
export class LoginNeeded extends Error {}

@Injectable({ providedIn: 'root' })
export class Session {
  private readonly provider = inject(IdentityProvider);
  private readonly clock = inject(CLOCK);
  private readonly redirect = inject(CONFIGURATION).redirect;
  private readonly hint = inject(SessionHint);
  private readonly state = signal<State>({ kind: 'starting' });
  private readonly renewal = new Renewal(this.clock, () => this.renew(), () => this.end());
  private renewing: Promise<Login> | undefined;
  private beginning: Promise<string | undefined> | undefined;

  readonly isStarting = computed(() => this.state().kind === 'starting');
  readonly isOpen = computed(() => this.state().kind === 'open');
  /** The person was logged in and must log in again; the page stays as it is. */
  readonly hasEnded = computed(() => this.state().kind === 'ended');
  readonly user = computed(() => {
    const state = this.state();
    return state.kind === 'open' ? state.login.user : state.kind === 'ended' ? state.user : undefined;
  });
  /** Why the login at the start failed, except that no one was logged in. */
  readonly failure = computed(() => {
    const state = this.state();
    return state.kind === 'none' ? state.failure : undefined;
  });

  constructor() {
    effect(() => {
      if (this.hint.removedElsewhere() > 0) untracked(() => this.close());
    });
  }

  /** Called once for the page; returns where the person was going before the login, if a login has just happened. */
  begin(): Promise<string | undefined> {
    return (this.beginning ??= this.restore());
  }

  /** Rejects with LoginNeeded or TenantUnreachable. */
  async credential(): Promise<string> {
    const state = this.state();
    if (state.kind === 'open' && this.clock.now() < state.login.expiresAt) return state.login.credential;
    return this.renewedCredential();
  }

  /** A credential other than the one that the server refused; all waiting callers share one request to the tenant. */
  async credentialInPlaceOf(refused: string): Promise<string> {
    const state = this.state();
    if (state.kind === 'open' && state.login.credential !== refused) return this.credential();
    return this.renewedCredential();
  }

  logIn(returnTo: string): Promise<void> {
    return this.provider.leaveToLogin(returnTo);
  }

  logOut(): Promise<void> {
    this.close();
    return this.provider.leaveToLogout();
  }

  private async restore(): Promise<string | undefined> {
    try {
      if (isCallback(location.href, this.redirect)) {
        const { login, returnTo } = await this.provider.arrive();
        if (login) this.open(login);
        else this.state.set({ kind: 'none' });
        return returnTo;
      }
      if (this.hint.present) this.open(await this.provider.renew());
      else this.state.set({ kind: 'none' });
    } catch (error) {
      this.refuse(error as Error);
    }
    return undefined;
  }

  private refuse(error: Error): void {
    const wantsPerson = error instanceof LoginRefused && error.wantsPerson;
    if (wantsPerson) this.hint.clear();
    this.state.set(wantsPerson ? { kind: 'none' } : { kind: 'none', failure: error });
  }

  private async renewedCredential(): Promise<string> {
    if (!this.user()) throw new LoginNeeded('no one is logged in');
    try {
      return (await this.renew()).credential;
    } catch (error) {
      if (!(error instanceof LoginRefused)) throw error;
      this.end();
      throw new LoginNeeded(error.message);
    }
  }

  private renew(): Promise<Login> {
    this.renewing ??= this.provider.renew()
      .then((login) => this.openForSame(login))
      .finally(() => (this.renewing = undefined));
    return this.renewing;
  }

  /** The tenant may now remember another person, who must not continue in this person's place. */
  private openForSame(login: Login): Login {
    if (login.user.id !== this.user()?.id) throw new LoginRefused('login_required', 'another person is logged in now');
    this.open(login);
    return login;
  }

  private open(login: Login): void {
    this.state.set({ kind: 'open', login });
    this.hint.set();
    this.renewal.follow(login);
  }

  private end(): void {
    this.renewal.stop();
    const user = this.user();
    if (user) this.state.set({ kind: 'ended', user });
  }

  private close(): void {
    this.renewal.stop();
    this.hint.clear();
    this.state.set({ kind: 'none' });
  }
}
