// A response of the gate goes in, a CheckResponse comes out. An answer that is not filled in lets everything pass: what
// fills it in begins with the refusal.
#include "check_answer.hpp"

#include <algorithm>

#include "src/text/ascii.hpp"

namespace jwtauth::forwardAuth {
namespace {

using envoy::service::auth::v3::CheckResponse;
using envoy::service::auth::v3::HeaderValueOption;
using rest::http::FieldView;

/// Those of google.rpc.Code, which Envoy only compares with 0; they are for its log.
int codeOf(int status) {
  switch (status) {
    case 400:
      return 3;  // INVALID_ARGUMENT
    case 401:
      return 16;  // UNAUTHENTICATED
    case 403:
      return 7;  // PERMISSION_DENIED
    case 429:
      return 8;  // RESOURCE_EXHAUSTED
    case 503:
      return 14;  // UNAVAILABLE
    default:
      return 13;  // INTERNAL
  }
}

void fill(HeaderValueOption& option, FieldView field, HeaderValueOption::HeaderAppendAction action) {
  std::string* name = option.mutable_header()->mutable_key();
  name->assign(field.name);
  std::transform(name->begin(), name->end(), name->begin(), lowerCase);
  option.mutable_header()->mutable_value()->assign(field.value);
  option.set_append_action(action);
  option.set_keep_empty_value(true);
}

/// Whether programs that do not tell '_' from '-' take `name`, which is not of `identity`, for one of those.
bool isTakenForOneOf(std::span<const std::string> identity, std::string_view name) {
  if (name.find('_') == std::string_view::npos) return false;
  std::string dashed(name);
  std::replace(dashed.begin(), dashed.end(), '_', '-');
  return std::any_of(identity.begin(), identity.end(),
                     [&](const std::string& one) { return equalsWithoutCase(one, dashed); });
}

void deny(const rest::http::Response& response, CheckResponse& answer) {
  auto* denied = answer.mutable_denied_response();
  denied->set_body(response.body);
  std::vector<std::string_view> names;
  response.fields.forEach([&](FieldView field) {
    // The first of a name takes the place of what Envoy would write, the others are challenges beside it.
    const bool isAnother = std::any_of(names.begin(), names.end(),
                                       [&](std::string_view name) { return equalsWithoutCase(name, field.name); });
    names.push_back(field.name);
    fill(*denied->add_headers(), field,
         isAnother ? HeaderValueOption::APPEND_IF_EXISTS_OR_ADD : HeaderValueOption::OVERWRITE_IF_EXISTS_OR_ADD);
  });
}

void letIn(const rest::http::Response& response, const rest::http::Request& question,
           std::span<const std::string> identity, CheckResponse& answer) {
  auto* ok = answer.mutable_ok_response();
  response.fields.forEach([&](FieldView field) {
    if (equalsWithoutCase(field.name, "Cache-Control")) return;  // of an answer over HTTP, not of the client's
    const bool isIdentity = std::any_of(identity.begin(), identity.end(),
                                        [&](const std::string& name) { return equalsWithoutCase(name, field.name); });
    fill(isIdentity ? *ok->add_headers() : *ok->add_response_headers_to_add(), field,
         HeaderValueOption::OVERWRITE_IF_EXISTS_OR_ADD);
  });
  for (const FieldView& field : question.fields) {
    if (isTakenForOneOf(identity, field.name)) ok->add_headers_to_remove(std::string(field.name));
  }
  answer.mutable_status()->set_code(0);
}

}  // namespace

void refuse(CheckResponse& answer, int status) {
  answer.Clear();
  answer.mutable_status()->set_code(codeOf(status));
  answer.mutable_denied_response()->mutable_status()->set_code(status);
}

void answerBy(const rest::http::Response& response, const rest::http::Request& question,
              std::span<const std::string> identity, CheckResponse& answer) {
  refuse(answer, response.status == 200 ? 500 : response.status);
  if (response.status == 200) {
    letIn(response, question, identity, answer);
  } else {
    deny(response, answer);
  }
}

}  // namespace jwtauth::forwardAuth
