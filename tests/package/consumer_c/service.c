/* A service that refuses a request without a token, in all that it answers. */
#include <jwtauth/jwtauth.h>
#include <string.h>

int main(void) {
  static const char configuration[] =
      "{\"algorithm\": \"HS256\", \"key\": \"a secret of more than thirty-two bytes\","
      " \"issuer\": \"https://issuer.test/\", \"audience\": \"api\"}";
  jwtauth_mechanism* mechanism = jwtauth_mechanism_from_json(configuration, strlen(configuration), NULL);
  jwtauth_principal* who;
  jwtauth_request request;
  jwtauth_message* fields;
  int is_right;
  memset(&request, 0, sizeof request);
  request.size = sizeof request;
  is_right = jwtauth_authenticate(mechanism, &request, &who) == JWTAUTH_CREDENTIALS_MISSING && who == NULL;
  fields = jwtauth_refusal_fields(mechanism, JWTAUTH_CREDENTIALS_MISSING, &request, NULL, 0);
  is_right = is_right && strstr(jwtauth_message_text(fields), "WWW-Authenticate: Bearer ") != NULL;
  jwtauth_message_free(fields);
  jwtauth_mechanism_free(mechanism);
  return is_right ? 0 : 1;
}
