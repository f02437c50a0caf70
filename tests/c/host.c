/* A program in C that opens the library as servers open their plug-ins: host LIBRARY WAY [LIBRARY TO OPEN BEFORE],
 * or host LIBRARY fetch CONFIGURATION AUTHORIZATION, on a small stack.
 * It authenticates the token of RFC 7515 A.1, at a time at which that is valid. Exits with 1 at the first surprise. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <jwtauth/jwtauth.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define REQUIRE(condition)                                                    \
  do {                                                                        \
    if (!(condition)) {                                                       \
      fprintf(stderr, "host.c:%d: %s does not hold\n", __LINE__, #condition); \
      exit(1);                                                                \
    }                                                                         \
  } while (0)

static const char configuration[] =
    "{\"algorithm\": \"HS256\", \"issuer\": \"joe\", \"usernameClaim\": \"iss\", \"acceptAnyAudience\": true,"
    " \"keys\": [{\"kty\": \"oct\", \"alg\": \"HS256\","
    " \"k\": \"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow\"}]}";
static const char authorization[] =
    "Bearer eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ."
    "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

static double whileItIsValid(void* context) {
  (void)context;
  return 1300819379.5;
}

/* The functions of an opened library that this host needs. */
struct api {
  jwtauth_mechanism* (*make)(const char*, size_t, const jwtauth_options*, jwtauth_message**);
  jwtauth_error (*authenticate)(const jwtauth_mechanism*, const jwtauth_request*, jwtauth_principal**);
  const char* (*name)(const jwtauth_principal*);
  void (*freePrincipal)(jwtauth_principal*);
  void (*freeMechanism)(jwtauth_mechanism*);
};

/* ISO C has no conversion from an object's address to a function's. */
static void find(void* library, const char* name, void* function) {
  void* const found = dlsym(library, name);
  REQUIRE(found != NULL);
  memcpy(function, &found, sizeof found);
}

static void* open(const char* path, int mode, struct api* api) {
  void* const library = dlopen(path, RTLD_NOW | mode);
  if (library == NULL) fprintf(stderr, "%s\n", dlerror());
  REQUIRE(library != NULL);
  find(library, "jwtauth_mechanism_with_options", &api->make);
  find(library, "jwtauth_authenticate", &api->authenticate);
  find(library, "jwtauth_principal_name", &api->name);
  find(library, "jwtauth_principal_free", &api->freePrincipal);
  find(library, "jwtauth_mechanism_free", &api->freeMechanism);
  return library;
}

static jwtauth_mechanism* make(const struct api* api) {
  jwtauth_options options;
  jwtauth_mechanism* mechanism;
  memset(&options, 0, sizeof options);
  options.size = sizeof options;
  options.now = whileItIsValid;
  mechanism = api->make(configuration, sizeof configuration - 1, &options, NULL);
  REQUIRE(mechanism != NULL);
  return mechanism;
}

static void use(const struct api* api, const jwtauth_mechanism* mechanism) {
  const jwtauth_text field = {authorization, sizeof authorization - 1};
  jwtauth_principal* who;
  jwtauth_request request;
  memset(&request, 0, sizeof request);
  request.size = sizeof request;
  request.authorization = &field;
  request.authorization_count = 1;
  REQUIRE(api->authenticate(mechanism, &request, &who) == JWTAUTH_OK);
  REQUIRE(strcmp(api->name(who), "joe") == 0);
  api->freePrincipal(who);
  request.authorization_count = 0;
  REQUIRE(api->authenticate(mechanism, &request, &who) == JWTAUTH_CREDENTIALS_MISSING);
  REQUIRE(who == NULL);
}

static void makeAndUse(const struct api* api) {
  jwtauth_mechanism* const mechanism = make(api);
  use(api, mechanism);
  api->freeMechanism(mechanism);
}

/* A child uses and frees what its parent made, and what it makes itself, and ends as programs end. */
static void useInChild(const struct api* api, jwtauth_mechanism* mechanism) {
  int status = -1;
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    use(api, mechanism);
    api->freeMechanism(mechanism);
    makeAndUse(api);
    exit(0);
  }
  REQUIRE(waitpid(child, &status, 0) == child);
  REQUIRE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

struct work {
  const struct api* api;
  const jwtauth_mechanism* mechanism;
};

static void* workOften(void* context) {
  const struct work* const work = context;
  int i;
  for (i = 0; i < 200; ++i) use(work->api, work->mechanism);
  return NULL;
}

