// A configuration, a request and a token go in; what would become of the request, stage by stage, comes out.
#include "operator/explain_request.hpp"

#include <algorithm>
#include <ostream>

#include "api/access/access.hpp"
#include "api/access/authentication.hpp"
#include "api/own_paths.hpp"
#include "api/request_error.hpp"
#include "api/router.hpp"
#include "operator/condition_trace.hpp"
#include "operator/display.hpp"
#include "operator/permission_table.hpp"

namespace rest::operators {
namespace {

using Outcome = Finding::Outcome;
using Right = api::OwnPath::Right;

/// The request line and body that the operator has written.
struct Asked {
  explicit Asked(const std::string& text) {
    const std::string_view whole = text;
    const std::size_t method = whole.find(' ');
    if (method == 0 || method == std::string_view::npos) {
      throw SettingError("--explain-request: expected 'METHOD TARGET', such as 'GET /coll?page=2'");
    }
    const std::size_t target = std::min(whole.find(' ', method + 1), whole.size());
    request.method = whole.substr(0, method);
    request.target = whole.substr(method + 1, target - method - 1);
    request.body = whole.substr(std::min(target + 1, whole.size()));
    request.clientAddress = "127.0.0.1";
    request.mayTakeLong = true;
  }

  http::Request request;
};

std::string_view wordFor(Outcome outcome) {
  switch (outcome) {
    case Outcome::holds:
      return "holds";
    case Outcome::fails:
      return "FAILS";
    case Outcome::undecided:
      return "CANNOT TELL";
    case Outcome::notAsked:
      break;
  }
  return "not asked";
}

std::string sentenceOf(const api::RequestError& error) {
  const auto& [name, value] = error.field();
  return error.what() + (name.empty() ? std::string() : " (" + name + ": " + value + ')');
}

class Explanation {
 public:
  Explanation(const Settings& settings, const api::Router& router, const http::Request& request, std::ostream& out)
      : settings_(settings),
        router_(router),
        request_(request),
        target_(api::parseTarget(request.target)),
        own_(api::ownPathAt(target_.segments)),
        authorizer_(settings.permissions),
        out_(out) {}

  bool tell(const std::optional<std::string>& token) {
    if (own_ != nullptr && own_->right == Right::everyClient) {
      checkOwnPath(*own_, target_, request_.method, nullptr);
      return conclude(true, "served to every client, whatever the token");
    }
    if (!authenticate(token)) return false;
    if (own_ != nullptr && own_->right == Right::namedUser) return tellOwnName();
    return tellPermissions();
  }

