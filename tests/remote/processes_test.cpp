// Processes that share what they fetched. Not under sanitizers: a child may be forked while a thread of the server starts,
// and for that the allocator of clang 14's address sanitizer is not made.
#include <sys/wait.h>
#include <unistd.h>

#include "jwtauth/remote_jwks.hpp"
#include "jwtauth/testing.hpp"
#include "tests/remote/key_server.hpp"
#include "tests/support/expect.hpp"
#include "tests/support/temporary_file.hpp"

namespace jwtauth::tests {
namespace {

using namespace std::chrono_literals;

TEST_CASE("processes that start at once fetch once") {
  const testing::TokenIssuer issuer(Algorithm::ES256);
  const std::string published = testing::TokenIssuer::jwks({issuer});
  KeyServer server([&](Exchange& exchange) { exchange.answer(published); }, CertificateFlaw::none,
                   KeyServer::Wire::plain);
  const TemporaryFolder folder;
  const std::string at = server.url("/jwks.json");
  std::vector<pid_t> children;
  for (int i = 0; i < 12; ++i) {
    const pid_t child = fork();
    if (child == 0) {
      RemoteJwksOptions options;
      options.refresh = KeyRefresh::caller;
      options.waitForKeys = options.connectTimeout = options.totalTimeout = 20s;
      options.acceptPlainHttp = true;
      options.cacheFolder = (folder.path() / "keys").string();
      _exit(codeOf(remoteJwks(at, options)->find(Algorithm::ES256, issuer.keyId())) == "none" ? 0 : 1);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = -1;
    waitpid(child, &status, 0);
    CHECK(status == 0);
  }
  CHECK(server.requests() == 1);
}

}  // namespace
}  // namespace jwtauth::tests
