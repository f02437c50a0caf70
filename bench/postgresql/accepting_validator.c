/* The least that a validator can do: it lets every token in as the role that is asked for, and looks at nothing. What a
 * login costs with it is what PostgreSQL itself needs. For measurements alone. */
#include "postgres.h"

#include "fmgr.h"
#include "libpq/oauth.h"

PG_MODULE_MAGIC;

static bool accept_all(const ValidatorModuleState *state, const char *token, const char *role,
                       ValidatorModuleResult *result) {
  (void)state;
  (void)token;
  result->authn_id = pstrdup(role);
  result->authorized = true;
  return true;
}

static const OAuthValidatorCallbacks callbacks = {PG_OAUTH_VALIDATOR_MAGIC, NULL, NULL, accept_all};

const OAuthValidatorCallbacks *_PG_oauth_validator_module_init(void) {
  return &callbacks;
}
