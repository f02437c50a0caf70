// Puts the parts of the app together.
import { provideHttpClient, withFetch, withInterceptors } from '@angular/common/http';
import { ApplicationConfig, inject, provideAppInitializer, provideBrowserGlobalErrorListeners } from '@angular/core';
import { TitleStrategy, provideRouter, withComponentInputBinding, withInMemoryScrolling } from '@angular/router';
import { routes } from './app.routes';
import { Session } from './login/session';
import { provideLogin } from './login/way';
import { withCredential } from './login/with-credential';
import { PageTitle } from './shell/page-title';

export const appConfig: ApplicationConfig = {
  providers: [
    provideBrowserGlobalErrorListeners(),
    provideRouter(
      routes,
      withComponentInputBinding(),
      withInMemoryScrolling({ scrollPositionRestoration: 'enabled' }),
    ),
    provideHttpClient(withFetch(), withInterceptors([withCredential])),
    provideLogin(),
    // Not awaited: the page shows at once that it looks for a login.
    provideAppInitializer(() => void inject(Session).begin()),
    { provide: TitleStrategy, useExisting: PageTitle },
  ],
};
