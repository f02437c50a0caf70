// Starts the app in the page; if it cannot start, the page says why.
import { bootstrapApplication } from '@angular/platform-browser';
import { App } from './app/app';
import { appConfig } from './app/app.config';
import { ConfigurationError } from './app/configuration';

bootstrapApplication(App, appConfig).catch((error: unknown) => {
  console.error(error);
  const why = document.createElement('p');
  why.className = 'card cannot-start';
  why.setAttribute('role', 'alert');
  why.textContent = error instanceof ConfigurationError ? `environment.ts: ${error.message}.` : 'The app cannot start.';
  document.querySelector('app-root')?.replaceChildren(why);
});
