/* An OAuth validator of PostgreSQL 18 (oauth_validator_libraries): settings and the lines of pg_hba.conf go in, the server
 * is told whether a token lets in and whom it names. All that may jump (ereport, palloc, interrupts) happens here, and
 * never while the library is at work. */
#include "postgres.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fmgr.h"
#include "libpq/libpq-be.h"
#include "libpq/oauth.h"
#include "miscadmin.h"
#include "storage/fd.h"
#include "storage/latch.h"
#include "unsuited.h"
#include "utils/guc.h"
#include "utils/wait_event.h"
#include "verdict.h"

PG_MODULE_MAGIC_EXT(.name = "jwtauth_validator", .version = JWTAUTH_VERSION);

/* Made anew when the file changes. It lives as long as the process: the library keeps nothing that an exit or a fork
 * could find half done. */
static jwtauth_mechanism *mechanism = NULL;
static struct stat configuration_stat;

static char *configuration_file = NULL;

enum { most_bytes = 1024 * 1024, step_ms = 100, patience_ms = 5000 };

/* The text, palloc'd. */
static char *read_configuration(size_t *size) {
  const int file = OpenTransientFile(configuration_file, O_RDONLY);
  if (file < 0 || fstat(file, &configuration_stat) != 0) {
    ereport(FATAL, errcode_for_file_access(), errmsg("OAuth is not configured"),
            errdetail_log("jwtauth.configuration: \"%s\" cannot be read: %m", configuration_file));
  }
  if (configuration_stat.st_size > most_bytes) {
    ereport(FATAL, errcode(ERRCODE_CONFIG_FILE_ERROR), errmsg("OAuth is not configured"),
            errdetail_log("jwtauth.configuration: \"%s\" has more than %d bytes", configuration_file, most_bytes));
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

/* A client learns no more than that. */
static void refuse_configuration(const char *reason) {
  ereport(FATAL, errcode(ERRCODE_CONFIG_FILE_ERROR), errmsg("OAuth is not configured"),
          errdetail_log("jwtauth.configuration: \"%s\": %s", configuration_file, reason));
}

static void load_configuration(void) {
  if (configuration_file == NULL || configuration_file[0] == '\0') {
    ereport(FATAL, errcode(ERRCODE_CONFIG_FILE_ERROR), errmsg("OAuth is not configured"),
            errdetail_log("jwtauth.configuration is empty; expected the name of a file"));
  }
  if (is_current()) return;
  size_t size;
  char *text = read_configuration(&size);
  jwtauth_message *refusal = NULL;
  jwtauth_mechanism *made = jwtauth_mechanism_from_json(text, size, &refusal);
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

static Verdict judge_in_time(const char *token, const char *role, const LoginRule *rule) {
  Verdict verdict = jwtauth_judge(mechanism, token, role, rule);
  for (int waited = 0; verdict.should_ask_again && waited < patience_ms; waited += step_ms) {
    /* authentication_timeout and a fast shutdown end the wait. */
    CHECK_FOR_INTERRUPTS();
    (void)WaitLatch(MyLatch, WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH, step_ms, PG_WAIT_EXTENSION);
    ResetLatch(MyLatch);
    verdict = jwtauth_judge(mechanism, token, role, rule);
  }
  return verdict;
}

static bool validate(const ValidatorModuleState *state, const char *token, const char *role,
                     ValidatorModuleResult *result) {
  const LoginRule rule = {MyProcPort->hba->oauth_issuer, MyProcPort->hba->oauth_scope,
                          MyProcPort->hba->oauth_skip_usermap};
  (void)state;
  load_configuration();
  const Verdict verdict = judge_in_time(token, role, &rule);
  if (verdict.principal != NULL) {
    const char *name = jwtauth_principal_name(verdict.principal);
    char *identity = palloc_extended(strlen(name) + 1, MCXT_ALLOC_NO_OOM);
    if (identity != NULL) strcpy(identity, name);
    jwtauth_principal_free(verdict.principal);
    if (identity == NULL) return false;
    result->authn_id = identity;
  }
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
  MarkGUCPrefixReserved("jwtauth");
}
