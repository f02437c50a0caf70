// A predicate and a request go in; what became of each condition comes out.
#include "operator/condition_trace.hpp"

#include "api/authorization/undecided.hpp"
#include "operator/display.hpp"

namespace rest::operators {
namespace {

using api::Predicate;
using Outcome = Finding::Outcome;

/// What a condition has looked at, where the request line does not show it.
struct Remark {
  const api::AccessRequest& request;
  const api::Captures& captures;

  std::string operator()(const Predicate::Equals& equality) const {
    std::string text;
    for (const api::Operand& operand : equality.operands) text += (text.empty() ? "" : ", ") + valueOf(operand);
    return text;
  }

  std::string operator()(const Predicate::In& membership) const {
    std::string text = valueOf(membership.value) + " in";
    for (const api::Operand& element : membership.elements) text += ' ' + valueOf(element);
    return text;
  }

  std::string operator()(const Predicate::Matches& matches) const { return valueOf(matches.value); }

  std::string operator()(const Predicate::Method&) const { return inQuotes(request.method()); }

  std::string operator()(const Predicate::Parameters&) const { return parameters(); }
  std::string operator()(const Predicate::ParameterCount&) const { return parameters(); }

  std::string operator()(const Predicate::Body&) const {
    std::string text;
    for (const Document& body : request.bodies()) text += (text.empty() ? "" : " and ") + displayed(body);
    return text;
  }

  std::string operator()(const Predicate::Not& negation) const {
    return std::visit(*this, negation.operand.front().node());
  }

  template <class Other>
  std::string operator()(const Other&) const {
    return {};
  }

 private:
  std::string valueOf(const api::Operand& operand) const {
    if (const api::Variable* variable = operand.variable()) {
      const std::optional<api::Value> value = variable->valueIn(request, captures);
      if (!value) return "(no value)";
      const std::string member = displayed(value->document());  // {"":value}
      return member.substr(4, member.size() - 5);
    }
    const std::optional<std::string> text = operand.textIn(request, captures);
    return text ? inQuotes(*text) : "(no value)";
  }

  std::string parameters() const {
    std::string text;
    for (const auto& [name, value] : request.query()) text += (text.empty() ? "" : ", ") + inQuotes(name);
    return text.empty() ? "no parameters" : text;
  }
};

class Trace {
 public:
  Trace(const api::AccessRequest& request, api::Captures& captures) : request_(request), captures_(captures) {}

  Outcome add(const Predicate& predicate, std::size_t depth) {
    if (const auto* conjunction = std::get_if<Predicate::And>(&predicate.node())) {
      if (depth > 0) return addGroup("all of", conjunction->operands, Outcome::holds, depth);
      return addOperands(conjunction->operands, Outcome::holds, depth);
    }
    if (const auto* disjunction = std::get_if<Predicate::Or>(&predicate.node())) {
      return addGroup("one of", disjunction->operands, Outcome::fails, depth);
    }
    findings.push_back({depth, Outcome::undecided, onOneLine(predicate.text()), {}});
    try {
      findings.back().outcome = predicate.holds(request_, captures_) ? Outcome::holds : Outcome::fails;
      findings.back().remark = std::visit(Remark{request_, captures_}, predicate.node());
    } catch (const api::Undecided& undecided) {
      findings.back().remark = undecided.what();
    }
    return findings.back().outcome;
  }

  std::vector<Finding> findings;

 private:
  Outcome addGroup(const char* title, const std::vector<Predicate>& operands, Outcome goesOn, std::size_t depth) {
    const std::size_t place = findings.size();
    findings.push_back({depth, Outcome::notAsked, title, {}});
    const Outcome outcome = addOperands(operands, goesOn, depth + 1);
    findings[place].outcome = outcome;
    return outcome;
  }

  Outcome addOperands(const std::vector<Predicate>& operands, Outcome goesOn, std::size_t depth) {
    const Outcome decides = goesOn == Outcome::holds ? Outcome::fails : Outcome::holds;
    Outcome outcome = goesOn;
    for (const Predicate& operand : operands) {
      if (outcome != decides) {
        const Outcome added = add(operand, depth);
        if (added != goesOn) outcome = added;
      } else {
        findings.push_back({depth, Outcome::notAsked, onOneLine(operand.text()), {}});
      }
    }
    return outcome;
  }

  const api::AccessRequest& request_;
  api::Captures& captures_;
};

}  // namespace

std::vector<Finding> traceOf(const api::Predicate& predicate, const api::AccessRequest& request,
                             api::Captures& captures) {
  Trace trace(request, captures);
  trace.add(predicate, 0);
  return std::move(trace.findings);
}

}  // namespace rest::operators
