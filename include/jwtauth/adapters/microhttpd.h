/* For libmicrohttpd, in C99, over the component c. Its threads may wait: with the setting waitForKeys requests wait for
 * keys that are being fetched. Otherwise they are answered 503, and the host fetches as jwtauth.h says. */
#ifndef JWTAUTH_ADAPTERS_MICROHTTPD_H
#define JWTAUTH_ADAPTERS_MICROHTTPD_H

#include <jwtauth/jwtauth.h>
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* What became of a request. Free it with jwtauth_mhd_free(). */
typedef struct jwtauth_mhd_verdict {
  jwtauth_error error;     /* JWTAUTH_OK, or why there is no user */
  jwtauth_principal* user; /* NULL: answer with jwtauth_mhd_refuse(), and do nothing else */
  jwtauth_message* fields; /* they belong to the answer, with a user, too */
} jwtauth_mhd_verdict;

static inline void jwtauth_mhd_free(jwtauth_mhd_verdict* verdict) {
  jwtauth_principal_free(verdict->user);
  jwtauth_message_free(verdict->fields);
}

/* The fields of a request, and of these again the values by which it authenticates. */
typedef struct jwtauth_mhd_fields {
  size_t count, capacity, hosts;
  jwtauth_field* all;
  jwtauth_text *authorization, *dpop, host;
  size_t authorization_count, dpop_count;
} jwtauth_mhd_fields;

static inline enum MHD_Result jwtauth_mhd_add(void* context, enum MHD_ValueKind kind, const char* name,
                                              size_t name_size, const char* value, size_t value_size) {
  jwtauth_mhd_fields* fields = (jwtauth_mhd_fields*)context;
  jwtauth_text text = {value_size == 0 ? "" : value, value_size};
  (void)kind;
  while (text.size > 0 && strchr(" \t", value[text.size - 1]) != NULL) --text.size; /* it leaves white space there */
  if (fields->count == fields->capacity) return MHD_NO;
  fields->all[fields->count].name.data = name;
  fields->all[fields->count].name.size = name_size;
  fields->all[fields->count++].value = text;
  if (strcasecmp(name, "Authorization") == 0) fields->authorization[fields->authorization_count++] = text;
  if (strcasecmp(name, "DPoP") == 0) fields->dpop[fields->dpop_count++] = text;
  if (strcasecmp(name, "Host") == 0) {
    fields->host.data = text.data;
    fields->host.size = value_size;
    ++fields->hosts;
  }
  return MHD_YES;
}

/* Scheme, authority and path, to be freed; NULL without memory. The setting publicOrigin takes the place of the first
 * two. An authority that could end early would let a client choose the path that proofs are compared with; then the
 * name is one that no server has. libmicrohttpd has decoded the path, so it is encoded again. */
