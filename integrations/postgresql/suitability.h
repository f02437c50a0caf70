#ifndef JWTAUTH_POSTGRESQL_SUITABILITY_H
#define JWTAUTH_POSTGRESQL_SUITABILITY_H

#include <stdbool.h>
#include <stddef.h>

/* What a configuration that the library takes means for a database. */
typedef struct Suitability {
  const char *problem; /* why it must not open one, as a literal; NULL: it may */
  bool holds_its_keys; /* nothing is fetched or read from elsewhere */
} Suitability;

#ifdef __cplusplus
extern "C" Suitability jwtauth_suitability(const char *configuration, size_t size) noexcept;
#else
/* Tokens have to be meant for the database: any other one of the issuer's, for a web page perhaps, would open it, too. */
Suitability jwtauth_suitability(const char *configuration, size_t size);
#endif

#endif
