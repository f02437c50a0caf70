#pragma once

#include <QtHttpServer/QHttpServerRequest>
#include <QtHttpServer/QHttpServerResponse>
#include <string_view>
#include <utility>

#include "jwtauth/adapters/http.hpp"

/// For Qt's QHttpServer, whose handlers share one thread. Give the key provider waitForKeys 0: then a request whose
/// keys are being fetched is answered 503 at once.
namespace jwtauth::inline v0::adapters::qt {

inline std::string_view nameOf(QHttpServerRequest::Method method) noexcept {
  switch (method) {
    case QHttpServerRequest::Method::Get:
      return "GET";
    case QHttpServerRequest::Method::Put:
      return "PUT";
    case QHttpServerRequest::Method::Delete:
      return "DELETE";
    case QHttpServerRequest::Method::Post:
      return "POST";
    case QHttpServerRequest::Method::Head:
      return "HEAD";
    case QHttpServerRequest::Method::Options:
      return "OPTIONS";
    case QHttpServerRequest::Method::Patch:
      return "PATCH";
    case QHttpServerRequest::Method::Connect:
      return "CONNECT";
    case QHttpServerRequest::Method::Trace:
      return "TRACE";
    case QHttpServerRequest::Method::Unknown:
    case QHttpServerRequest::Method::AnyKnown:
      break;
  }
  return "";
}

/// judge() for a request of Qt's. The path is the one that Qt's routes see.
inline Verdict judge(const AuthenticationMechanism& mechanism, const QHttpServerRequest& request,
                     const Requirement& requirement = {}, Scheme scheme = Scheme::http) noexcept try {
  const auto& fields = request.headers();
  const QByteArray path = request.url().path(QUrl::FullyEncoded).toLatin1();
  const auto view = [](const auto& text) {
    return std::string_view(text.data(), static_cast<std::size_t>(text.size()));
  };
  CollectedRequest collected(nameOf(request.method()), view(path), scheme);
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
  for (qsizetype at = 0; at < fields.size(); ++at) collected.add(view(fields.nameAt(at)), view(fields.valueAt(at)));
#else
  for (const auto& [name, value] : fields) collected.add(view(name), view(value));
#endif
  return adapters::judge(mechanism, collected, requirement);
} catch (...) {
  return {.error = {ErrorCode::outOfMemory, "an allocation failed"}};
}

/// Adds the fields of a verdict to its answer.
inline void addFields(QHttpServerResponse& response, const Verdict& verdict) {
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
  QHttpHeaders fields = response.headers();
  for (const auto& [name, value] : verdict.fields) fields.append(name, value);
  response.setHeaders(std::move(fields));
#else
  for (const auto& [name, value] : verdict.fields) {
    response.addHeader(QByteArray::fromStdString(name), QByteArray::fromStdString(value));
  }
#endif
}

/// The answer to a request without a user.
inline QHttpServerResponse refusal(const Verdict& verdict) {
  QHttpServerResponse response(static_cast<QHttpServerResponse::StatusCode>(verdict.status));
  addFields(response, verdict);
  return response;
}

}  // namespace jwtauth::inline v0::adapters::qt
