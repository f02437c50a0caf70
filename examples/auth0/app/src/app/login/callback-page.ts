// The page to which the tenant sends the person back. After a complete login it goes on to where they were going and
// replaces this address, which holds what the tenant sent; it explains a refused login.
import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { Router } from '@angular/router';
import { placeInApp } from './addresses';
import { TenantUnreachable } from './identity-provider';
import { Session } from './session';

@Component({
  selector: 'app-callback-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './callback-page.html',
  styles: '.card { max-width: 34rem; margin: 8vh auto 0; } h1 { font-size: 1.6rem; }',
})
export class CallbackPage {
  private readonly session = inject(Session);
  private readonly router = inject(Router);
  protected readonly failure = this.session.failure;
  protected readonly unreachable = computed(() => this.failure() instanceof TenantUnreachable);

  constructor() {
    void this.leadOn();
  }

  protected logIn(): void {
    void this.session.logIn('/');
  }

  private async leadOn(): Promise<void> {
    const returnTo = await this.session.begin();
    if (!this.failure()) await this.router.navigateByUrl(placeInApp(returnTo), { replaceUrl: true });
  }
}
