#pragma once

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "jwtauth/issuer_router.hpp"
#include "jwtauth/remote_key_source.hpp"

/// What the programs of this folder share: PROGRAM CONFIGURATION serves notes on a port of its own on loopback, and
/// says which. The configuration is a file in JSON.
inline std::unique_ptr<const jwtauth::AuthenticationMechanism> mechanismOf(int argc, char** argv) try {
  if (argc != 2) throw std::runtime_error("expected: CONFIGURATION");
  std::ifstream file(argv[1]);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  std::vector<jwtauth::JwtAuthenticationMechanism> mechanisms;
  for (jwtauth::ConfiguredMechanism& each : jwtauth::mechanismsFromJson(text)) {
    if (const auto keys = jwtauth::openKeySource(each)) {
      mechanisms.emplace_back(std::move(each.config), keys);
    } else {
      mechanisms.emplace_back(std::move(each.config));
    }
  }
  return std::make_unique<const jwtauth::IssuerRouter>(std::move(mechanisms));
} catch (const std::exception& exception) {
  std::cerr << argv[0] << ": " << exception.what() << '\n';
  std::exit(EXIT_FAILURE);
}

inline void say(int port) {
  std::cout << "http://127.0.0.1:" << port << std::endl;
}

/// SIGTERM, for programs whose server has threads of its own: made before these, it is blocked in all of them.
class EndSignal {
 public:
  EndSignal() {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
  }

  /// Until it comes.
  void wait() {
    int signal = 0;
    sigwait(&signals_, &signal);
  }

 private:
  sigset_t signals_;
};
