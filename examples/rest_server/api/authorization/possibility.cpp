// Conditions go in; whether any request could fulfil all of them comes out. Disjunctions are split into cases, until
// one is found whose conditions do not contradict each other.
#include "api/authorization/possibility.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

#include "api/authorization/path_form.hpp"
#include "document/query/path.hpp"

namespace rest::api {
namespace {

using Texts = std::set<std::string, std::less<>>;

constexpr int maxSteps = 20'000;  // of one question, which is "yes" then
constexpr std::string_view method = "%m";
constexpr std::string_view path = "%R";

std::string nameOf(Operand::Attribute attribute) {
  switch (attribute) {
    case Operand::Attribute::method:
      return std::string(method);
    case Operand::Attribute::path:
      return std::string(path);
    case Operand::Attribute::queryString:
      return "%q";
    case Operand::Attribute::remoteIp:
      return "%a";
    case Operand::Attribute::userName:
      break;
  }
  return "%u";
}

/// What is compared, by one name however it is written.
std::string subjectOf(const Operand& operand) {
  if (operand.parts().size() == 1) {
    if (const auto* attribute = std::get_if<Operand::Attribute>(&operand.parts().front())) return nameOf(*attribute);
    const auto* property = operand.variable() != nullptr ? operand.variable()->as<Variable::Property>() : nullptr;
    if (property != nullptr && *property == Variable::Property::method) return std::string(method);
    if (property != nullptr && *property == Variable::Property::path) return std::string(path);
  }
  return operand.text();
}

const std::string* parameterOf(const Operand& operand) {
  if (operand.parts().size() != 1) return nullptr;
  if (const auto* parameter = std::get_if<Operand::Parameter>(&operand.parts().front())) return &parameter->name;
  const auto* parameter = operand.variable() != nullptr ? operand.variable()->as<Variable::Parameter>() : nullptr;
  return parameter != nullptr ? &parameter->name : nullptr;
}

std::string fixedTextOf(const Operand& operand) {
  return operand.parts().empty() ? std::string() : std::get<std::string>(operand.parts().front());
}

void countFillers(const Predicate& predicate, std::array<int, maxCaptures>& fillers) {
  const auto countAll = [&fillers](const std::vector<Predicate>& operands) {
    for (const Predicate& each : operands) countFillers(each, fillers);
  };
  if (const auto* conjunction = std::get_if<Predicate::And>(&predicate.node())) return countAll(conjunction->operands);
  if (const auto* disjunction = std::get_if<Predicate::Or>(&predicate.node())) return countAll(disjunction->operands);
  if (const auto* negation = std::get_if<Predicate::Not>(&predicate.node())) return countAll(negation->operand);
  if (const auto* form = std::get_if<Predicate::PathTemplate>(&predicate.node())) {
    for (const auto& step : form->steps) {
      if (const auto* place = std::get_if<std::size_t>(&step)) ++fillers[*place];
    }
  } else if (const auto* pattern = std::get_if<Predicate::Matches>(&predicate.node())) {
    for (const std::size_t place : pattern->captures) ++fillers[place];
  }
}

/// The member that a name of a body is about, without places and its operator; empty when it is any.
std::string memberOf(std::string_view name) {
  if (name.starts_with('$')) name.remove_prefix(std::min(name.find('.'), name.size() - 1) + 1);
  return query::withoutPlaces(name);
}

bool areApart(const std::string& left, const std::string& right) {
  return !left.empty() && !right.empty() && !query::isWithin(left, right) && !query::isWithin(right, left);
}

}  // namespace

/// Conditions that are to hold at once, and what they leave of each thing that they look at.
class Possibility::Case {
 public:
  explicit Case(const Possibility& owner) : owner_(owner) {}

  /// False when there is a contradiction.
  bool add(const Demand& demand) {
    const std::string& text = demand.condition->text();
    if (isSettled(*demand.condition)) {
      (demand.isHeld ? held_ : failed_).insert(text);
      if (held_.contains(text) && failed_.contains(text)) return false;
    }
    return std::visit([&](const auto& node) { return demand.isHeld ? hold(node) : fail(node); },
                      demand.condition->node()) &&
           isPossible();
  }

  bool hasFilled(std::size_t place) const { return filled_.contains(place); }

 private:
  // What holds.

  bool hold(const Predicate::Path& each) { return narrow(formsOf(each.paths, PathForm::exactly)); }
  bool hold(const Predicate::PathPrefix& each) { return narrow(formsOf(each.prefixes, PathForm::within)); }
  bool hold(const Predicate::PathTemplate& each) {
    for (const auto& step : each.steps) {
      if (const auto* place = std::get_if<std::size_t>(&step)) filled_.insert(*place);
    }
    return narrow({PathForm::of(each)});
  }
  bool hold(const Predicate::Method& each) { return allow(method, {each.methods.begin(), each.methods.end()}); }

