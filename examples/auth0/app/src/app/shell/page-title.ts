// Makes the route's title the page's title and focuses the heading, so that people who listen to the page know where
// they are.
import { DOCUMENT, Injectable, Injector, afterNextRender, inject } from '@angular/core';
import { Title } from '@angular/platform-browser';
import { RouterStateSnapshot, TitleStrategy } from '@angular/router';

@Injectable({ providedIn: 'root' })
export class PageTitle extends TitleStrategy {
  private readonly title = inject(Title);
  private readonly document = inject(DOCUMENT);
  private readonly injector = inject(Injector);
  private shown = '';

  override updateTitle(state: RouterStateSnapshot): void {
    const page = this.buildTitle(state);
    this.title.setTitle(page && page !== 'Notes' ? `${page} · Notes` : 'Notes');
    const isFirst = this.shown === '';
    if (!isFirst && state.url !== this.shown) this.focusHeading();
    this.shown = state.url;
  }

  private focusHeading(): void {
    const focus = (): void => this.document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true });
    afterNextRender({ read: focus }, { injector: this.injector });
  }
}
