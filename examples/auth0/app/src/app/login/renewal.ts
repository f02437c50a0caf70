// A login goes in, a call to renew it comes out in time before it ends, and again when that failed for a reason that
// may pass. When the tenant wants the person, or nothing helped until the end, the end is told.
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

  /** Replaces what was followed before. */
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
      // A token that the tenant will not renew is still good until its end.
      if (error instanceof LoginRefused) return this.wait(remaining, this.ended);
      this.wait(Math.min(pause, remaining), () => this.attempt(login, pause * 2));
    });
  }

  private wait(milliseconds: number, work: () => void): void {
    this.callOff();
    this.callOff = this.clock.after(milliseconds, work);
  }
}
