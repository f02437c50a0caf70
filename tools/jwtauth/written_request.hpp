#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "jwtauth/request.hpp"

namespace jwtauth::commandLine {

/// Whether a line of the text begins a request, such as "GET /notes HTTP/1.1".
bool isWrittenRequest(std::string_view text);

/// An HTTP request as a program or a log writes it, and what jwtauth::Request borrows of it. Not to be moved.
class WrittenRequest {
 public:
  /// Lines as HTTP/1.1 has them, or what `curl -v` prints, of which the last request counts; a body is not looked at.
  /// `origin` stands before a target that is a path; empty: that of the field Host, https unless it is on loopback.
  /// Throws UsageError about a text that has no line such as "GET /notes HTTP/1.1", or a line that is no field.
  WrittenRequest(std::string text, std::string_view origin);
  WrittenRequest(const WrittenRequest&) = delete;
  WrittenRequest& operator=(const WrittenRequest&) = delete;

  const Request& request() const noexcept { return request_; }

 private:
  void takeField(std::string_view line);

  std::string text_, url_;
  std::vector<RequestField> fields_;
  std::vector<std::string_view> authorization_, dpop_;
  Request request_;
};

}  // namespace jwtauth::commandLine
