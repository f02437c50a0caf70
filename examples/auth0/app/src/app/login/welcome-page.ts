// Shown in place of any page without a login; `to` says which page that is, and the login leads there.
import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { ProblemView } from '../problems/problem-view';
import { problemOf } from '../problems/problem';
import { placeInApp } from './addresses';
import { Session } from './session';

@Component({
  selector: 'app-welcome-page',
  imports: [ProblemView],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './welcome-page.html',
  styleUrl: './welcome-page.css',
})
export class WelcomePage {
  private readonly session = inject(Session);
  /** From the address. */
  readonly to = input<string>();
  protected readonly problem = computed(() => {
    const failure = this.session.failure();
    return failure && problemOf(failure);
  });

  protected logIn(): void {
    void this.session.logIn(placeInApp(this.to()));
  }

  protected startAgain(): void {
    location.reload();
  }
}
