// The functions of libcurl that the component remote calls, in place of libcurl itself: the first fetch loads it. A
// host that fetches nothing never has it and the thirty libraries that it brings along, which cost a process that
// starts 10 ms.
#include <curl/curl.h>
#include <dlfcn.h>

#include <array>
#include <cstdarg>

namespace jwtauth::inline v0 {
namespace {

/// The name that its interface of today has, and what Debian calls it when it stands on GnuTLS.
constexpr std::array names{"libcurl.so.4", "libcurl-gnutls.so.4"};

/// Never unloaded: what it brings along leaves functions behind that run at the end of the process.
void* libcurl() noexcept {
  static void* const handle = [] {
    for (const char* const name : names) {
      if (void* const found = dlopen(name, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE)) return found;
    }
    return static_cast<void*>(nullptr);
  }();
  return handle;
}

/// The function of this name and type; null if libcurl lacks it, or cannot be loaded.
template <class Function>
Function* loaded(const char* name) noexcept {
  void* const handle = libcurl();
  return handle != nullptr ? reinterpret_cast<Function*>(dlsym(handle, name)) : nullptr;
}

/// What the function yields, or `otherwise` if it cannot be loaded.
template <class Function, class Result, class... Arguments>
Result call(const char* name, Result otherwise, Arguments... arguments) {
  auto* const function = loaded<Function>(name);
  return function != nullptr ? function(arguments...) : otherwise;
}

}  // namespace
}  // namespace jwtauth::inline v0

// curl.h declares these as macros, too, to check their arguments.
#undef curl_easy_setopt
#undef curl_easy_getinfo

// Named as a macro, since the name is needed as a type and as a text.
#define JWTAUTH_CALL(otherwise, function, ...) \
  return jwtauth::call<decltype(function)>(#function, otherwise, __VA_ARGS__)

// The enums after which arguments follow are as large as an int, so that promotion does not change how they are passed.
#pragma GCC diagnostic ignored "-Wvarargs"

extern "C" {

CURLcode curl_global_init(long flags) {
  JWTAUTH_CALL(CURLE_FAILED_INIT, curl_global_init, flags);
}

CURL* curl_easy_init() {
  auto* const function = jwtauth::loaded<decltype(curl_easy_init)>("curl_easy_init");
  return function != nullptr ? function() : nullptr;
}

void curl_easy_cleanup(CURL* easy) {
  if (auto* const function = jwtauth::loaded<decltype(curl_easy_cleanup)>("curl_easy_cleanup")) function(easy);
}

/// The hundred thousands of an option say of which type its value is.
CURLcode curl_easy_setopt(CURL* easy, CURLoption option, ...) {
  std::va_list values;
  va_start(values, option);
  const auto type = option / CURLOPTTYPE_OBJECTPOINT * CURLOPTTYPE_OBJECTPOINT;
  CURLcode code;
  if (type == CURLOPTTYPE_LONG) {
    code = jwtauth::call<decltype(curl_easy_setopt)>("curl_easy_setopt", CURLE_FAILED_INIT, easy, option,
                                                     va_arg(values, long));
  } else if (type == CURLOPTTYPE_OFF_T) {
    code = jwtauth::call<decltype(curl_easy_setopt)>("curl_easy_setopt", CURLE_FAILED_INIT, easy, option,
                                                     va_arg(values, curl_off_t));
  } else {
    code = jwtauth::call<decltype(curl_easy_setopt)>("curl_easy_setopt", CURLE_FAILED_INIT, easy, option,
                                                     va_arg(values, void*));
  }
  va_end(values);
  return code;
}

/// Every value is written to where a pointer shows.
CURLcode curl_easy_getinfo(CURL* easy, CURLINFO info, ...) {
  std::va_list values;
  va_start(values, info);
  const CURLcode code = jwtauth::call<decltype(curl_easy_getinfo)>("curl_easy_getinfo", CURLE_FAILED_INIT, easy, info,
                                                                   va_arg(values, void*));
  va_end(values);
  return code;
}

CURLHcode curl_easy_header(CURL* easy, const char* name, size_t index, unsigned origin, int request,
                           curl_header** field) {
  JWTAUTH_CALL(CURLHE_NOT_BUILT_IN, curl_easy_header, easy, name, index, origin, request, field);
}

const char* curl_easy_strerror(CURLcode code) {
  JWTAUTH_CALL("libcurl failed", curl_easy_strerror, code);
}

CURLM* curl_multi_init() {
  auto* const function = jwtauth::loaded<decltype(curl_multi_init)>("curl_multi_init");
  return function != nullptr ? function() : nullptr;
}

CURLMcode curl_multi_cleanup(CURLM* multi) {
  JWTAUTH_CALL(CURLM_INTERNAL_ERROR, curl_multi_cleanup, multi);
}

CURLMcode curl_multi_add_handle(CURLM* multi, CURL* easy) {
  JWTAUTH_CALL(CURLM_INTERNAL_ERROR, curl_multi_add_handle, multi, easy);
}

CURLMcode curl_multi_remove_handle(CURLM* multi, CURL* easy) {
  JWTAUTH_CALL(CURLM_INTERNAL_ERROR, curl_multi_remove_handle, multi, easy);
}

CURLMcode curl_multi_perform(CURLM* multi, int* running) {
  JWTAUTH_CALL(CURLM_INTERNAL_ERROR, curl_multi_perform, multi, running);
}

CURLMcode curl_multi_poll(CURLM* multi, curl_waitfd* more, unsigned count, int milliseconds, int* ready) {
  JWTAUTH_CALL(CURLM_INTERNAL_ERROR, curl_multi_poll, multi, more, count, milliseconds, ready);
}

CURLMcode curl_multi_wakeup(CURLM* multi) {
  JWTAUTH_CALL(CURLM_INTERNAL_ERROR, curl_multi_wakeup, multi);
}

CURLMsg* curl_multi_info_read(CURLM* multi, int* remaining) {
  JWTAUTH_CALL(static_cast<CURLMsg*>(nullptr), curl_multi_info_read, multi, remaining);
}

curl_slist* curl_slist_append(curl_slist* list, const char* text) {
  JWTAUTH_CALL(static_cast<curl_slist*>(nullptr), curl_slist_append, list, text);
}

void curl_slist_free_all(curl_slist* list) {
  if (auto* const function = jwtauth::loaded<decltype(curl_slist_free_all)>("curl_slist_free_all")) function(list);
}

}  // extern "C"
