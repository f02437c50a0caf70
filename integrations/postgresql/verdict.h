/* What a token is good for at one line of pg_hba.conf. Plain C without PostgreSQL: nothing here jumps, allocates in its
 * memory contexts or writes into its log. */
#ifndef JWTAUTH_POSTGRESQL_VERDICT_H
#define JWTAUTH_POSTGRESQL_VERDICT_H

#include <stdbool.h>
#include <stddef.h>

#include "jwtauth/jwtauth.h"

/* What the line says. Texts are never NULL. */
typedef struct LoginRule {
  const char *issuer;       /* as the line has it: perhaps the URL of the issuer's metadata */
  const char *scope;        /* what the token must have, all of it, with spaces between; may be empty */
  bool delegates_mapping;   /* the token alone says which role may be used, by a role of that name */
} LoginRule;

typedef struct Verdict {
  bool is_authorized;
  jwtauth_principal *principal;  /* whom the token names; to be freed; NULL if it is not good at all */
  const char *reason;            /* why it is refused: a literal, or a name that lives for ever */
} Verdict;

/* Waits for keys as the mechanism does. */
Verdict jwtauth_judge(const jwtauth_mechanism *mechanism, const char *token, const char *role, const LoginRule *rule);

#endif
