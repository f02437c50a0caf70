// A request goes in; whether the condition holds comes out. What has no value equals nothing and is in nothing.
#include "api/authorization/predicate.hpp"

#include <algorithm>

#include "api/authorization/undecided.hpp"
#include "document/bson_access.hpp"

namespace rest::api {
namespace {

// What a permission's pattern may take of the event loop: two milliseconds, and as long as a search of a text takes
// that goes through it twice.
constexpr std::uint64_t stepsOfPattern = 200'000;
constexpr std::uint64_t stepsOfPatternByte = 2;

class Matcher {
 public:
  Matcher(const AccessRequest& request, Captures& captures, bool isOpposite = false)
      : request_(request), captures_(captures), isOpposite_(isOpposite) {}

  bool operator()(const Predicate::Path& path) const {
    return std::any_of(path.paths.begin(), path.paths.end(), [this](const auto& each) {
      return each.size() == request_.segments().size() && beginsWith(each);
    });
  }

  bool operator()(const Predicate::PathPrefix& prefix) const {
    return std::any_of(prefix.prefixes.begin(), prefix.prefixes.end(),
                       [this](const auto& each) { return beginsWith(each); });
  }

  bool operator()(const Predicate::PathTemplate& path) const {
    const auto segments = request_.segments();
    const bool hasFittingSize =
        path.hasMore ? segments.size() > path.steps.size() : segments.size() == path.steps.size();
    if (!hasFittingSize) return false;
    for (std::size_t i = 0; i < path.steps.size(); ++i) {
      const auto* fixed = std::get_if<std::string>(&path.steps[i]);
      if (fixed != nullptr && *fixed != segments[i]) return false;
    }
    for (std::size_t i = 0; i < path.steps.size(); ++i) {
      if (const auto* place = std::get_if<std::size_t>(&path.steps[i])) captures_[*place] = segments[i];
    }
    return true;
  }

  bool operator()(const Predicate::Method& method) const {
    return std::find(method.methods.begin(), method.methods.end(), request_.method()) != method.methods.end();
  }

  bool operator()(const Predicate::Equals& equality) const {
    for (const Operand& each : equality.operands) requireClearBody(each);
    const std::optional<std::string> first = textOf(equality.operands.front());
    return first && std::all_of(equality.operands.begin() + 1, equality.operands.end(),
                                [&](const Operand& each) { return textOf(each) == first; });
  }

  bool operator()(const Predicate::In& membership) const {
    requireClearBody(membership.value);
    for (const Operand& each : membership.elements) requireClearBody(each);
    const std::optional<std::string> value = textOf(membership.value);
    return value && std::any_of(membership.elements.begin(), membership.elements.end(),
                                [&](const Operand& each) { return hasElement(each, *value); });
  }

  bool operator()(const Predicate::Matches& matches) const {
    requireClearBody(matches.value);
    const std::optional<std::string> value = textOf(matches.value);
    std::optional<RegularExpression::Groups> found;
    try {
      if (value) found = matches.pattern.match(*value, stepsOfPattern + stepsOfPatternByte * value->size());
    } catch (const MatchGivenUp& fault) {
      throw Undecided(fault.what());
    }
    if (!found) return false;
    for (std::size_t i = 0; i < matches.captures.size(); ++i) captures_[matches.captures[i]] = std::move((*found)[i]);
    return true;
  }

  bool operator()(const Predicate::Parameters& parameters) const {
    const auto query = request_.query();
    const auto isNamed = [&](const auto& each) {
      return std::find(parameters.names.begin(), parameters.names.end(), each.first) != parameters.names.end();
    };
    switch (parameters.rule) {
      case Predicate::Parameters::Rule::whitelist:
        return std::all_of(query.begin(), query.end(), isNamed);
      case Predicate::Parameters::Rule::blacklist:
        return std::none_of(query.begin(), query.end(), isNamed);
      case Predicate::Parameters::Rule::contain:
        break;
    }
    return std::all_of(parameters.names.begin(), parameters.names.end(), [&](const std::string& name) {
      return std::any_of(query.begin(), query.end(), [&](const auto& each) { return each.first == name; });
    });
  }

