// What one mechanism costs besides a request's usual time, as JSON: the slowest of a thousand verifications beside the
// usual one, in turns with OpenSSL's own and with a loop of arithmetic that takes as long; the memory it holds; the
// time it takes to be made.
//   limits_bench [PASSES]
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
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

double rounded(double value) {
  return std::round(value * 1000) / 1000;
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
  ordered_json result() { return {{"us", rounded(at(medians, 0.5))}, {"p999_in_medians", rounded(at(tails, 0.5))}}; }
};

/// Arithmetic that touches no memory: what it shows besides its usual time, the machine adds to everything as long.
class Loop {
 public:
  explicit Loop(double microseconds) {
    constexpr std::uint64_t trial = 1'000'000;
    rounds_ = trial;
    std::vector<double> times;
    for (int i = 0; i < 5; ++i) times.push_back(timed([this] { return run(); }));
    rounds_ = static_cast<std::uint64_t>(microseconds * static_cast<double>(trial) / at(times, 0.5));
  }

  bool run() const noexcept {
    std::uint64_t value = 1;
    for (std::uint64_t i = 0; i < rounds_; ++i) {
      value = value * 6364136223846793005 + 1442695040888963407;
      keep(value);
    }
    return true;
  }

 private:
  static void keep(std::uint64_t& value) noexcept { asm volatile("" : "+r"(value)); }

  std::uint64_t rounds_;
};

/// They take turns, call by call, so that what disturbs the machine disturbs all.
ordered_json tailsOf(Algorithm algorithm, int passes) {
  const TokenIssuer issuer(algorithm, expectedIssuer, expectedAudience);
  const std::string token = auth0Token(issuer).sign(), header = "Bearer " + token;
  const JwtAuthenticationMechanism auth(auth0Config(issuer));
  Floor floor(issuer, token);
  const auto authenticate = [&] { return timed([&] { return auth.authenticate(header).hasValue(); }); };
  const auto verify = [&] { return timed([&] { return floor.verify(); }); };
  std::vector<double> warm;
  for (int call = 0; call < 1000; ++call) warm.push_back(authenticate());
  const Loop loop(at(warm, 0.5));

  Tail ours, openssl, machine;
  for (int pass = 0; pass < passes; ++pass) {
    std::vector<double> mine, its, nobodys;
    for (int call = 0; call < 10'000; ++call) {
      its.push_back(verify());
      mine.push_back(authenticate());
      nobodys.push_back(timed([&] { return loop.run(); }));
    }
    ours.add(mine);
    openssl.add(its);
    machine.add(nobodys);
  }
  return {{"algorithm", nameOf(algorithm)},
          {"floor", openssl.result()},
          {"loop", machine.result()},
          {"authenticate", ours.result()}};
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
  return {{"algorithm", nameOf(algorithm)}, {"us", rounded(at(times, 0.5))}};
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
