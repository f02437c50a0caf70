/* jwtauth for programs in C, and in every language that can call C: from what a request carries to an authenticated
 * principal, or to one precise refusal. C99; the library is libjwtauth-c.
 *
 * Handles are made and freed by this library; every jwtauth_..._free(NULL) is allowed and does nothing. A handle that
 * is passed as const serves any number of threads at once. A text goes in as pointer and size and is borrowed for the
 * call; a text that comes out ends in a NUL besides having a size, and lives as long as its handle. A function that is
 * given NULL or a size of 0 where it needs something fails as it says, and never crashes.
 *
 * Nothing is thrown, printed or read from the environment; no signal handler is set, no thread is started unless the
 * configuration asks for one, and a stack of 64 KiB is enough. The process may fork at any time at which no call is
 * under way, and the library may be unloaded when its handles are freed. */
#ifndef JWTAUTH_JWTAUTH_H
#define JWTAUTH_JWTAUTH_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define JWTAUTH_C_NOEXCEPT noexcept
extern "C" {
#else
#define JWTAUTH_C_NOEXCEPT
#endif

#if defined(_WIN32) && defined(JWTAUTH_C_BUILDING)
#define JWTAUTH_C_API __declspec(dllexport)
#elif defined(__GNUC__)
#define JWTAUTH_C_API __attribute__((visibility("default")))
#else
#define JWTAUTH_C_API
#endif

/* ---- Errors ------------------------------------------------------------------------------------------------------ */

/* JWTAUTH_OK, or why something was refused: one of the codes below, whose numbers and names never change. The high byte
 * is the kind; docs/errors.md says what each code means. A number from a newer library may be none of these. */
typedef int jwtauth_error;

enum {
  JWTAUTH_OK = 0,

  /* 401, a challenge without an error */
  JWTAUTH_CREDENTIALS_MISSING = 0x0100,
  JWTAUTH_SCHEME_UNSUPPORTED = 0x0101,

  /* 401, error="invalid_token" */
  JWTAUTH_TOKEN_TOO_LARGE = 0x0201,
  JWTAUTH_TOKEN_MALFORMED = 0x0202,
  JWTAUTH_HEADER_UNSUPPORTED = 0x0203,
  JWTAUTH_TYPE_MISMATCH = 0x0204,
  JWTAUTH_ALGORITHM_NOT_ALLOWED = 0x0205,
  JWTAUTH_KEY_UNKNOWN = 0x0206,
  JWTAUTH_SIGNATURE_INVALID = 0x0207,
  JWTAUTH_CLAIM_MALFORMED = 0x0208,
  JWTAUTH_EXPIRY_MISSING = 0x0209,
  JWTAUTH_EXPIRED = 0x020a,
  JWTAUTH_NOT_YET_VALID = 0x020b,
  JWTAUTH_ISSUED_IN_FUTURE = 0x020c,
  JWTAUTH_TOKEN_TOO_OLD = 0x020d,
  JWTAUTH_ISSUER_MISMATCH = 0x020e,
  JWTAUTH_AUDIENCE_MISMATCH = 0x020f,
  JWTAUTH_CONFIRMATION_UNBOUND = 0x0210,
  JWTAUTH_USERNAME_MISSING = 0x0211,
  JWTAUTH_USERNAME_MALFORMED = 0x0212,
  JWTAUTH_ROLES_MISSING = 0x0213,
  JWTAUTH_ROLES_MALFORMED = 0x0214,
  JWTAUTH_CHECK_REFUSED = 0x0215,
  JWTAUTH_LOGIN_INSUFFICIENT = 0x0216,
  JWTAUTH_CLAIM_MISMATCH = 0x0217,
  JWTAUTH_CONFIRMATION_MALFORMED = 0x0218,
  JWTAUTH_CONFIRMATION_MISSING = 0x0219,
  JWTAUTH_CONFIRMATION_MISMATCH = 0x021a,
  JWTAUTH_PROOF_MISSING = 0x021b,
  JWTAUTH_PROOF_REPEATED = 0x021c,
  JWTAUTH_PROOF_MALFORMED = 0x021d,
  JWTAUTH_PROOF_UNSUPPORTED = 0x021e,
  JWTAUTH_PROOF_FOR_OTHER_REQUEST = 0x021f,
  JWTAUTH_PROOF_FOR_OTHER_TOKEN = 0x0220,
  JWTAUTH_PROOF_EXPIRED = 0x0221,
  JWTAUTH_PROOF_FORGED = 0x0222,
  JWTAUTH_PROOF_REPLAYED = 0x0223,
  JWTAUTH_PROOF_NONCE_MISSING = 0x0224,
  JWTAUTH_REVOKED = 0x0225,
  JWTAUTH_TOKEN_INACTIVE = 0x0226,
  JWTAUTH_STATUS_MALFORMED = 0x0227,

  /* 403, error="insufficient_scope" */
  JWTAUTH_SCOPE_INSUFFICIENT = 0x0300,
  JWTAUTH_ROLE_INSUFFICIENT = 0x0301,

  /* 503: ask again */
  JWTAUTH_KEYS_UNAVAILABLE = 0x0400,
  JWTAUTH_KEYS_PENDING = 0x0401,
  JWTAUTH_PROOFS_UNAVAILABLE = 0x0402,
  JWTAUTH_STATUS_UNAVAILABLE = 0x0403,

  /* never at request time */
  JWTAUTH_SETTING_INVALID = 0x0500,
  JWTAUTH_KEY_UNUSABLE = 0x0501,
  JWTAUTH_KEY_TOO_WEAK = 0x0502,

  /* 500 */
  JWTAUTH_CRYPTO_FAILURE = 0x0600,
  JWTAUTH_OUT_OF_MEMORY = 0x0601,
  JWTAUTH_UNEXPECTED_FAILURE = 0x0602,
  JWTAUTH_ARGUMENT_INVALID = 0x0680, /* a call that breaks this header's rules: NULL, or a size that cannot be */

  /* 400, error="invalid_request" */
  JWTAUTH_CREDENTIALS_REPEATED = 0x0700
};

/* "expired", "keysPending": stable, for logs and metrics. A number that is no error is "unknown", JWTAUTH_OK "none".
 * Never NULL; lives as long as the library is loaded. */
JWTAUTH_C_API const char* jwtauth_error_name(jwtauth_error error) JWTAUTH_C_NOEXCEPT;

/* 401, 400, 403, 503 or 500 by kind. 200 for JWTAUTH_OK alone; 500 for a number that is no error. */
JWTAUTH_C_API int jwtauth_http_status(jwtauth_error error) JWTAUTH_C_NOEXCEPT;

/* Bytes of the caller; absent if size is 0. */
typedef struct jwtauth_text {
  const char* data;
  size_t size;
} jwtauth_text;

/* ---- Messages ---------------------------------------------------------------------------------------------------- */

/* A text that the caller keeps as long as it likes. */
typedef struct jwtauth_message jwtauth_message;

/* Never NULL; "" for NULL. */
JWTAUTH_C_API const char* jwtauth_message_text(const jwtauth_message* message) JWTAUTH_C_NOEXCEPT;

/* In bytes, without the NUL at its end. */
JWTAUTH_C_API size_t jwtauth_message_size(const jwtauth_message* message) JWTAUTH_C_NOEXCEPT;

JWTAUTH_C_API void jwtauth_message_free(jwtauth_message* message) JWTAUTH_C_NOEXCEPT;

/* ---- Mechanisms -------------------------------------------------------------------------------------------------- */

/* What verifies tokens, by one configuration. Immutable. */
typedef struct jwtauth_mechanism jwtauth_mechanism;

/* A mechanism by the text that a configuration file holds, key sources and several issuers included (see
 * docs/configuration.md). JSON, or YAML where the library was built with it. NULL, and in *refusal one sentence that
 * names the setting, what came and what was expected, never a key; free it. `refusal` may be NULL; without a refusal
 * *refusal becomes NULL. */
JWTAUTH_C_API jwtauth_mechanism* jwtauth_mechanism_from_json(const char* json, size_t size,
                                                             jwtauth_message** refusal) JWTAUTH_C_NOEXCEPT;

/* How a mechanism meets its host. Set every byte to 0, then `size`, then what is wanted; what is 0 has its default. */
typedef struct jwtauth_options {
  size_t size; /* sizeof(jwtauth_options) */

  /* The time, in seconds since 1970 with their fraction, for all that tokens and proofs say about time. NULL: the
   * system's. Called during calls into this library, by their threads; a result that is no number refuses the request
   * with JWTAUTH_UNEXPECTED_FAILURE. */
  double (*now)(void* context);
  void* context; /* for the functions; outlives the mechanism */

  /* Asked about every 100 ms while a call waits for keys; a result other than 0 ends the wait. NULL: none. */
  int (*interrupted)(void* context);

  /* What holds where the configuration does not say it, which other programs may read, too: */
  uint32_t wait_for_keys; /* waitForKeys, in milliseconds */
  jwtauth_text key_cache; /* keyCache, for sources that are fetched without a thread */
} jwtauth_options;

/* The same with options, or with none if they are NULL. */
JWTAUTH_C_API jwtauth_mechanism* jwtauth_mechanism_with_options(const char* json, size_t size,
                                                                const jwtauth_options* options,
                                                                jwtauth_message** refusal) JWTAUTH_C_NOEXCEPT;

/* ---- Keys that are fetched ----
 *
 * A configuration that names a key source (jwksUri, issuerDiscovery, ...) has its keys fetched. Making the mechanism
 * waits for them, at most 3 s; if the issuer does not answer, the mechanism is made all the same. Later, by the setting
 * keyRefresh:
 *
 *   "caller"  the default here: no thread is started. With waitForKeys 0, the default, a request never waits:
 *             jwtauth_authenticate() refuses with JWTAUTH_KEYS_PENDING, and the host calls the functions below from a
 *             timer, another thread, or after such a refusal. With waitForKeys 2000 a request that finds a fetch due
 *             makes it, and waits at most so many milliseconds.
 *   "thread"  a thread of the library's own, for hosts that neither fork later nor unload it with handles left.
 *
 * Each fetch runs in a short-lived child process, so that libcurl never is in the host. A handler of SIGCHLD may reap
 * it. With the setting keyCache processes share what was fetched in a folder. */

/* Fetches the keys that are due, and waits at most so long for the end; at 0 it begins a fetch, or looks at the one
 * that is under way. JWTAUTH_OK: there are keys, and nothing is due; JWTAUTH_KEYS_PENDING: a fetch is under way, call
 * again; JWTAUTH_KEYS_UNAVAILABLE: a fetch has failed, and there are no keys that may still be used. */
JWTAUTH_C_API jwtauth_error jwtauth_mechanism_fetch_keys(const jwtauth_mechanism* mechanism,
                                                         uint32_t milliseconds) JWTAUTH_C_NOEXCEPT;

/* Milliseconds until a fetch is due, 0 for now; -1 when the configuration holds its keys, and for NULL. */
JWTAUTH_C_API int64_t jwtauth_mechanism_next_fetch(const jwtauth_mechanism* mechanism) JWTAUTH_C_NOEXCEPT;

/* Principals and messages stay valid. */
JWTAUTH_C_API void jwtauth_mechanism_free(jwtauth_mechanism* mechanism) JWTAUTH_C_NOEXCEPT;

/* ---- Requests ---------------------------------------------------------------------------------------------------- */

/* A field of a request, as it came. */
typedef struct jwtauth_field {
  jwtauth_text name;
  jwtauth_text value;
} jwtauth_field;

/* What authentication may look at in a request. Set every byte to 0, then `size`, then what the host has.
 *
 * Members that lie beyond `size` are absent, but a size that ends before `fields`, where the first version of this
 * struct ended, is refused with JWTAUTH_ARGUMENT_INVALID. A size beyond the struct that the library knows is that of a
 * newer caller: it is accepted while all bytes that the library does not know are 0, and refused otherwise, since a
 * member that is not understood must not be ignored. */
typedef struct jwtauth_request {
  size_t size; /* sizeof(jwtauth_request) */

  const jwtauth_text* authorization; /* the values of all Authorization fields, as they came; several are refused */
  size_t authorization_count;

  const jwtauth_text* dpop; /* the values of all DPoP fields (RFC 9449) */
  size_t dpop_count;

  jwtauth_text method;             /* "GET", as it came */
  jwtauth_text url;                /* absolute, as the client sees it: "https://api.example/notes?page=2" */
  jwtauth_text client_certificate; /* DER of the certificate that the client proved on this connection */

  const jwtauth_field* fields; /* all fields, where the setting tokenFrom names others than Authorization */
  size_t field_count;

  jwtauth_text client_certificate_hash; /* its SHA-256, 32 bytes, where a trusted proxy says no more of it */
} jwtauth_request;

/* ---- Principals -------------------------------------------------------------------------------------------------- */

/* Who was authenticated. Immutable; stays valid after its mechanism. */
typedef struct jwtauth_principal jwtauth_principal;

/* Whom the request names: JWTAUTH_OK and a principal, which the caller frees; or why not, and *principal is NULL.
 * Neither throws nor waits, unless the configuration says waitForKeys: where a key has to be fetched first, it refuses
 * with JWTAUTH_KEYS_PENDING at once. */
JWTAUTH_C_API jwtauth_error jwtauth_authenticate(const jwtauth_mechanism* mechanism, const jwtauth_request* request,
                                                 jwtauth_principal** principal) JWTAUTH_C_NOEXCEPT;

/* The same for a token without a scheme before it, that came some other way. A token that is bound to a key or a
 * certificate is refused, since nothing here can show these. */
JWTAUTH_C_API jwtauth_error jwtauth_verify_token(const jwtauth_mechanism* mechanism, const char* token, size_t size,
                                                 jwtauth_principal** principal) JWTAUTH_C_NOEXCEPT;

/* The value of the setting usernameClaim, whole; it holds no control character, so no NUL. NULL for NULL. */
JWTAUTH_C_API const char* jwtauth_principal_name(const jwtauth_principal* principal) JWTAUTH_C_NOEXCEPT;

/* The token's roles, then the fixed ones, without repetition. 0 for NULL. */
JWTAUTH_C_API size_t jwtauth_principal_role_count(const jwtauth_principal* principal) JWTAUTH_C_NOEXCEPT;

/* NULL, and a size of 0, beyond the last one. A role may hold a NUL: without `size` (NULL) such a role is answered with
 * NULL, for without it it would read as another role. */
JWTAUTH_C_API const char* jwtauth_principal_role(const jwtauth_principal* principal, size_t index,
                                                 size_t* size) JWTAUTH_C_NOEXCEPT;

/* 1 or 0; whole roles are compared, with letter case. 0 for NULL. */
JWTAUTH_C_API int jwtauth_principal_has_role(const jwtauth_principal* principal, const char* role,
                                             size_t size) JWTAUTH_C_NOEXCEPT;

/* The same for scopes: those of the setting scopesClaim. */
JWTAUTH_C_API size_t jwtauth_principal_scope_count(const jwtauth_principal* principal) JWTAUTH_C_NOEXCEPT;
JWTAUTH_C_API const char* jwtauth_principal_scope(const jwtauth_principal* principal, size_t index,
                                                  size_t* size) JWTAUTH_C_NOEXCEPT;
JWTAUTH_C_API int jwtauth_principal_has_scope(const jwtauth_principal* principal, const char* scope,
                                              size_t size) JWTAUTH_C_NOEXCEPT;

/* `exp`, in whole seconds since 1970; INT64_MAX when the token has none (acceptMissingExpiry). 0 for NULL. */
JWTAUTH_C_API int64_t jwtauth_principal_expiry(const jwtauth_principal* principal) JWTAUTH_C_NOEXCEPT;

/* A claim as JSON text, "\"alice\"" or "[1,2]", by its literal name, or by JSON Pointer (RFC 6901) if the name starts
 * with '/'. `text_size` may be NULL. NULL, and a size of 0, when the token has no such claim, or without memory. */
JWTAUTH_C_API const char* jwtauth_principal_claim(const jwtauth_principal* principal, const char* name, size_t size,
                                                  size_t* text_size) JWTAUTH_C_NOEXCEPT;

/* The whole payload: a JSON object as the issuer signed it. */
JWTAUTH_C_API const char* jwtauth_principal_claims(const jwtauth_principal* principal,
                                                   size_t* text_size) JWTAUTH_C_NOEXCEPT;

JWTAUTH_C_API void jwtauth_principal_free(jwtauth_principal* principal) JWTAUTH_C_NOEXCEPT;

/* ---- What to answer, and why ------------------------------------------------------------------------------------- */

/* The fields that belong to the answer to a request that was refused with this error, beside the status that
 * jwtauth_http_status() says: one line "Name: value" each, and "\r\n" after each. A name may come several times; add
 * each as a field of its own. Values are printable ASCII and hold nothing of a token. `request` is the one that was
 * refused, or NULL. For JWTAUTH_SCOPE_INSUFFICIENT `scope` names what was missing, separated by spaces; may be NULL.
 * NULL for a mechanism that is NULL, and without memory. */
JWTAUTH_C_API jwtauth_message* jwtauth_refusal_fields(const jwtauth_mechanism* mechanism, jwtauth_error error,
                                                      const jwtauth_request* request, const char* scope,
                                                      size_t size) JWTAUTH_C_NOEXCEPT;

/* The same for the answer to a request that was accepted: DPoP-Nonce, or mostly nothing. */
JWTAUTH_C_API jwtauth_message* jwtauth_acceptance_fields(const jwtauth_mechanism* mechanism,
                                                         const jwtauth_request* request) JWTAUTH_C_NOEXCEPT;

/* Why this request is accepted or refused, step by step, in lines for a person. It shows claims and settings: for a
 * terminal or a protected log, not for an answer. Slow; not for the request path. NULL if an argument is NULL or the
 * request cannot be read, and without memory. */
JWTAUTH_C_API jwtauth_message* jwtauth_explain(const jwtauth_mechanism* mechanism,
                                               const jwtauth_request* request) JWTAUTH_C_NOEXCEPT;

/* The same as one JSON object: {"accepted", "code", "detail", "steps": [{"stage", "outcome", "text"}], "hints"}. */
JWTAUTH_C_API jwtauth_message* jwtauth_explain_json(const jwtauth_mechanism* mechanism,
                                                    const jwtauth_request* request) JWTAUTH_C_NOEXCEPT;

/* The document that tells clients where they get tokens (RFC 9728), as JSON, for a path below
 * /.well-known/oauth-protected-resource; NULL for any other path, without the setting `resource`, and without memory.
 */
JWTAUTH_C_API jwtauth_message* jwtauth_resource_metadata(const jwtauth_mechanism* mechanism, const char* path,
                                                         size_t size) JWTAUTH_C_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif /* JWTAUTH_JWTAUTH_H */
