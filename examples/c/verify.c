// Asks whom an Authorization field names, by the configuration in a file: verify CONFIGURATION AUTHORIZATION
#include <jwtauth/jwtauth.h>
#include <stdio.h>
#include <string.h>

// region: answer
static void answer(const jwtauth_mechanism* mechanism, const char* authorization) {
  const jwtauth_text field = {authorization, strlen(authorization)};
  jwtauth_request request;
  memset(&request, 0, sizeof request);
  request.size = sizeof request;
  request.authorization = &field;
  request.authorization_count = 1;

  jwtauth_principal* who;
  const jwtauth_error error = jwtauth_authenticate(mechanism, &request, &who);
  printf("%d %s\n", jwtauth_http_status(error), jwtauth_error_name(error));
  if (error == JWTAUTH_OK) {
    printf("Hello %s\n", jwtauth_principal_name(who));
  } else {
    jwtauth_message* fields = jwtauth_refusal_fields(mechanism, error, &request, NULL, 0);
    fputs(jwtauth_message_text(fields), stdout);
    jwtauth_message_free(fields);
  }
  jwtauth_principal_free(who);
}
// endregion

int main(int argc, char** argv) {
  char text[16 * 1024];
  FILE* file = argc == 3 ? fopen(argv[1], "rb") : NULL;
  if (file == NULL) {
    fputs("verify CONFIGURATION AUTHORIZATION\n", stderr);
    return 2;
  }
  const size_t size = fread(text, 1, sizeof text, file);
  fclose(file);

  // region: make
  jwtauth_message* refusal;
  jwtauth_mechanism* mechanism = jwtauth_mechanism_from_json(text, size, &refusal);
  if (mechanism == NULL) fprintf(stderr, "%s\n", jwtauth_message_text(refusal));
  jwtauth_message_free(refusal);
  // endregion
  if (mechanism == NULL) return 2;

  answer(mechanism, argv[2]);
  jwtauth_mechanism_free(mechanism);
  return 0;
}
