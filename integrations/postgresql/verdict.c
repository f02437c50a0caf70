/* A token and a line of pg_hba.conf go in, whether it lets in comes out. Refused beside what the library refuses: another
 * issuer than the line's, a scope of the line that the token lacks, a role that it does not name where it decides. */
#include "verdict.h"

#include <string.h>

static const char well_known[] = "/.well-known/";

/* Without what leads to its metadata, and without a slash at the end: an issuer may have one there and the line not. */
static size_t issuer_size(const char *text, size_t size) {
  for (size_t i = 0; i + sizeof well_known - 1 <= size; ++i) {
    if (memcmp(text + i, well_known, sizeof well_known - 1) == 0) {
      size = i;
      break;
    }
  }
  while (size > 0 && text[size - 1] == '/') --size;
  return size;
}

static bool is_issuer(const jwtauth_principal *principal, const char *expected) {
  size_t size = 0;
  const char *json = jwtauth_principal_claim(principal, "iss", 3, &size);
  /* An issuer with an escape in its JSON text is one that no line names. */
  if (json == NULL || size < 2 || json[0] != '"' || memchr(json, '\\', size) != NULL) return false;
  const size_t came = issuer_size(json + 1, size - 2);
  const size_t wanted = issuer_size(expected, strlen(expected));
  return wanted > 0 && came == wanted && memcmp(json + 1, expected, wanted) == 0;
}

static bool has_all_scopes(const jwtauth_principal *principal, const char *scope) {
  while (*scope != '\0') {
    const size_t size = strcspn(scope, " ");
    if (size > 0 && !jwtauth_principal_has_scope(principal, scope, size)) return false;
    scope += size;
    if (*scope == ' ') ++scope;
  }
  return true;
}

Verdict jwtauth_judge(const jwtauth_mechanism *mechanism, const char *token, const char *role, const LoginRule *rule) {
  Verdict verdict = {false, NULL, ""};
  const jwtauth_error error = jwtauth_verify_token(mechanism, token, strlen(token), &verdict.principal);
  if (error != JWTAUTH_OK) {
    verdict.reason = jwtauth_error_name(error);
  } else if (!is_issuer(verdict.principal, rule->issuer)) {
    verdict.reason = "the token's issuer is not that of the line in pg_hba.conf";
  } else if (!has_all_scopes(verdict.principal, rule->scope)) {
    verdict.reason = "the token lacks a scope of the line in pg_hba.conf";
  } else if (rule->delegates_mapping && !jwtauth_principal_has_role(verdict.principal, role, strlen(role))) {
    verdict.reason = "the token does not name the role, and the line in pg_hba.conf leaves that to it";
  } else {
    verdict.is_authorized = true;
  }
  return verdict;
}
