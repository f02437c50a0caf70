/* An OAuth validator of PostgreSQL 18 (oauth_validator_libraries): settings and the lines of pg_hba.conf go in, the server
 * is told whether a token lets in and whom it names. All that may jump (ereport, palloc, interrupts) happens here, and
 * never while the library is at work. */
#include "postgres.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/file_perm.h"
#include "fmgr.h"
#include "libpq/libpq-be.h"
#include "libpq/oauth.h"
#include "miscadmin.h"
#include "storage/fd.h"
#include "suitability.h"
#include "utils/guc.h"
#include "verdict.h"

PG_MODULE_MAGIC_EXT(.name = "jwtauth_validator", .version = JWTAUTH_VERSION);

/* Made again when the file changes. Under shared_preload_libraries backends inherit it from the postmaster. It lives as
 * long as the process: the library keeps nothing that an exit or a fork could find half done. */
static jwtauth_mechanism *mechanism = NULL;
static struct stat configuration_stat;

static char *configuration_file = NULL;
static char *key_cache = NULL;

enum { most_bytes = 1024 * 1024, patience_ms = 3000 };

/* The text, palloc'd; else NULL, and why not. */
static char *read_configuration(size_t *size, const char **problem) {
  const int file = OpenTransientFile(configuration_file, O_RDONLY);
  if (file < 0 || fstat(file, &configuration_stat) != 0) {
    *problem = psprintf("cannot be read: %s", strerror(errno));
    if (file >= 0) CloseTransientFile(file);
    return NULL;
  }
  if (configuration_stat.st_size > most_bytes) {
    *problem = psprintf("has more than %d bytes", most_bytes);
    CloseTransientFile(file);
    return NULL;
  }
  const size_t most = (size_t)configuration_stat.st_size;
  char *text = palloc(most + 1);
  const ssize_t came = read(file, text, most);
  CloseTransientFile(file);
  *size = came > 0 ? (size_t)came : 0;
  return text;
}

static bool is_named(void) {
  return configuration_file != NULL && configuration_file[0] != '\0';
}

static bool is_current(void) {
  struct stat now;
  return mechanism != NULL && stat(configuration_file, &now) == 0 && now.st_dev == configuration_stat.st_dev &&
         now.st_ino == configuration_stat.st_ino && now.st_size == configuration_stat.st_size &&
         now.st_mtim.tv_sec == configuration_stat.st_mtim.tv_sec &&
         now.st_mtim.tv_nsec == configuration_stat.st_mtim.tv_nsec;
}

/* authentication_timeout and a fast shutdown end a wait for keys. */
static int has_interrupt(void *context) {
  (void)context;
  return InterruptPending != 0;
}

/* Where all backends, and the next start of the server, find the keys that one has fetched. */
static const char *key_cache_folder(void) {
  if (key_cache != NULL && key_cache[0] != '\0') return key_cache;
  char *folder = psprintf("%s/jwtauth_keys", DataDir);
  if (MakePGDirectory(folder) != 0 && errno != EEXIST) {
    ereport(LOG, errcode_for_file_access(), errmsg("could not create directory \"%s\": %m", folder));
  }
  return folder;
}

/* NULL where the library refuses the text, and then its sentence, palloc'd. */
static jwtauth_mechanism *make_mechanism(const char *text, size_t size, const char *folder, const char **problem) {
  jwtauth_options options;
  memset(&options, 0, sizeof options);
  options.size = sizeof options;
  options.interrupted = has_interrupt;
  options.wait_for_keys = patience_ms;
  options.key_cache.data = folder;
  options.key_cache.size = strlen(folder);
  jwtauth_message *refusal = NULL;
  jwtauth_mechanism *made = jwtauth_mechanism_with_options(text, size, &options, &refusal);
  if (made == NULL) {
    *problem = pstrdup(jwtauth_message_text(refusal));
    jwtauth_message_free(refusal);
  }
  return made;
}

/* A client learns no more than that. */
static void refuse_configuration(const char *problem) {
  ereport(FATAL, errcode(ERRCODE_CONFIG_FILE_ERROR), errmsg("OAuth is not configured"),
          errdetail_log("jwtauth.configuration: \"%s\": %s", configuration_file, problem));
}

static void load_configuration(void) {
  if (!is_named()) refuse_configuration("is empty; expected the name of a file");
  if (is_current()) return;
  size_t size;
  const char *problem = NULL;
  char *text = read_configuration(&size, &problem);
  if (text == NULL) refuse_configuration(problem);
  jwtauth_mechanism *made = make_mechanism(text, size, key_cache_folder(), &problem);
  if (made == NULL) refuse_configuration(problem);
  const Suitability suitability = jwtauth_suitability(text, size);
  if (suitability.problem != NULL) {
    jwtauth_mechanism_free(made);
    refuse_configuration(suitability.problem);
  }
  pfree(text);
  jwtauth_mechanism_free(mechanism);
  mechanism = made;
}

/* In the postmaster, for all backends. Not for keys that are elsewhere: a fetch takes time, and a child process. What is
 * wrong with the file each backend finds, and says. */
static void load_for_backends(void) {
  if (!is_named()) return;
  size_t size;
  const char *problem = NULL;
  char *text = read_configuration(&size, &problem);
  if (text == NULL) return;
  const Suitability suitability = jwtauth_suitability(text, size);
  if (suitability.problem == NULL && suitability.holds_its_keys) {
    mechanism = make_mechanism(text, size, "", &problem);
  }
  pfree(text);
}

static bool validate(const ValidatorModuleState *state, const char *token, const char *role,
                     ValidatorModuleResult *result) {
  const LoginRule rule = {MyProcPort->hba->oauth_issuer, MyProcPort->hba->oauth_scope,
                          MyProcPort->hba->oauth_skip_usermap};
  (void)state;
  load_configuration();
  const Verdict verdict = jwtauth_judge(mechanism, token, role, &rule);
  if (verdict.principal != NULL) {
    const char *name = jwtauth_principal_name(verdict.principal);
    char *identity = palloc_extended(strlen(name) + 1, MCXT_ALLOC_NO_OOM);
    if (identity != NULL) strcpy(identity, name);
    jwtauth_principal_free(verdict.principal);
    if (identity == NULL) return false;
    result->authn_id = identity;
  }
  CHECK_FOR_INTERRUPTS();
  result->authorized = verdict.is_authorized;
  if (!verdict.is_authorized) {
    ereport(LOG, errmsg("the OAuth bearer token is refused: %s", verdict.reason));
  }
  return true;
}

static const OAuthValidatorCallbacks callbacks = {PG_OAUTH_VALIDATOR_MAGIC, NULL, NULL, validate};

const OAuthValidatorCallbacks *_PG_oauth_validator_module_init(void) {
  return &callbacks;
}

void _PG_init(void) {
  DefineCustomStringVariable("jwtauth.configuration", "The file that says which tokens are good.",
                             "JSON, as docs/configuration.md describes it.", &configuration_file, "", PGC_SIGHUP,
                             GUC_SUPERUSER_ONLY, NULL, NULL, NULL);
  DefineCustomStringVariable("jwtauth.key_cache", "The folder in which fetched keys are shared.",
                             "Empty: jwtauth_keys in the data directory.", &key_cache, "", PGC_SIGHUP,
                             GUC_SUPERUSER_ONLY, NULL, NULL, NULL);
  MarkGUCPrefixReserved("jwtauth");
  if (process_shared_preload_libraries_in_progress) load_for_backends();
}
