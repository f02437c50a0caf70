#ifndef JWTAUTH_POSTGRESQL_UNSUITED_H
#define JWTAUTH_POSTGRESQL_UNSUITED_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
const char* jwtauth_unsuited(const char* configuration, size_t size) noexcept;
}
#else
/* Why a configuration that the library takes must not open a database, as a literal; NULL where it may. Tokens have to
 * be meant for the database: any other one of the issuer's, for a web page perhaps, would open it, too. */
const char *jwtauth_unsuited(const char *configuration, size_t size);
#endif

#endif
