// A proxy's question goes in; the verdict about its client's request comes out.
#include "gate.hpp"

#include "api/error_body.hpp"
#include "api/request/target.hpp"
#include "api/request_error.hpp"
#include "log.hpp"

namespace jwtauth::forwardAuth {

using rest::http::Request;
using rest::http::Response;

namespace {

/// Nothing of a verdict may be kept: what counts is the token of each request, at its time.
Response asAnswer(Response response) {
  response.set("Cache-Control", "no-store");
  if (!response.body.empty()) response.set("Content-Type", "application/json");
  return response;
}

/// The target of a request of which permissions are asked. An application behind the gate may cut a segment at ';', or
/// take an encoded slash or a backslash for the end of one, and so see another path than the permissions.
rest::api::Target unmistakableTarget(std::string_view text) {
  rest::api::Target target = rest::api::parseTarget(text);
  for (const std::string& segment : target.segments) {
    if (segment.find_first_of(";/\\") == std::string::npos) continue;
    throw rest::api::RequestError(400, "the path has a ';', a '\\' or an encoded '/', which programs read differently");
  }
  return target;
}

}  // namespace

std::variant<Response, rest::http::BlockingWork> Gate::handle(const Request& question) {
  return answerTo(question, question.mayBeHeld);
}

rest::http::HeadVerdict Gate::lookAtHead(const Request& question) {
  // Proxies announce their client's body, and do not send it.
  try {
    return {answerTo(question, false), nullptr};
  } catch (const std::exception& exception) {
    rest::logLine(std::string("500: ") + exception.what());
    return {refuse(500, "the server failed; its log says more"), nullptr};
  }
}

Response Gate::refuse(int status, std::string_view message) {
  return asAnswer(rest::api::errorResponse(status, message));
}

Response Gate::answerTo(const Request& question, bool mayBeHeld) const {
  const auto original = std::make_shared<OriginalRequest>(originals_.of(question));
  original->request.mayBeHeld = mayBeHeld;
  Response response = verdict(*original);
  if (response.whenSettled) {
    response.whenSettled = [original, wait = std::move(response.whenSettled)](std::function<void()> resume) {
      wait(std::move(resume));
    };
  }
  return asAnswer(std::move(response));
}

Response Gate::verdict(const OriginalRequest& original) const try {
  const Request& request = original.request;
  if (!rules_.asksPermissions) {
    const auto identified = access_->identify(request, {});
    if (const auto* refusal = std::get_if<Response>(&identified)) return *refusal;
    return letIn(original, &std::get<Principal>(identified));
  }
  if (!original.problem.empty()) {
    rest::logLine("403 permissions cannot be asked: " + std::string(original.problem));
    return rest::api::errorResponse(403, "this user may not do this");
  }
  const auto admitted = access_->admit(request, unmistakableTarget(request.target));
  if (const auto* refusal = std::get_if<Response>(&admitted)) return *refusal;
  const auto& user = std::get<rest::api::Access>(admitted).principal;
  return letIn(original, user ? &*user : nullptr);
} catch (const rest::api::RequestError& error) {
  return rest::api::errorResponse(error.status(), error.what());
}

Response Gate::letIn(const OriginalRequest& original, const Principal* user) const {
  Response response;
  addIdentity(response, user, rules_.claims);
  for (const auto& [name, value] : access_->acceptance(original.request)) response.set(name, value);
  if (user != nullptr) response.user = user->name();
  return response;
}

}  // namespace jwtauth::forwardAuth
