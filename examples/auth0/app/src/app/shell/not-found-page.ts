// Shown at an address that the app does not have.
import { ChangeDetectionStrategy, Component } from '@angular/core';
import { RouterLink } from '@angular/router';

@Component({
  selector: 'app-not-found-page',
  imports: [RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <h1 tabindex="-1">There is no such page</h1>
    <p>The address may be mistyped. <a routerLink="/notes">To the notes</a></p>
  `,
})
export class NotFoundPage {}
