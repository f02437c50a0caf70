// Which way the token comes: the recommended one. Takes the place of way.ts in `ng build --configuration recommended`.
import { EnvironmentProviders, inject, makeEnvironmentProviders, provideEnvironmentInitializer } from '@angular/core';
import { AbstractNavigator, AuthClientConfig, provideAuth0 } from '@auth0/auth0-angular';
import { CONFIGURATION } from '../configuration';
import { BoundRequests } from './bound-requests';
import { CodeFlow } from './code-flow';
import { IdentityProvider } from './identity-provider';

export function provideLogin(): EnvironmentProviders {
  return makeEnvironmentProviders([
    provideAuth0(),
    provideEnvironmentInitializer(() => {
      const { tenant, clientId, audience, redirect } = inject(CONFIGURATION);
      inject(AuthClientConfig).set({
        domain: tenant,
        clientId,
        authorizationParams: { redirect_uri: redirect, scope: 'openid profile email', ...(audience && { audience }) },
        cacheLocation: 'memory',
        useDpop: true,
        authorizeTimeoutInSeconds: 10,
        // The callback page decides when a login is complete and where to go then.
        skipRedirectCallback: true,
      });
    }),
    { provide: AbstractNavigator, useValue: { navigateByUrl: () => undefined } },
    { provide: IdentityProvider, useClass: CodeFlow },
    BoundRequests,
  ]);
}
