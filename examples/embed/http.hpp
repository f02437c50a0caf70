#pragma once

#include <string>

/// What these examples need of an HTTP server; yours has its own.
struct Request {
  std::string authorization;  ///< the value of the Authorization field, empty when there is none
};

struct Response {
  int status = 200;
  std::string body;
  std::string wwwAuthenticate;

  void add(const std::string& name, const std::string& value) {
    if (name == "WWW-Authenticate") wwwAuthenticate += (wwwAuthenticate.empty() ? "" : ", ") + value;
  }
};