  bool operator()(const Predicate::ParameterCount& parameters) const {
    std::vector<std::string_view> names;
    for (const auto& [name, value] : request_.query()) names.push_back(name);
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names.size() == parameters.count;
  }

  /// In an opposite: of any document. Where a body has documents of both kinds neither a condition nor its opposite
  /// holds.
  bool operator()(const Predicate::Body& body) const {
    const auto bodies = request_.bodies();
    const BodyUse use = request_.method() == "PATCH" ? BodyUse::change : BodyUse::document;
    if (bodies.empty()) return body.rule != Predicate::Body::Rule::contain || body.names.empty();
    if (body.rule == Predicate::Body::Rule::contain && use == BodyUse::change) {
      // The stages of a pipeline are one change.
      return std::all_of(body.names.begin(), body.names.end(), [&](const MemberPath& name) {
        return std::any_of(bodies.begin(), bodies.end(), [&](const Document& stage) {
          return containsAll(stage, use, {&name, 1});
        });
      });
    }
    const auto keeps = [&](const Document& each) {
      switch (body.rule) {
        case Predicate::Body::Rule::whitelist:
          return containsOnly(each, use, body.names);
        case Predicate::Body::Rule::blacklist:
          return containsNone(each, use, body.names);
        case Predicate::Body::Rule::contain:
          break;
      }
      return containsAll(each, use, body.names);
    };
    if (isOpposite_) return std::any_of(bodies.begin(), bodies.end(), keeps);
    return std::all_of(bodies.begin(), bodies.end(), keeps);
  }

  bool operator()(const Predicate::And& conjunction) const { return !anyIs(false, conjunction.operands); }
  bool operator()(const Predicate::Or& disjunction) const { return anyIs(true, disjunction.operands); }

  bool operator()(const Predicate::Not& negation) const {
    return !std::visit(Matcher(request_, captures_, !isOpposite_), negation.operand.front().node());
  }

 private:
  /// An operand that decides is enough, whatever cannot be decided before it.
  bool anyIs(bool wanted, const std::vector<Predicate>& operands) const {
    std::optional<Undecided> undecided;
    for (const Predicate& each : operands) {
      try {
        if (std::visit(*this, each.node()) == wanted) return true;
      } catch (const Undecided& reason) {
        if (!undecided) undecided = reason;
      }
    }
    if (undecided) throw Undecided(*undecided);
    return false;
  }

  bool beginsWith(const Predicate::Segments& prefix) const {
    const auto segments = request_.segments();
    return prefix.size() <= segments.size() && std::equal(prefix.begin(), prefix.end(), segments.begin());
  }

  /// A member of the body that is not found may be in one of several documents, or among what an operator changes. Then
  /// nothing is equal to it, but the opposite must not let the request in.
  void requireClearBody(const Operand& operand) const {
    const auto isOfBody = [](const Operand::Part& part) {
      const auto* variable = std::get_if<Variable>(&part);
      return variable != nullptr && variable->as<Variable::Body>() != nullptr;
    };
    if (!isOpposite_ || std::none_of(operand.parts().begin(), operand.parts().end(), isOfBody)) return;
    const auto bodies = request_.bodies();
    bool isClear = bodies.size() == 1;
    for (std::size_t i = 0; isClear && i < bodies.size(); ++i) {
      for (const bson_iter_t& member : Elements(bodies[i])) isClear = isClear && !keyOf(member).starts_with('$');
    }
    if (!isClear) throw Undecided(operand.text() + " of a body with several documents or with operators");
  }

  std::optional<std::string> textOf(const Operand& operand) const { return operand.textIn(request_, captures_); }

  bool hasElement(const Operand& element, const std::string& value) const {
    const Variable* variable = element.variable();
    if (variable == nullptr) return textOf(element) == value;
    const std::optional<Value> given = variable->valueIn(request_, captures_);
    if (!given) return false;
    const auto texts = given->texts();
    return texts ? std::find(texts->begin(), texts->end(), value) != texts->end() : given->text() == value;
  }

  const AccessRequest& request_;
  Captures& captures_;
  bool isOpposite_;  ///< what holds is asked for the sake of its opposite
};

}  // namespace

bool Predicate::holds(const AccessRequest& request, Captures& captures) const {
  return std::visit(Matcher(request, captures), *node_);
}

}  // namespace rest::api
