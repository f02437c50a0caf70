// The frame around every page: who is logged in, what was done, and that the session has ended.
import { ChangeDetectionStrategy, Component, ElementRef, effect, inject, untracked, viewChild } from '@angular/core';
import { Router, RouterLink, RouterOutlet } from '@angular/router';
import { Session } from './login/session';
import { Drafts } from './notes/drafts';
import { Messages } from './shell/messages';
import { Person } from './shell/person';

@Component({
  selector: 'app-root',
  imports: [RouterLink, RouterOutlet, Person],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './app.html',
  styleUrl: './app.css',
})
export class App {
  private readonly router = inject(Router);
  private readonly drafts = inject(Drafts);
  private readonly main = viewChild.required<ElementRef<HTMLElement>>('main');
  protected readonly session = inject(Session);
  protected readonly message = inject(Messages).current;

  constructor() {
    let wasLoggedIn = false;
    effect(() => {
      const isLoggedIn = this.session.user() !== undefined;
      if (wasLoggedIn && !isLoggedIn) untracked(() => this.clear());
      wasLoggedIn = isLoggedIn;
    });
  }

  protected skip(event: Event): void {
    event.preventDefault();
    this.main().nativeElement.focus();
  }

  protected logInAgain(): void {
    void this.session.logIn(this.router.url);
  }

  protected logOut(): void {
    void this.session.logOut();
  }

  /** After a log-out, here or in another tab, no data of the person stays. */
  private clear(): void {
    this.drafts.dropAll();
    void this.router.navigateByUrl('/welcome');
  }
}