  bool hold(const Predicate::Equals& each) {
    const Operand* fixed = nullptr;
    for (const Operand& operand : each.operands) {
      if (!hasValue(operand)) return false;
      if (operand.isFixed()) fixed = &operand;
    }
    return fixed == nullptr || std::all_of(each.operands.begin(), each.operands.end(), [&](const Operand& operand) {
             return operand.isFixed() || allowFor(operand, {fixedTextOf(*fixed)});
           });
  }

  bool hold(const Predicate::In& each) {
    if (!hasValue(each.value)) return false;
    Texts texts;
    bool areFixed = true;
    bool anyHasValue = false;
    for (const Operand& element : each.elements) {
      areFixed = areFixed && element.isFixed();
      anyHasValue = anyHasValue || !needsUser(element);
      if (element.isFixed()) texts.insert(fixedTextOf(element));
    }
    return anyHasValue && (!areFixed || each.value.isFixed() || allowFor(each.value, texts));
  }

  bool hold(const Predicate::Matches& each) {
    filled_.insert(each.captures.begin(), each.captures.end());
    return hasValue(each.value) && keep(each, true);
  }

  bool hold(const Predicate::Parameters& each) {
    switch (each.rule) {
      case Predicate::Parameters::Rule::contain:
        present_.insert(each.names.begin(), each.names.end());
        break;
      case Predicate::Parameters::Rule::blacklist:
        absent_.insert(each.names.begin(), each.names.end());
        break;
      case Predicate::Parameters::Rule::whitelist:
        onlyThese_.push_back({each.names.begin(), each.names.end()});
        break;
    }
    return true;
  }
  bool hold(const Predicate::ParameterCount& each) {
    if (count_ && *count_ != each.count) return false;
    count_ = each.count;
    return true;
  }

  bool hold(const Predicate::Body& each) {
    switch (each.rule) {
      case Predicate::Body::Rule::contain:
        for (const std::string& name : each.names) members_.insert(memberOf(name));
        break;
      case Predicate::Body::Rule::blacklist:
        std::copy_if(each.names.begin(), each.names.end(), std::inserter(absentMembers_, absentMembers_.end()),
                     [](const std::string& name) { return memberOf(name) == name; });
        break;
      case Predicate::Body::Rule::whitelist:
        onlyTheseMembers_.emplace_back();
        for (const std::string& name : each.names) onlyTheseMembers_.back().insert(memberOf(name));
        break;
    }
    return true;
  }

  // What does not hold.

  bool fail(const Predicate::Path& each) { return exclude(formsOf(each.paths, PathForm::exactly)); }
  bool fail(const Predicate::PathPrefix& each) { return exclude(formsOf(each.prefixes, PathForm::within)); }
  bool fail(const Predicate::PathTemplate& each) { return exclude({PathForm::of(each)}); }
  bool fail(const Predicate::Method& each) {
    for (const std::string& name : each.methods) excluded_[std::string(method)].insert(name);
    return true;
  }
  bool fail(const Predicate::Equals& each) {
    const bool isPair = each.operands.size() == 2;
    for (std::size_t i = 0; isPair && i < 2; ++i) {
      const Operand& operand = each.operands[i];
      const Operand& other = each.operands[1 - i];
      if (!operand.isFixed() && other.isFixed() && isSettled(operand))
        excluded_[subjectOf(operand)].insert(fixedTextOf(other));
    }
    return true;
  }
  bool fail(const Predicate::In& each) {
    if (each.value.isFixed() || !isSettled(each.value)) return true;
    for (const Operand& element : each.elements) {
      if (element.isFixed()) excluded_[subjectOf(each.value)].insert(fixedTextOf(element));
    }
    return true;
  }
  bool fail(const Predicate::Matches& each) { return keep(each, false); }
  bool fail(const Predicate::Parameters& each) {
    if (each.rule == Predicate::Parameters::Rule::whitelist) return count_ != 0u;
    if (each.names.empty()) return false;
    if (each.names.size() > 1) return true;
    (each.rule == Predicate::Parameters::Rule::contain ? absent_ : present_).insert(each.names.front());
    return true;
  }
  bool fail(const Predicate::ParameterCount&) { return true; }
  bool fail(const Predicate::Body& each) {
    return each.rule != Predicate::Body::Rule::blacklist || !each.names.empty();
  }

  // The search takes these apart.
  bool hold(const Predicate::And&) { return true; }
  bool hold(const Predicate::Or&) { return true; }
  bool hold(const Predicate::Not&) { return true; }
  bool fail(const Predicate::And&) { return true; }
  bool fail(const Predicate::Or&) { return true; }
  bool fail(const Predicate::Not&) { return true; }

