// What one mechanism costs besides a request's usual time, as JSON: the slowest of a thousand verifications beside the
// usual one, OpenSSL's own in turns with it; the memory it holds; the time it takes to be made.
//   limits_bench [PASSES]
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <nlohmann/json.hpp>
#include <vector>

#include "bench/floor.hpp"
#include "bench/live_bytes.hpp"
#include "bench/tokens.hpp"
#include "jwtauth/jwt_authentication_mechanism.hpp"

namespace jwtauth::bench {
namespace {

using nlohmann::ordered_json;
using testing::TokenIssuer;

constexpr std::array algorithms = {Algorithm::HS256, Algorithm::RS256, Algorithm::PS256, Algorithm::ES256,
                                   Algorithm::EdDSA};

double processorMicroseconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_nsec) * 1e-3;
}

double at(std::vector<double>& values, double part) {
  const auto place = values.begin() + static_cast<std::ptrdiff_t>(static_cast<double>(values.size() - 1) * part);
  std::nth_element(values.begin(), place, values.end());
  return *place;
}

template <class Once>
double timed(Once once) {
  const double start = processorMicroseconds();
  if (!once()) {
    std::fputs("answered otherwise than expected\n", stderr);
    std::exit(1);
  }
  return processorMicroseconds() - start;
}

/// Of one pass: the median, and the 99.9th percentile in medians.
struct Tail {
  std::vector<double> medians, tails;

  void add(std::vector<double>& times) {
    medians.push_back(at(times, 0.5));
    tails.push_back(at(times, 0.999) / medians.back());
  }
  ordered_json result() { return {{"us", at(medians, 0.5)}, {"p999_in_medians", at(tails, 0.5)}}; }
};

/// The two take turns, call by call, so that what disturbs the machine disturbs both.
ordered_json tailsOf(Algorithm algorithm, int passes) {
  const TokenIssuer issuer(algorithm, expectedIssuer, expectedAudience);
  const std::string token = auth0Token(issuer).sign(), header = "Bearer " + token;
  const JwtAuthenticationMechanism auth(auth0Config(issuer));
  Floor floor(issuer, token);
  Tail ours, openssl;
  for (int pass = 0; pass < passes; ++pass) {
    std::vector<double> mine, its;
    for (int call = 0; call < 10'000; ++call) {
      its.push_back(timed([&] { return floor.verify(); }));
      mine.push_back(timed([&] { return auth.authenticate(header).hasValue(); }));
    }
    ours.add(mine);
    openssl.add(its);
  }
  return {{"algorithm", nameOf(algorithm)}, {"floor", openssl.result()}, {"authenticate", ours.result()}};
}

ordered_json memoryOf(Algorithm algorithm) {
  const TokenIssuer issuer(algorithm, expectedIssuer, expectedAudience);
  const std::string header = auth0Token(issuer).bearer();
  JwtAuthenticationConfig config = auth0Config(issuer);
  { const JwtAuthenticationMechanism warm(config); }  // what libcrypto keeps for the process
  const std::ptrdiff_t before = liveBytes();
  const JwtAuthenticationMechanism auth(config);
  const std::ptrdiff_t made = liveBytes() - before;
  for (int call = 0; call < 1000; ++call) timed([&] { return auth.authenticate(header).hasValue(); });
  return {{"algorithm", nameOf(algorithm)}, {"bytes_made", made}, {"bytes_used", liveBytes() - before}};
}

/// The key is the certificate in PEM, or a secret.
ordered_json constructionOf(Algorithm algorithm, int passes) {
  const TokenIssuer issuer(algorithm, expectedIssuer, expectedAudience);
  const JwtAuthenticationConfig config = auth0Config(issuer);
  std::vector<double> times;
  for (int call = 0; call < 100 * passes; ++call) {
    times.push_back(timed([&] {
      const JwtAuthenticationMechanism auth(config);
      return true;
    }));
  }
  return {{"algorithm", nameOf(algorithm)}, {"us", at(times, 0.5)}};
}

}  // namespace
}  // namespace jwtauth::bench

int main(int count, char** arguments) {
  using namespace jwtauth::bench;
  const int passes = count > 1 ? std::max(1, std::atoi(arguments[1])) : 3;
  ordered_json all;
  for (const auto algorithm : algorithms) all["memory"].push_back(memoryOf(algorithm));
  for (const auto algorithm : algorithms) all["construction"].push_back(constructionOf(algorithm, passes));
  for (const auto algorithm : algorithms) all["tails"].push_back(tailsOf(algorithm, passes));
  std::puts(all.dump(1).c_str());
}
