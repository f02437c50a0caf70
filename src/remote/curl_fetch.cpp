// A URL and limits go in, a document comes out. Refused: every status but 200, more bytes or more time than allowed,
// certificates that do not verify, redirects off the origin, private addresses where only public ones are allowed, and
// whatever is under way when a stop is asked for.
#include "src/remote/curl_fetch.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>
#include <new>
#include <string_view>
#include <system_error>
#include <utility>

#include "src/remote/sockets.hpp"
#include "src/remote/url.hpp"
#include "src/text/ascii.hpp"

namespace jwtauth::inline v0 {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

using Easy = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using Fields = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;
using Multi = std::unique_ptr<CURLM, decltype(&curl_multi_cleanup)>;

constexpr int maxRedirects = 2;

#ifdef SOCK_CLOEXEC
constexpr int closedByExec = SOCK_CLOEXEC;
#else
constexpr int closedByExec = 0;
#endif

/// What one exchange has received so far.
struct Received {
  std::size_t limit;
  std::string body{};
  bool tooLarge = false;
  bool withoutMemory = false;
  bool fromPublicAddress = false;
  bool refusedAddress = false;
  std::array<char, CURL_ERROR_SIZE> remark{};  ///< libcurl's words for a failure
};

/// Called by libcurl, through which no exception may pass.
std::size_t take(char* data, std::size_t, std::size_t size, void* context) noexcept {
  Received& received = *static_cast<Received*>(context);
  received.tooLarge = size > received.limit - received.body.size();
  if (received.tooLarge) return 0;
  try {
    received.body.append(data, size);
  } catch (const std::bad_alloc&) {
    received.withoutMemory = true;
    return 0;
  }
  return size;
}

/// What decides about the addresses of one exchange.
struct Addresses {
  const CurlSettings& settings;
  bool publicOnly;
  Received& received;
};

/// Called by libcurl for each address that it would connect to; none is connected to that is refused.
curl_socket_t openSocket(void* context, curlsocktype, curl_sockaddr* address) noexcept {
  const Addresses& addresses = *static_cast<Addresses*>(context);
  if (addresses.settings.proxy.empty()) {
    const bool isPublic = addresses.settings.isPublic(address->addr);
    addresses.received.fromPublicAddress |= isPublic;
    if (!isPublic && addresses.publicOnly) {
      addresses.received.refusedAddress = true;
      return CURL_SOCKET_BAD;
    }
  }
  return socket(address->family, address->socktype | closedByExec, address->protocol);
}

/// RFC 6761 6.3.
bool isLocalName(std::string_view host) {
  constexpr std::string_view local = ".localhost";
  const std::string name = '.' + std::string(host);
  return name.size() >= local.size() && equalsWithoutCase(name.substr(name.size() - local.size()), local);
}

/// A proxy connects for us, so that only the URL tells where.
void lookAtHost(const Url& url, const Addresses& addresses) {
  std::string host = url.host;
  if (host.ends_with('.')) host.pop_back();  // the root of all names
  const bool isPublic = !isLocalName(host) && (!isIpAddress(host) || isPublicAddress(host));
  addresses.received.fromPublicAddress = isPublic;
  addresses.received.refusedAddress = !isPublic && addresses.publicOnly;
}

void set(const Easy& easy, CURLoption option, auto value) {
  if (curl_easy_setopt(easy.get(), option, value) != CURLE_OK) throw FetchError("libcurl does not take an option");
}

Easy prepare(const std::string& url, const FetchRequest& request, const CurlSettings& settings, milliseconds left,
             Addresses& addresses) {
  Received& received = addresses.received;
  Easy easy(curl_easy_init(), curl_easy_cleanup);
  if (!easy) throw std::bad_alloc();
  set(easy, CURLOPT_URL, url.c_str());
  set(easy, CURLOPT_PROTOCOLS_STR, settings.acceptPlainHttp ? "https,http" : "https");
  set(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(easy, CURLOPT_SSL_VERIFYPEER, 1L);
  set(easy, CURLOPT_SSL_VERIFYHOST, 2L);
  if (!settings.caFile.empty()) {
    set(easy, CURLOPT_CAINFO, settings.caFile.c_str());
    set(easy, CURLOPT_CAPATH, static_cast<const char*>(nullptr));  // or the system's authorities were trusted as well
  }
  if (!settings.certificateFile.empty()) {
    set(easy, CURLOPT_SSLCERT, settings.certificateFile.c_str());
    set(easy, CURLOPT_SSLKEY, settings.certificateKeyFile.c_str());
  }
  set(easy, CURLOPT_PROXY, settings.proxy.c_str());  // an empty one also turns off http_proxy of the environment
  set(easy, CURLOPT_FOLLOWLOCATION, 0L);
  set(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  set(easy, CURLOPT_NOSIGNAL, 1L);
  set(easy, CURLOPT_QUICK_EXIT, 1L);  // a name look-up that hangs is not waited for
  set(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(std::min(request.connectTimeout, left).count()));
  set(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(left.count()));
  set(easy, CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(request.maxBytes));
  set(easy, CURLOPT_USERAGENT, "jwtauth");
  set(easy, CURLOPT_WRITEFUNCTION, take);
  set(easy, CURLOPT_WRITEDATA, static_cast<void*>(&received));
  set(easy, CURLOPT_ERRORBUFFER, received.remark.data());
  set(easy, CURLOPT_OPENSOCKETFUNCTION, openSocket);
  set(easy, CURLOPT_OPENSOCKETDATA, static_cast<void*>(&addresses));
  return easy;
}

/// What the request carries besides its URL; the fields live as long as the exchange.
Fields addContent(const Easy& easy, const FetchRequest& request) {
  Fields fields(nullptr, curl_slist_free_all);
  if (!request.mediaType.empty()) {
    fields.reset(curl_slist_append(nullptr, ("Accept: " + request.mediaType).c_str()));
    if (!fields) throw std::bad_alloc();
    set(easy, CURLOPT_HTTPHEADER, fields.get());
  }
  if (!request.form.empty()) {
    set(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.form.size()));
    set(easy, CURLOPT_POSTFIELDS, request.form.c_str());
  }
  if (!request.basicCredentials.empty()) {
    set(easy, CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
    set(easy, CURLOPT_USERPWD, request.basicCredentials.c_str());
  }
  return fields;
}

/// Runs the exchange to its end, or until a stop is asked for.
CURLcode perform(const Easy& easy, const std::stop_token& stop) {
  const Multi multi(curl_multi_init(), curl_multi_cleanup);
  if (!multi || curl_multi_add_handle(multi.get(), easy.get()) != CURLM_OK) throw std::bad_alloc();
  const auto remove = [&](CURL* handle) { curl_multi_remove_handle(multi.get(), handle); };
  const std::unique_ptr<CURL, decltype(remove)> added(easy.get(), remove);
  const std::stop_callback wakeUp(stop, [&] { curl_multi_wakeup(multi.get()); });
  for (int running = 1; running > 0;) {
    if (stop.stop_requested()) throw FetchError("stopped");
    if (curl_multi_perform(multi.get(), &running) != CURLM_OK) throw FetchError("libcurl failed");
    constexpr int longestSleep = 1'000;  // milliseconds; libcurl wakes earlier for its own time-outs
    if (running > 0) curl_multi_poll(multi.get(), nullptr, 0, longestSleep, nullptr);
  }
  int remaining = 0;
  const CURLMsg* message = curl_multi_info_read(multi.get(), &remaining);
  return message != nullptr ? message->data.result : CURLE_FAILED_INIT;
}

/// The max-age of a Cache-Control field; 0 for one that forbids to keep the document.
std::optional<std::chrono::seconds> maxAgeOf(std::string_view cacheControl) {
  constexpr std::string_view name = "max-age=";
  for (std::size_t start = 0; start <= cacheControl.size();) {
    const std::size_t end = std::min(cacheControl.find(',', start), cacheControl.size());
    std::string_view directive = cacheControl.substr(start, end - start);
    start = end + 1;
    directive.remove_prefix(std::min(directive.find_first_not_of(" \t"), directive.size()));
    directive = directive.substr(0, directive.find_last_not_of(" \t") + 1);
    if (equalsWithoutCase(directive, "no-store") || equalsWithoutCase(directive, "no-cache")) {
      return std::chrono::seconds(0);
    }
    if (!equalsWithoutCase(directive.substr(0, name.size()), name)) continue;
    directive.remove_prefix(name.size());
    long long seconds = 0;
    constexpr long long longest = 1'000'000'000;
    const auto read = std::from_chars(directive.data(), directive.data() + directive.size(), seconds);
    if (read.ec == std::errc::result_out_of_range) return std::chrono::seconds(longest);
    if (read.ec == std::errc{} && seconds >= 0) return std::chrono::seconds(std::min(seconds, longest));
  }
  return std::nullopt;
}

std::optional<std::chrono::seconds> maxAgeOf(const Easy& easy) {
  curl_header* field = nullptr;
  if (curl_easy_header(easy.get(), "Cache-Control", 0, CURLH_HEADER, -1, &field) != CURLHE_OK) return std::nullopt;
  return maxAgeOf(std::string_view(field->value));
}

std::string redirectOf(const Easy& easy) {
  const char* target = nullptr;
  curl_easy_getinfo(easy.get(), CURLINFO_REDIRECT_URL, &target);
  return target != nullptr ? target : "";
}

long statusOf(const Easy& easy) {
  long status = 0;
  curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
  return status;
}

/// Why an exchange failed, without anything that the server has sent.
std::string reasonOf(CURLcode code, const Received& received) {
  const std::string_view remark = received.remark.data();
  // What follows is a fixed sentence of OpenSSL's, "certificate has expired". libcurl 8.23 has other words before it.
  constexpr std::string_view problem = "SSL certificate problem: ";
  for (const std::string_view words : {problem, std::string_view("SSL certificate OpenSSL verify result: ")}) {
    if (remark.starts_with(words)) return std::string(problem).append(remark.substr(words.size()));
  }
  return curl_easy_strerror(code);
}

[[noreturn]] void refuseAddress() {
  throw FetchError(
      "a public address leads to one that is not: loopback, link-local or private (acceptPrivateAddresses lets it "
      "through)");
}

/// The next place to look, or nothing when the document is here.
std::string requireSuccess(const Easy& easy, CURLcode code, const Received& received, const Url& origin,
                           const CurlSettings& settings, bool followsRedirects) {
  if (received.withoutMemory) throw std::bad_alloc();
  if (received.tooLarge || code == CURLE_FILESIZE_EXCEEDED) throw FetchError("the document is too large");
  if (code != CURLE_OK && received.refusedAddress) refuseAddress();
  if (code != CURLE_OK) throw FetchError(reasonOf(code, received));
  const long status = statusOf(easy);
  if (status == 200) return {};
  const std::string target = followsRedirects ? redirectOf(easy) : std::string();
  if (target.empty()) throw FetchError("status " + std::to_string(status) + "; expected 200");
  const Url next = parseUrl(target, settings.acceptPlainHttp);
  if (!next.hasOriginOf(origin)) throw FetchError("a redirect to another origin");
  return target;
}

/// libcurl is initialised once, by the first fetch.
void requireCurl() {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (ready != CURLE_OK) throw FetchError("libcurl cannot be used");
}

FetchedDocument fetchDocument(const FetchRequest& request, const CurlSettings& settings) {
  requireCurl();
  const auto deadline = steady_clock::now() + request.totalTimeout;
  const Url origin = parseUrl(request.url, settings.acceptPlainHttp);
  std::string url = request.url;
  bool publicOnly = request.publicAddressesOnly;
  for (int redirects = 0; redirects <= maxRedirects; ++redirects) {
    const auto left = std::chrono::duration_cast<milliseconds>(deadline - steady_clock::now());
    if (left <= milliseconds::zero()) throw FetchError(curl_easy_strerror(CURLE_OPERATION_TIMEDOUT));
    Received received{.limit = request.maxBytes};
    Addresses addresses{settings, publicOnly, received};
    if (!settings.proxy.empty()) lookAtHost(parseUrl(url, settings.acceptPlainHttp), addresses);
    if (received.refusedAddress) refuseAddress();
    const Easy easy = prepare(url, request, settings, left, addresses);
    if (!request.bearerToken.empty() && redirects == 0) {
      set(easy, CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BEARER));
      set(easy, CURLOPT_XOAUTH2_BEARER, request.bearerToken.c_str());
    }
    const Fields fields = addContent(easy, request);
    const CURLcode code = perform(easy, request.stop);
    url = requireSuccess(easy, code, received, origin, settings, request.form.empty());
    if (url.empty()) return {std::move(received.body), maxAgeOf(easy), received.fromPublicAddress};
    publicOnly = publicOnly || (received.fromPublicAddress && !settings.acceptPrivateAddresses);
  }
  throw FetchError("more than 2 redirects");
}

}  // namespace

Fetch curlFetch(CurlSettings settings) {
  return [settings = std::move(settings)](const FetchRequest& request) { return fetchDocument(request, settings); };
}

}  // namespace jwtauth::inline v0