 private:
  bool authenticate(const std::optional<std::string>& token) {
    out_ << "TOKEN\n\n";
    if (!token) {
      out_ << "There is none, so the request has no user: only permissions for $unauthenticated are for it.\n\n";
      return true;
    }
    const api::Authentication authentication =
        api::openAuthentication(settings_.authentication, std::chrono::milliseconds(5'000));
    out_ << authentication.router.explainToken(*token).text() << '\n';
    const auto who = authentication.router.verifyToken(*token);
    if (!who) {
      const std::string status = std::to_string(who.error().httpStatus());
      return conclude(false, status + ": a token must be valid, on public paths too");
    }
    user_ = *who;
    out_ << "The user is " << inQuotes(user_->name()) << ", with " << rolesOf(*user_) << ".\n\n";
    return true;
  }

  static std::string rolesOf(const jwtauth::Principal& user) {
    std::string text;
    for (const std::string& role : user.roles()) text += (text.empty() ? "the roles " : ", ") + inQuotes(role);
    return text.empty() ? "no roles" : text;
  }

  bool tellOwnName() {
    if (!user_) return conclude(false, "401: this path needs a token");
    checkOwnPath(*own_, target_, request_.method, &*user_);
    return conclude(true, "served to the user whom it names, without a permission");
  }

  bool tellPermissions() {
    const api::AccessRequest asked(request_, target_, user_ ? &*user_ : nullptr);
    out_ << "PERMISSIONS, in the order in which they are asked\n\n";
    std::size_t number = 0;
    std::optional<api::Permit> permit;
    for (const api::Permission& permission : authorizer_.permissions()) {
      permit = tellPermission(++number, permission, asked);
      if (permit || isUndecided_) break;
    }
    out_ << '\n';
    const std::string refusal = user_ ? "403" : "401";
    if (isUndecided_) {
      return conclude(false,
                      refusal + ": number " + std::to_string(number) + " cannot be decided, so no other decides");
    }
    if (!permit) return conclude(false, refusal + ": no permission fits");
    try {
      return tellAccess(number, *permit->permission, api::accessBy(*permit, asked));
    } catch (const api::TemplateGap& gap) {
      return conclude(false, refusal + ": number " + std::to_string(number) + " fits, but " + gap.what());
    }
  }

  std::optional<api::Permit> tellPermission(std::size_t number, const api::Permission& permission,
                                            const api::AccessRequest& asked) {
    const bool isFor = api::Authorizer::isFor(permission, asked);
    const std::string lead = padded(std::to_string(number), 4) + padded(isFor ? "for" : "not for", 9);
    out_ << "  " << lead << padded(displayed(rolesOf(permission)), 24) << "  " << displayed(permission.place) << '\n';
    if (!isFor) return std::nullopt;
    api::Permit permit{&permission, {}};
    const auto trace = traceOf(permission.predicate, asked, permit.captures);
    for (const Finding& finding : trace) say(finding);
    // Conditions that stand side by side at the top must all hold.
    const auto anyIs = [&trace](Outcome outcome) {
      return std::any_of(trace.begin(), trace.end(),
                         [outcome](const Finding& each) { return each.depth == 0 && each.outcome == outcome; });
    };
    if (anyIs(Outcome::fails)) return std::nullopt;
    if (!anyIs(Outcome::undecided)) return permit;
    isUndecided_ = permission.whenUndecided == api::Permission::WhenUndecided::refuse;
    return std::nullopt;
  }

  static std::string rolesOf(const api::Permission& permission) {
    std::string text;
    for (const std::string& role : permission.roles) text += (text.empty() ? "" : ", ") + role;
    return text;
  }

  void say(const Finding& finding) {
    constexpr std::size_t widestWord = 13;
    constexpr std::size_t remarkColumn = 56;
    std::string line = padded(std::string(wordFor(finding.outcome)), widestWord);
    line += std::string(2 * finding.depth, ' ') + finding.condition;
    if (!finding.remark.empty()) line = padded(line, remarkColumn) + "  " + finding.remark;
    out_ << "      " << displayed(line) << '\n';
  }

  bool tellAccess(std::size_t number, const api::Permission& permission, const api::Access& access) {
    const std::string name = "number " + std::to_string(number);
    try {
      if (own_ != nullptr) {
        checkOwnPath(*own_, target_, request_.method, user_ ? &*user_ : nullptr);
      } else {
        router_.find(target_, request_.method, access.rights);
      }
    } catch (const api::RequestError& error) {
      return conclude(false, std::to_string(error.status()) + ": " + name + " fits, but " + sentenceOf(error));
    }
    conclude(true, "let in by " + name + ", " + permission.place);
    for (const std::string& limit : limitsOf(access)) out_ << "          " << limit << '\n';
    return true;
  }

  bool conclude(bool isLetIn, const std::string& sentence) {
    out_ << "DECISION  " << displayed(sentence) << '\n';
    return isLetIn;
  }

  const Settings& settings_;
  const api::Router& router_;
  const http::Request& request_;
  api::Target target_;
  const api::OwnPath* own_;
  api::Authorizer authorizer_;
  std::ostream& out_;
  std::optional<jwtauth::Principal> user_;
  bool isUndecided_ = false;  ///< a permission is, and leaves nothing to the next
};

}  // namespace

bool explainRequest(const Settings& settings, const std::string& text, const std::optional<std::string>& token,
                    std::ostream& out) {
  const Asked asked(text);
  const api::Router router(settings.mounts);
  try {
    if (const auto methods = router.optionsFor(asked.request)) {
      out << "DECISION  200: OPTIONS is answered to every client, with " << *methods << '\n';
      return true;
    }
    return Explanation(settings, router, asked.request, out).tell(token);
  } catch (const api::RequestError& error) {
    out << "DECISION  " << error.status() << ": " << displayed(sentenceOf(error)) << '\n';
    return false;
  }
}

}  // namespace rest::operators