  // Operands.

  bool needsUser(const Operand& operand) const { return owner_.askers_ == Askers::strangers && operand.isOfUser(); }

  bool hasValue(const Operand& operand) {
    if (const std::string* parameter = parameterOf(operand)) present_.insert(*parameter);
    return !needsUser(operand);
  }

  /// It is the same wherever the predicate asks for it: what is taken from a path is when one condition alone takes it.
  bool isSettled(const Operand& operand) const {
    return std::all_of(operand.parts().begin(), operand.parts().end(), [this](const Operand::Part& part) {
      const auto* variable = std::get_if<Variable>(&part);
      const auto* capture = variable != nullptr ? variable->as<Variable::Capture>() : nullptr;
      return capture == nullptr || owner_.fillers_[capture->place] <= 1;
    });
  }

  bool isSettled(const Predicate& condition) const {
    const auto areSettled = [this](const std::vector<Operand>& operands) {
      return std::all_of(operands.begin(), operands.end(), [this](const Operand& each) { return isSettled(each); });
    };
    if (const auto* equals = std::get_if<Predicate::Equals>(&condition.node())) return areSettled(equals->operands);
    if (const auto* matches = std::get_if<Predicate::Matches>(&condition.node())) return isSettled(matches->value);
    const auto* in = std::get_if<Predicate::In>(&condition.node());
    return in == nullptr || (isSettled(in->value) && areSettled(in->elements));
  }

  bool allowFor(const Operand& operand, const Texts& texts) {
    if (!isSettled(operand)) return true;
    const std::string subject = subjectOf(operand);
    if (subject == path) {
      std::vector<PathForm> forms;
      for (const std::string& text : texts) {
        if (std::optional<PathForm> form = PathForm::written(text)) forms.push_back(std::move(*form));
      }
      return narrow(forms);
    }
    return allow(subject, texts);
  }

  bool allow(std::string_view subject, const Texts& texts) {
    const auto [allowed, isNew] = allowed_.try_emplace(std::string(subject), texts);
    if (!isNew) std::erase_if(allowed->second, [&texts](const std::string& each) { return !texts.contains(each); });
    return !allowed->second.empty();
  }

  /// Of the texts that a value may be, those that fit the pattern, or those that do not.
  bool keep(const Predicate::Matches& matches, bool fitting) {
    const auto allowed = allowed_.find(subjectOf(matches.value));
    if (allowed == allowed_.end() || !isSettled(matches.value)) return true;
    std::erase_if(allowed->second, [&](const std::string& text) {
      try {
        return matches.pattern.isIn(text) != fitting;
      } catch (const MatchGivenUp&) {
        return false;
      }
    });
    return !allowed->second.empty();
  }

  // Paths.

  template <class MakeForm>
  static std::vector<PathForm> formsOf(const std::vector<Predicate::Segments>& paths, const MakeForm& make) {
    std::vector<PathForm> forms;
    std::transform(paths.begin(), paths.end(), std::back_inserter(forms), make);
    return forms;
  }

  bool narrow(const std::vector<PathForm>& forms) {
    std::vector<PathForm> narrowed;
    for (const PathForm& here : paths_) {
      for (const PathForm& each : forms) {
        if (std::optional<PathForm> both = common(here, each)) narrowed.push_back(std::move(*both));
      }
    }
    paths_ = std::move(narrowed);
    return exclude({});
  }

  bool exclude(const std::vector<PathForm>& forms) {
    excludedPaths_.insert(excludedPaths_.end(), forms.begin(), forms.end());
    std::erase_if(paths_, [this](const PathForm& here) {
      return std::any_of(excludedPaths_.begin(), excludedPaths_.end(),
                         [&here](const PathForm& each) { return isWithin(here, each); });
    });
    return !paths_.empty();
  }

  // What is left.

  bool isPossible() const { return hasTexts() && hasParameters() && hasMembers(); }

  bool hasTexts() const {
    return std::all_of(allowed_.begin(), allowed_.end(), [this](const auto& each) {
      const auto excluded = excluded_.find(each.first);
      return excluded == excluded_.end() ||
             !std::includes(excluded->second.begin(), excluded->second.end(), each.second.begin(), each.second.end());
    });
  }

  bool hasParameters() const {
    if (count_ && present_.size() > *count_) return false;
    for (const std::string& name : present_) {
      if (absent_.contains(name)) return false;
    }
    return std::all_of(onlyThese_.begin(), onlyThese_.end(), [this](const Texts& names) {
      return std::includes(names.begin(), names.end(), present_.begin(), present_.end()) &&
             (!count_ || *count_ <= names.size());
    });
  }

