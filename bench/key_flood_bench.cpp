// What tokens with random key ids cost those whose key is known: one thread verifies honest tokens over a fetched set
// and notes how long each takes, while another sends 100,000 strangers' a minute, or as many as it can. Prints the
// median and the 99th percentile without and with that, fetches and memory. Times are the wall clock's: waiting counts.
#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "jwtauth/jwt_authentication_mechanism.hpp"
#include "jwtauth/remote_jwks.hpp"
#include "jwtauth/testing.hpp"

namespace {

using jwtauth::JwtAuthenticationMechanism;
using jwtauth::testing::TokenIssuer;
using std::chrono::steady_clock;

constexpr double strangersInASecond = 100'000.0 / 60;

/// Keeps the two threads from sharing one processor.
void stayOn(unsigned processor) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(processor % std::thread::hardware_concurrency(), &set);
  pthread_setaffinity_np(pthread_self(), sizeof set, &set);
}

double residentMiB() {
  double total = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> total >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE)) / (1024 * 1024);
}

double at(std::vector<double>& values, double part) {
  const auto place = values.begin() + static_cast<std::ptrdiff_t>(static_cast<double>(values.size() - 1) * part);
  std::nth_element(values.begin(), place, values.end());
  return *place;
}

struct Percentiles {
  std::vector<double> medians, nineties;  ///< of each slice, in microseconds
};

/// Honest requests for this long.
void measure(const JwtAuthenticationMechanism& auth, const std::string& header, steady_clock::duration slice,
             Percentiles& into) {
  std::vector<double> times;
  times.reserve(100'000);
  for (const auto end = steady_clock::now() + slice; steady_clock::now() < end;) {
    const auto start = steady_clock::now();
    if (!auth.authenticate(header)) std::puts("an honest request was refused");
    times.push_back(std::chrono::duration<double, std::micro>(steady_clock::now() - start).count());
  }
  into.medians.push_back(at(times, 0.5));
  into.nineties.push_back(at(times, 0.99));
}

/// Requests with key ids that nobody knows, as fast as `inASecond` allows.
class Strangers {
 public:
  Strangers(const JwtAuthenticationMechanism& auth, const TokenIssuer& issuer, double inASecond)
      : thread_([this, &auth, issuer, inASecond](const std::stop_token& stop) {
          stayOn(1);
          std::mt19937_64 random(std::random_device{}());
          const std::chrono::duration<double> pause(1 / inASecond);
          for (auto next = steady_clock::now(); !stop.stop_requested(); ++sent_) {
            const std::string keyId = "random-" + std::to_string(random());
            const std::string header = issuer.token().header("kid", keyId).signature("none").bearer();
            if (auth.authenticate(header)) std::puts("a stranger was accepted");
            next += std::chrono::duration_cast<steady_clock::duration>(pause);
            std::this_thread::sleep_until(next);
          }
        }) {}

  std::size_t stop() {
    thread_.request_stop();
    thread_.join();
    return sent_;
  }

 private:
  std::atomic<std::size_t> sent_{0};
  std::jthread thread_;
};

void compare(const char* title, double inASecond, int rounds) {
  const TokenIssuer issuer;
  jwtauth::RemoteJwksOptions options;
  options.fetch = [jwks = issuer.jwks()](const jwtauth::FetchRequest&) {
    return jwtauth::FetchedDocument{jwks, std::nullopt};
  };
  const auto provider = jwtauth::remoteJwks("https://tenant.example/", options);
  auto config = issuer.config();
  config.key.clear();
  const JwtAuthenticationMechanism auth(config, provider);
  const std::string header = issuer.token().bearer();
  Percentiles warm, without, with;
  {
    Strangers crowd(auth, issuer, inASecond);
    measure(auth, header, std::chrono::seconds(1), warm);
  }

  const double memoryBefore = residentMiB();
  std::size_t strangers = 0;
  for (int round = 0; round < rounds; ++round) {
    measure(auth, header, std::chrono::seconds(1), without);
    Strangers crowd(auth, issuer, inASecond);
    measure(auth, header, std::chrono::seconds(2), with);
    strangers += crowd.stop();
  }
  const double before = at(without.nineties, 0.5), during = at(with.nineties, 0.5);
  std::printf("%s: %zu strangers in %d s of %d s, %llu fetches\n", title, strangers, 2 * rounds, 3 * rounds,
              static_cast<unsigned long long>(provider->status().fetches));
  std::printf("  median           %7.2f us before, %7.2f us during\n", at(without.medians, 0.5), at(with.medians, 0.5));
  std::printf("  99th percentile  %7.2f us before, %7.2f us during, ratio %.2f\n", before, during, during / before);
  std::printf("  resident memory  %7.2f MiB before, %6.2f MiB after\n", memoryBefore, residentMiB());
}

}  // namespace

/// The argument is the number of rounds of three seconds each.
int main(int count, char** arguments) {
  const int rounds = count > 1 ? std::max(1, std::atoi(arguments[1])) : 30;
  stayOn(0);
  compare("100,000 a minute", strangersInASecond, rounds);
  compare("as many as can be sent", 1e9, rounds);
}