/* Threads with the stack that the header asks for. */
static void useInThreads(const struct api* api) {
  enum { count = 4 };
  const size_t promised = 64 * 1024;
  pthread_t threads[count];
  pthread_attr_t attributes;
  struct work work;
  jwtauth_mechanism* const mechanism = make(api);
  int i;
  work.api = api;
  work.mechanism = mechanism;
  REQUIRE(pthread_attr_init(&attributes) == 0);
  REQUIRE(pthread_attr_setstacksize(&attributes, promised) == 0);
  for (i = 0; i < count; ++i) REQUIRE(pthread_create(&threads[i], &attributes, workOften, &work) == 0);
  for (i = 0; i < count; ++i) REQUIRE(pthread_join(threads[i], NULL) == 0);
  api->freeMechanism(mechanism);
}

struct fetch {
  const struct api* api;
  const char *configuration, *authorization;
};

static void* fetchAndUse(void* context) {
  const struct fetch* const fetch = context;
  const jwtauth_text field = {fetch->authorization, strlen(fetch->authorization)};
  jwtauth_mechanism* const mechanism = fetch->api->make(fetch->configuration, strlen(fetch->configuration), NULL, NULL);
  jwtauth_principal* who;
  jwtauth_request request;
  REQUIRE(mechanism != NULL);
  memset(&request, 0, sizeof request);
  request.size = sizeof request;
  request.authorization = &field;
  request.authorization_count = 1;
  REQUIRE(fetch->api->authenticate(mechanism, &request, &who) == JWTAUTH_OK);
  fetch->api->freePrincipal(who);
  fetch->api->freeMechanism(mechanism);
  return NULL;
}

static void onPromisedStack(void* (*work)(void*), void* context) {
  const size_t promised = 64 * 1024;
  pthread_t thread;
  pthread_attr_t attributes;
  REQUIRE(pthread_attr_init(&attributes) == 0);
  REQUIRE(pthread_attr_setstacksize(&attributes, promised) == 0);
  REQUIRE(pthread_create(&thread, &attributes, work, context) == 0);
  REQUIRE(pthread_join(thread, NULL) == 0);
}

/* Where closing a library unloads it. */
#ifdef __GLIBC__
#define IS_UNLOADED_WHEN_CLOSED 1
#else
#define IS_UNLOADED_WHEN_CLOSED 0
#endif

#ifndef RTLD_DEEPBIND
#define RTLD_DEEPBIND 0
#endif

static int isMapped(const char* path) {
  char line[4096];
  int found = 0;
  FILE* const maps = fopen("/proc/self/maps", "r");
  const char* const slash = strrchr(path, '/');
  if (maps == NULL) return 0;
  while (fgets(line, sizeof line, maps) != NULL) found |= strstr(line, slash != NULL ? slash : path) != NULL;
  fclose(maps);
  return found;
}

int main(int argc, char** argv) {
  struct api api;
  void* library;
  const char* way;
  REQUIRE(argc >= 3 && argc <= 5);
  way = argv[2];
  if (argc == 5) {
    struct fetch fetch;
    open(argv[1], RTLD_LOCAL, &api);
    fetch.api = &api;
    fetch.configuration = argv[3];
    fetch.authorization = argv[4];
    onPromisedStack(fetchAndUse, &fetch);
    return 0;
  }
  if (argc == 4) REQUIRE(dlopen(argv[3], RTLD_NOW | RTLD_GLOBAL) != NULL);
  if (strcmp(way, "reload") == 0) {
    int i;
    for (i = 0; i < 100; ++i) {
      library = open(argv[1], RTLD_LOCAL, &api);
      REQUIRE(isMapped(argv[1]));
      makeAndUse(&api);
      REQUIRE(dlclose(library) == 0);
      REQUIRE(!IS_UNLOADED_WHEN_CLOSED || !isMapped(argv[1]));
    }
    return 0;
  }
  library = open(argv[1],
                 strcmp(way, "global") == 0     ? RTLD_GLOBAL
                 : strcmp(way, "deepbind") == 0 ? RTLD_LOCAL | RTLD_DEEPBIND
                                                : RTLD_LOCAL,
                 &api);
  makeAndUse(&api);
  if (strcmp(way, "threads") == 0) useInThreads(&api);
  if (strcmp(way, "fork") == 0) {
    jwtauth_mechanism* const mechanism = make(&api);
    useInChild(&api, mechanism);
    use(&api, mechanism);
    useInChild(&api, mechanism);
    api.freeMechanism(mechanism);
  }
  REQUIRE(dlclose(library) == 0);
  return 0;
}
