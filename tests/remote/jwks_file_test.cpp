#include "jwtauth/remote_key_source.hpp"
#include "src/remote/remote_provider.hpp"
#include "tests/remote/publisher.hpp"
#include "tests/support/expect.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/temporary_file.hpp"

namespace jwtauth::tests {
namespace {

using namespace std::chrono_literals;
using testing::TokenIssuer;

const TokenIssuer& key(std::size_t index) {
  static const std::vector<TokenIssuer> issuers{TokenIssuer(), TokenIssuer()};
  return issuers.at(index);
}

/// The keys of a file, with a clock that the test moves.
class FileKeys {
 public:
  explicit FileKeys(const TemporaryFile& file) {
    RemoteJwksOptions options;
    options.clock = clock_.clock();
    provider_ = jwksFile(file.path(), options);
    REQUIRE(provider_->prefetch());
  }

  std::string answerFor(const std::string& keyId) const { return codeOf(provider_->find(Algorithm::RS256, keyId)); }
  std::string answerFor(const TokenIssuer& issuer) const { return answerFor(issuer.keyId()); }
  std::uint64_t reads() const { return provider_->status().fetches; }
  std::vector<std::string> warnings() const { return provider_->warnings(); }

  void pass(std::chrono::seconds time) {
    clock_.advance(time);
    std::dynamic_pointer_cast<RemoteProvider>(provider_)->refresher().wake();
  }

  void passAndRead(std::chrono::seconds time) {
    const auto before = reads();
    pass(time);
    REQUIRE(eventually([&] { return reads() > before; }));
  }

 private:
  ManualClock clock_;
  std::shared_ptr<RemoteKeyProvider> provider_;
};

TEST_CASE("a file that is replaced is read again within seconds, one that is left alone is not") {
  const TemporaryFile file(TokenIssuer::jwks({key(0)}));
  FileKeys keys(file);
  for (int i = 0; i < 5; ++i) keys.pass(2s);
  CHECK(keys.answerFor(key(0)) == "none");
  CHECK(keys.reads() == 1);

  file.write(TokenIssuer::jwks({key(0), key(1)}));
  keys.passAndRead(2s);
  CHECK(keys.answerFor(key(1)) == "none");
  file.write(TokenIssuer::jwks({key(1)}));
  keys.passAndRead(2s);
  CHECK(keys.answerFor(key(0)) == "keyUnknown");
  CHECK(keys.answerFor(key(1)) == "none");
}

TEST_CASE("an unknown key id has the file read again, twice in two seconds at most") {
  const TemporaryFile file(TokenIssuer::jwks({key(0)}));
  FileKeys keys(file);
  for (int i = 0; i < 100; ++i) CHECK(keys.answerFor("no-such-key-" + std::to_string(i)) == "keyUnknown");
  CHECK(keys.reads() == 2);
  file.write(TokenIssuer::jwks({key(0), key(1)}));
  keys.pass(1s);
  CHECK(keys.answerFor(key(1)) == "keyUnknown");
  CHECK(keys.reads() == 2);
  keys.pass(1s);
  CHECK(keys.answerFor(key(1)) == "none");
}

TEST_CASE("a key that was put into the file just after it was read is found at once") {
  const TemporaryFile file(TokenIssuer::jwks({key(0)}));
  FileKeys keys(file);
  file.write(TokenIssuer::jwks({key(0), key(1)}));
  CHECK(keys.answerFor(key(1)) == "none");
}

TEST_CASE("a file that is gone or broken keeps the last good keys, and a warning says why") {
  const TemporaryFile file(TokenIssuer::jwks({key(0)}));
  FileKeys keys(file);
  CHECK(keys.warnings().empty());
  file.remove();
  keys.passAndRead(2s);
  CHECK(keys.answerFor(key(0)) == "none");
  CHECK_THAT(keys.warnings().at(0), Contains("could not be fetched") && Contains("cannot be read"));
  file.write("{");
  keys.passAndRead(2s);
  CHECK(keys.answerFor(key(0)) == "none");
  file.write(TokenIssuer::jwks({key(1)}));
  keys.passAndRead(2s);
  CHECK(keys.answerFor(key(1)) == "none");
  CHECK(keys.warnings().empty());
}

TEST_CASE("a file without a usable key is refused at the start") {
  CHECK_THAT(refusalOf([] { return jwksFile("/no/such/file.json"); }), Contains("jwksFile: the file cannot be read"));
  CHECK_THAT(refusalOf([] { return jwksFile(TemporaryFile(R"({"keys": []})").path()); }),
             Contains("without a usable key"));
  CHECK_THAT(refusalOf([] { return jwksFile(TemporaryFile(std::string(256 * 1024 + 1, ' ')).path()); }),
             Contains("too large"));
}

}  // namespace
}  // namespace jwtauth::tests
