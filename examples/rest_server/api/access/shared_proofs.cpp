// A proof's identity goes in; whether it came before, to any of the servers over this store, comes out.
#include "api/access/shared_proofs.hpp"

#include <chrono>
#include <exception>

#include "document/json.hpp"
#include "log.hpp"

namespace rest::api {
namespace {

constexpr std::int64_t secondsBetweenClearings = 60;

std::string hexadecimalOf(const jwtauth::ReplayStore::ProofId& id) {
  constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (const unsigned char byte : id) {
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

std::int64_t secondsOf(jwtauth::WallTime time) {
  return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

}  // namespace

jwtauth::ReplayStore::Outcome SharedProofs::add(const ProofId& id, jwtauth::WallTime now,
                                                jwtauth::WallTime until) noexcept try {
  forgetBefore(now);
  const Document proof = parseJson("{\"until\": " + std::to_string(secondsOf(until) + 1) + "}");
  const WriteCondition noCondition;  // GCC 12 takes the default argument for uninitialized when it optimizes
  const auto written =
      store_->write(name_, DocumentId::ofText(hexadecimalOf(id)), {.body = proof}, WriteMode::insert, noCondition);
  switch (written.status) {
    case WriteResult::Status::created:
      return Outcome::added;
    case WriteResult::Status::duplicate:
      return Outcome::known;
    default:
      return Outcome::unavailable;
  }
} catch (const std::exception& error) {
  logLine(std::string("the proofs that were used cannot be looked at: ") + error.what());
  return Outcome::unavailable;
}

void SharedProofs::forgetBefore(jwtauth::WallTime now) {
  const std::int64_t seconds = secondsOf(now);
  std::int64_t last = forgottenAt_.load();
  const bool isDue = seconds - last >= secondsBetweenClearings || seconds < last;
  if (!isDue || !forgottenAt_.compare_exchange_strong(last, seconds)) return;
  store_->eraseMany(name_, parseJson("{\"until\": {\"$lt\": " + std::to_string(seconds) + "}}"));
}

}  // namespace rest::api
