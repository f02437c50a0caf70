#pragma once

#include <string>
#include <string_view>

#include "src/threads/thread_slots.hpp"

namespace jwtauth::inline v0 {

/// The headers of tokens whose signature was verified, as base64url text: an issuer sends the same few again and again,
/// and one that was accepted under a policy is accepted again. Worth 0.2 µs a token. Bounded: a few short headers for
/// each stripe of threads; tokens that are refused change nothing here.
class HeaderMemo {
  struct Accepted {
    std::string text, keyId;
  };

 public:
  HeaderMemo() : headers_(slotsInStripe) {}

  /// A remembered header, taken out as long as this lives.
  class Found {
   public:
    Found() = default;
    Found(HeaderMemo& memo, std::uint64_t tag, std::unique_ptr<Accepted> header) noexcept
        : memo_(&memo), tag_(tag), header_(std::move(header)) {}
    ~Found() {
      if (header_) memo_->headers_.put(tag_, std::move(header_));
    }
    Found(Found&&) noexcept = default;
    Found& operator=(Found&& other) noexcept {
      std::swap(memo_, other.memo_);
      std::swap(tag_, other.tag_);
      std::swap(header_, other.header_);
      return *this;
    }

    explicit operator bool() const noexcept { return header_ != nullptr; }
    std::string_view text() const noexcept { return header_->text; }
    std::string_view keyId() const noexcept { return header_->keyId; }

   private:
    HeaderMemo* memo_ = nullptr;
    std::uint64_t tag_ = 0;
    std::unique_ptr<Accepted> header_;
  };

  /// Empty when exactly this text is not remembered.
  Found find(std::string_view text) noexcept;

  /// Remembers that this header was accepted and names this key; does nothing when memory is short.
  void remember(std::string_view text, std::string_view keyId) noexcept;

 private:
  static constexpr std::size_t slotsInStripe = 8;

  ThreadSlots<Accepted> headers_;
};

}  // namespace jwtauth::inline v0
