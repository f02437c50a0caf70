// Renews a login in time before it ends, and tries again after a failure that may be temporary. It reports the end of
// the login when the tenant wants to ask the person, or when no attempt succeeded in time.
import { Clock } from '../clock';
import { Login, LoginRefused } from './identity-provider';

const minute = 60_000;
const firstPause = 2_000;

/** Milliseconds from now: a minute before the end, or after three quarters of a short life. */
export function renewalDelay(remaining: number): number {
  return Math.max(0, remaining - Math.min(minute, remaining / 4));
}

export class Renewal {
  private callOff = (): void => undefined;

  constructor(
    private readonly clock: Clock,
    private readonly renew: () => Promise<unknown>,
    private readonly ended: () => void,
  ) {}

  /** Replaces the login that was followed before. */
  follow(login: Login): void {
    this.wait(renewalDelay(login.expiresAt - this.clock.now()), () => this.attempt(login, firstPause));
  }

  stop(): void {
    this.callOff();
  }

  private attempt(login: Login, pause: number): void {
    this.renew().catch((error: unknown) => {
      const remaining = login.expiresAt - this.clock.now();
      if (remaining <= 0) return this.ended();
      // A token that the tenant does not renew is still valid until its end.
      if (error instanceof LoginRefused) return this.wait(remaining, this.ended);
      this.wait(Math.min(pause, remaining), () => this.attempt(login, pause * 2));
    });
  }

  private wait(milliseconds: number, work: () => void): void {
    this.callOff();
    this.callOff = this.clock.after(milliseconds, work);
  }
}
