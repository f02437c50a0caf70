#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "bench/claims.hpp"

namespace jwtauth::bench {

std::string contentsOf(const std::filesystem::path& file);

/// The key of one algorithm as jwtauth_bench_material left it, in each form a library may ask for.
struct Material {
  std::filesystem::path folder;

  std::string algorithm() const { return folder.filename().string(); }
  bool hasSecret() const { return algorithm().starts_with("HS"); }
  std::string secret() const { return contentsOf(folder / "secret.txt"); }
  std::string publicKey() const { return contentsOf(folder / "public.pem"); }
  std::string privateKey() const { return contentsOf(folder / "private.pem"); }
  std::string certificate() const { return contentsOf(folder / "certificate.pem"); }
  std::string jwk() const { return contentsOf(folder / "jwk.json"); }
  std::string token() const { return contentsOf(folder / "token"); }
};

/// Whether a token is accepted, and is Jane Doe's with both her roles.
using Verify = std::function<bool(const std::string& token)>;

struct Peer {
  std::string version;
  std::function<std::optional<Verify>(const Material&)> prepare;  ///< nothing: it has no such algorithm
  std::string_view refuses = "";                                  ///< only tokens whose file names begin so
};

/// The protocol of bench/peers, as docs/benchmarks/README.md tells it. What `main` returns.
int serve(const Peer& peer, int count, char** arguments);

}  // namespace jwtauth::bench
