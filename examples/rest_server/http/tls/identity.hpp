#pragma once

#include <openssl/types.h>

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "src/threads/shared_slot.hpp"
#include "utc_text.hpp"

namespace rest::http {

/// The files by which a server proves who it is, in PEM.
struct TlsFiles {
  std::string certificate;  ///< the server's own first, then those that lead to its issuer
  std::string privateKey;
  std::string passphrase{};  ///< of the private key; empty for a key that is not encrypted

  bool asksClients = false;         ///< for a certificate of their own, which they need not have
  std::string clientAuthorities{};  ///< certificates of others do not count; empty: any does, a self-signed one, too
};

/// What is wrong with one of the files; what() says what was found and what was expected, never what is in the key.
class TlsFileError : public std::runtime_error {
 public:
  enum class File { certificate, privateKey, clientAuthorities };

  TlsFileError(File file, const std::string& sentence) : std::runtime_error(sentence), file_(file) {}
  File file() const noexcept { return file_; }

 private:
  File file_;
};

/// A certificate with its private key, and how clients are spoken to: TLS 1.2 and 1.3, forward secrecy and
/// authenticated ciphers only. Immutable; safe for any number of threads.
class TlsIdentity {
 public:
  /// Reads the files. Throws TlsFileError. A certificate that has expired is taken: see warning().
  explicit TlsIdentity(const TlsFiles& files);
  ~TlsIdentity();
  TlsIdentity(const TlsIdentity&) = delete;
  TlsIdentity& operator=(const TlsIdentity&) = delete;

  /// Whether the certificate names this host: a DNS name or an address, without port. A name in its subject alone does
  /// not count (RFC 9525 2), and nothing that is not a host's name matches.
  bool isGoodFor(std::string_view host) const;

  std::chrono::sys_seconds goodUntil() const noexcept { return goodUntil_; }
  /// One line: the names of the certificate, and until when it is valid.
  std::string description() const;
  /// What an operator should know about it at that time: expired, not valid yet, about to expire. Empty: nothing.
  std::string warning(UtcTime now) const;

  /// Whether a client's certificate counts only if it leads to one of the authorities.
  bool verifiesClients() const noexcept { return verifiesClients_; }

  SSL_CTX* context() const noexcept { return context_.get(); }

 private:
  struct FreeContext {
    void operator()(SSL_CTX* context) const noexcept;
  };

  std::unique_ptr<SSL_CTX, FreeContext> context_;
  std::chrono::sys_seconds goodFrom_;
  std::chrono::sys_seconds goodUntil_;
  bool verifiesClients_;
};

/// The identity that new connections are given; those that are open keep theirs. Safe for any number of threads.
class CurrentTlsIdentity {
 public:
  explicit CurrentTlsIdentity(std::shared_ptr<const TlsIdentity> first) : identity_(std::move(first)) {}

  std::shared_ptr<const TlsIdentity> get() const { return identity_.load(); }
  void replace(std::shared_ptr<const TlsIdentity> next) { identity_.store(std::move(next)); }

 private:
  jwtauth::SharedSlot<const TlsIdentity> identity_;
};

}  // namespace rest::http
