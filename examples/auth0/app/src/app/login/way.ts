// Which way the token comes: the tutorial's. `ng build --configuration recommended` takes way.recommended.ts in place
// of this file, so that neither build holds the other's library.
import { EnvironmentProviders, makeEnvironmentProviders } from '@angular/core';
import { IdentityProvider } from './identity-provider';
import { ImplicitFlow } from './implicit-flow';

export function provideLogin(): EnvironmentProviders {
  return makeEnvironmentProviders([{ provide: IdentityProvider, useClass: ImplicitFlow }]);
}
