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
#include "unsuited.h"
#include "utils/guc.h"
#include "verdict.h"

PG_MODULE_MAGIC_EXT(.name = "jwtauth_validator", .version = JWTAUTH_VERSION);

/* Made again when the file changes. It lives as long as the process: the library keeps nothing that an exit or a fork
 * could find half done. */
static jwtauth_mechanism *mechanism = NULL;
static struct stat configuration_stat;

static char *configuration_file = NULL;
static char *key_cache = NULL;

enum { most_bytes = 1024 * 1024, patience_ms = 3000 };

/* A client learns no more than that. */
static void refuse_configuration(const char *reason) {
  ereport(FATAL, errcode(ERRCODE_CONFIG_FILE_ERROR), errmsg("OAuth is not configured"),
          errdetail_log("jwtauth.configuration: \"%s\": %s", configuration_file, reason));
}

/* The text, palloc'd. */
static char *read_configuration(size_t *size) {
  const int file = OpenTransientFile(configuration_file, O_RDONLY);
  if (file < 0 || fstat(file, &configuration_stat) != 0) {
    ereport(FATAL, errcode_for_file_access(), errmsg("OAuth is not configured"),
            errdetail_log("jwtauth.configuration: \"%s\": cannot be read: %m", configuration_file));
  }
  if (configuration_stat.st_size > most_bytes) {
    refuse_configuration(psprintf("has more than %d bytes", most_bytes));
  }
  const size_t most = (size_t)configuration_stat.st_size;
  char *text = palloc(most + 1);
  const ssize_t came = read(file, text, most);
  CloseTransientFile(file);
  *size = came > 0 ? (size_t)came : 0;
  return text;
}

static bool is_current(void) {
  struct stat now;
  return mechanism != NULL && stat(configuration_file, &now) == 0 && now.st_ino == configuration_stat.st_ino &&
         now.st_size == configuration_stat.st_size && now.st_mtim.tv_sec == configuration_stat.st_mtim.tv_sec &&
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

static void load_configuration(void) {
  if (configuration_file == NULL || configuration_file[0] == '\0') {
    refuse_configuration("is empty; expected the name of a file");
  }
  if (is_current()) return;
  size_t size;
  char *text = read_configuration(&size);
  const char *folder = key_cache_folder();
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
    char *reason = pstrdup(jwtauth_message_text(refusal));
    jwtauth_message_free(refusal);
    refuse_configuration(reason);
  }
  const char *unsuited = jwtauth_unsuited(text, size);
  if (unsuited != NULL) {
    jwtauth_mechanism_free(made);
    refuse_configuration(unsuited);
  }
  pfree(text);
  jwtauth_mechanism_free(mechanism);
  mechanism = made;
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
}
