#pragma once

// Marks what the shared library exports; everything else is hidden. A static build defines JWTAUTH_STATIC.
#if defined(JWTAUTH_STATIC)
#define JWTAUTH_EXPORT
#elif defined(_WIN32)
#if defined(JWTAUTH_BUILDING)
#define JWTAUTH_EXPORT __declspec(dllexport)
#else
#define JWTAUTH_EXPORT __declspec(dllimport)
#endif
#else
#define JWTAUTH_EXPORT __attribute__((visibility("default")))
#endif
