// The texts that callers keep.
#include "src/c/handles.hpp"

const char* jwtauth_message_text(const jwtauth_message* message) noexcept {
  return message != nullptr ? message->text.c_str() : "";
}

size_t jwtauth_message_size(const jwtauth_message* message) noexcept {
  return message != nullptr ? message->text.size() : 0;
}

void jwtauth_message_free(jwtauth_message* message) noexcept {
  delete message;
}