static inline char* jwtauth_mhd_url(const char* scheme, const jwtauth_mhd_fields* fields, const char* path) {
  static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";
  const int known = fields->hosts == 1 && fields->host.size > 0 &&
                    strspn(fields->host.data, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._:[]") ==
                        fields->host.size;
  const char* authority = known ? fields->host.data : "unknown.invalid";
  char* url = (char*)malloc(strlen(scheme) + 3 + strlen(authority) + 3 * strlen(path) + 1);
  char* end = url;
  if (url == NULL) return NULL;
  end += sprintf(end, "%s://%s", scheme, authority);
  for (; *path != '\0'; ++path) {
    if (*path == '/' || strchr(plain, *path) != NULL) {
      *end++ = *path;
    } else {
      end += sprintf(end, "%%%02X", (unsigned)(unsigned char)*path);
    }
  }
  *end = '\0';
  return url;
}

/* Who sent a request. `method` and `url` are what MHD_AccessHandlerCallback is given; `scheme` is how clients call the
 * server, "https" also behind a proxy that ends TLS; `scope` is what the token needs, or NULL. */
static inline jwtauth_mhd_verdict jwtauth_mhd_judge(const jwtauth_mechanism* mechanism,
                                                    struct MHD_Connection* connection, const char* method,
                                                    const char* url, const char* scheme, const char* scope) {
  jwtauth_mhd_verdict verdict = {JWTAUTH_OUT_OF_MEMORY, NULL, NULL};
  const int count = MHD_get_connection_values(connection, MHD_HEADER_KIND, NULL, NULL);
  jwtauth_mhd_fields fields;
  jwtauth_request request;
  char* absolute;
  memset(&fields, 0, sizeof fields);
  memset(&request, 0, sizeof request);
  fields.capacity = count > 0 ? (size_t)count : 0;
  fields.all = (jwtauth_field*)calloc(fields.capacity + 1, sizeof *fields.all);
  fields.authorization = (jwtauth_text*)calloc(2 * (fields.capacity + 1), sizeof *fields.authorization);
  if (fields.all != NULL && fields.authorization != NULL) {
    fields.dpop = fields.authorization + fields.capacity + 1;
    MHD_get_connection_values_n(connection, MHD_HEADER_KIND, jwtauth_mhd_add, &fields);
    absolute = jwtauth_mhd_url(scheme, &fields, url);
    if (absolute != NULL) {
      request.size = sizeof request;
      request.authorization = fields.authorization;
      request.authorization_count = fields.authorization_count;
      request.dpop = fields.dpop;
      request.dpop_count = fields.dpop_count;
      request.method.data = method;
      request.method.size = strlen(method);
      request.url.data = absolute;
      request.url.size = strlen(absolute);
      request.fields = fields.all;
      request.field_count = fields.count;
      verdict.error = jwtauth_authenticate(mechanism, &request, &verdict.user);
      if (verdict.error == JWTAUTH_OK && scope != NULL &&
          !jwtauth_principal_has_scope(verdict.user, scope, strlen(scope))) {
        verdict.error = JWTAUTH_SCOPE_INSUFFICIENT;
        jwtauth_principal_free(verdict.user);
        verdict.user = NULL;
      }
      verdict.fields = verdict.user != NULL ? jwtauth_acceptance_fields(mechanism, &request)
                                            : jwtauth_refusal_fields(mechanism, verdict.error, &request, scope,
                                                                     scope == NULL ? 0 : strlen(scope));
      if (verdict.fields == NULL) {
        jwtauth_principal_free(verdict.user);
        verdict.user = NULL;
        verdict.error = JWTAUTH_OUT_OF_MEMORY;
      }
    }
    free(absolute);
  }
  free(fields.authorization);
  free(fields.all);
  return verdict;
}

/* Adds the fields of a verdict to its answer; MHD_NO without memory. */
static inline enum MHD_Result jwtauth_mhd_add_fields(struct MHD_Response* response,
                                                     const jwtauth_mhd_verdict* verdict) {
  const char* line = jwtauth_message_text(verdict->fields);
  const char* end;
  for (; (end = strstr(line, "\r\n")) != NULL; line = end + 2) {
    char* name = (char*)malloc((size_t)(end - line) + 1);
    char* value;
    enum MHD_Result added;
    if (name == NULL) return MHD_NO;
    memcpy(name, line, (size_t)(end - line));
    name[end - line] = '\0';
    value = strstr(name, ": ");
    *value = '\0';
    added = MHD_add_response_header(response, name, value + 2);
    free(name);
    if (added != MHD_YES) return MHD_NO;
  }
  return MHD_YES;
}

/* Queues the answer to a request without a user. */
static inline enum MHD_Result jwtauth_mhd_refuse(struct MHD_Connection* connection,
                                                 const jwtauth_mhd_verdict* verdict) {
  struct MHD_Response* response = MHD_create_response_from_buffer(0, (void*)"", MHD_RESPMEM_PERSISTENT);
  enum MHD_Result queued = MHD_NO;
  if (response != NULL && jwtauth_mhd_add_fields(response, verdict) == MHD_YES) {
    queued = MHD_queue_response(connection, (unsigned)jwtauth_http_status(verdict->error), response);
  }
  if (response != NULL) MHD_destroy_response(response);
  return queued;
}

#endif