  bool hasMembers() const {
    return std::all_of(members_.begin(), members_.end(), [this](const std::string& member) {
      const bool isAbsent = std::any_of(absentMembers_.begin(), absentMembers_.end(),
                                        [&member](const auto& absent) { return query::isWithin(member, absent); });
      return !isAbsent &&
             std::all_of(onlyTheseMembers_.begin(), onlyTheseMembers_.end(), [&member](const Texts& names) {
               return std::any_of(names.begin(), names.end(),
                                  [&member](const auto& name) { return !areApart(member, name); });
             });
    });
  }

  const Possibility& owner_;
  Texts held_{};
  Texts failed_{};
  std::set<std::size_t> filled_{};
  std::vector<PathForm> paths_{PathForm{}};
  std::vector<PathForm> excludedPaths_{};
  /// HEAD counts as GET, and OPTIONS needs no permission.
  std::map<std::string, Texts, std::less<>> allowed_{
      {std::string(method), {"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE"}}};
  std::map<std::string, Texts, std::less<>> excluded_{};
  Texts present_{};
  Texts absent_{};
  std::vector<Texts> onlyThese_{};
  std::optional<std::size_t> count_{};
  Texts members_{};
  Texts absentMembers_{};
  std::vector<Texts> onlyTheseMembers_{};
};

/// Goes through the cases until one has no contradiction.
class Possibility::Search {
 public:
  explicit Search(std::optional<std::size_t> place) : place_(place) {}

  bool find(Case found, std::vector<Demand> pending) {
    std::vector<Demand> choices;
    while (!pending.empty()) {
      if (++steps_ > maxSteps) return true;
      const Demand demand = pending.back();
      pending.pop_back();
      if (const auto* negation = std::get_if<Predicate::Not>(&demand.condition->node())) {
        pending.push_back({&negation->operand.front(), !demand.isHeld});
      } else if (const std::vector<Predicate>* operands = operandsOf(demand)) {
        const bool isChoice = std::holds_alternative<Predicate::Or>(demand.condition->node()) == demand.isHeld;
        if (isChoice) {
          choices.push_back(demand);
        } else {
          for (const Predicate& each : *operands) pending.push_back({&each, demand.isHeld});
        }
      } else if (!found.add(demand)) {
        return false;
      }
    }
    if (choices.empty()) return !place_ || found.hasFilled(*place_);
    const Demand choice = choices.back();
    choices.pop_back();
    return std::any_of(operandsOf(choice)->begin(), operandsOf(choice)->end(), [&](const Predicate& each) {
      std::vector<Demand> rest = choices;
      rest.push_back({&each, choice.isHeld});
      return find(found, std::move(rest));
    });
  }

 private:
  static const std::vector<Predicate>* operandsOf(const Demand& demand) {
    if (const auto* conjunction = std::get_if<Predicate::And>(&demand.condition->node())) return &conjunction->operands;
    const auto* disjunction = std::get_if<Predicate::Or>(&demand.condition->node());
    return disjunction != nullptr ? &disjunction->operands : nullptr;
  }

  std::optional<std::size_t> place_;
  int steps_ = 0;
};

Possibility::Possibility(std::span<const Predicate* const> wholes, Askers askers) : askers_(askers) {
  for (const Predicate* whole : wholes) countFillers(*whole, fillers_);
}

Possibility::Possibility(const Predicate& whole, Askers askers) : askers_(askers) {
  countFillers(whole, fillers_);
}

bool Possibility::exists(std::vector<Demand> demands) const {
  return Search(std::nullopt).find(Case(*this), std::move(demands));
}

bool Possibility::existsWithCapture(const Predicate& whole, std::size_t place) const {
  return Search(place).find(Case(*this), {Demand{&whole}});
}

std::optional<std::string> Possibility::impossiblePart(const Predicate& whole) const {
  const auto partOf = [this](const std::vector<Predicate>& operands) -> std::optional<std::string> {
    for (const Predicate& each : operands) {
      if (std::optional<std::string> part = impossiblePart(each)) return part;
    }
    return std::nullopt;
  };
  std::optional<std::string> part;
  if (const auto* conjunction = std::get_if<Predicate::And>(&whole.node())) part = partOf(conjunction->operands);
  if (const auto* disjunction = std::get_if<Predicate::Or>(&whole.node())) part = partOf(disjunction->operands);
  if (const auto* negation = std::get_if<Predicate::Not>(&whole.node())) part = partOf(negation->operand);
  if (!part && !exists({Demand{&whole}})) part = whole.text();
  return part;
}

}  // namespace rest::api
