// An expression goes in, a tree that is asked of documents comes out. Refused: operators that need MongoDB, operands
// that an operator does not take, variables that are not defined.
#include "document/query/expression.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "document/query/expression_functions.hpp"
#include "document/query/path.hpp"

namespace rest::query {
namespace {

constexpr int maxDepth = 100;
constexpr std::string_view root = "ROOT";

Result memberAt(const Value& from, PathParts path) {
  spendSteps(1);
  if (path.empty()) return from;
  if (isObject(from)) {
    const Lookup member = find(bytesOf(from), path.front().name);
    return member.found ? memberAt(member.value, path.subspan(1)) : Result();
  }
  if (!isArray(from)) return {};
  // MongoDB's manual, "Field paths": of the elements that have it; a number is no place here.
  ArrayBuilder found;
  for (const Member& element : Members(from)) {
    const Result inElement =
        isObject(element.value) || isArray(element.value) ? memberAt(element.value, path) : Result();
    if (!inElement.isMissing()) found.add(inElement.value());
  }
  return found.result();
}

class Literal : public Expression {
 public:
  explicit Literal(const Value& value) : value_(value) {}
  Result valueIn(const Variables&) const override { return value_; }

 private:
  Value value_;
};

class Nothing : public Expression {
 public:
  Result valueIn(const Variables&) const override { return {}; }
};

class Reference : public Expression {
 public:
  Reference(std::string variable, std::vector<PathPart> path)
      : variable_(std::move(variable)), path_(std::move(path)) {}

  Result valueIn(const Variables& variables) const override {
    const Variables* found = &variables;
    while (found->name != variable_) found = found->others;
    if (found->value.isMissing() || path_.empty()) return found->value;
    const Result member = memberAt(found->value.value(), path_);
    // What lies in a computed value must not outlive it.
    return variable_ == root ? member : member.kept();
  }

 private:
  std::string variable_;
  std::vector<PathPart> path_;
};

class Call : public Expression {
 public:
  Call(const Function& function, std::vector<ExpressionPtr> arguments)
      : function_(function), arguments_(std::move(arguments)) {}

  Result valueIn(const Variables& variables) const override {
    std::vector<Result> values;
    values.reserve(arguments_.size());
    for (const ExpressionPtr& argument : arguments_) values.push_back(argument->valueIn(variables));
    spendSteps(1 + values.size());
    return function_.compute(values).kept();
  }

 private:
  const Function& function_;
  std::vector<ExpressionPtr> arguments_;
};

class NewObject : public Expression {
 public:
  explicit NewObject(std::vector<std::pair<std::string, ExpressionPtr>> members) : members_(std::move(members)) {}

  Result valueIn(const Variables& variables) const override {
    OwnedBson built;
    bson_t object;
    HeldMemory held;
    bson_append_document_begin(built.get(), "", 0, &object);
    for (const auto& [name, expression] : members_) {
      const Result value = expression->valueIn(variables);
      if (value.isMissing()) continue;
      held.add(name.size() + sizeOf(value.value()));
      bson_append_value(&object, name.data(), static_cast<int>(name.size()), &value.value());
    }
    bson_append_document_end(built.get(), &object);
    return Result::ofOnlyMember(built);
  }

 private:
  std::vector<std::pair<std::string, ExpressionPtr>> members_;
};

class NewArray : public Expression {
 public:
  explicit NewArray(std::vector<ExpressionPtr> elements) : elements_(std::move(elements)) {}

  Result valueIn(const Variables& variables) const override {
    ArrayBuilder array;
    for (const ExpressionPtr& element : elements_) {
      const Result value = element->valueIn(variables);
      array.add(value.isMissing() ? nullValue() : value.value());
    }
    return array.result();
  }

 private:
  std::vector<ExpressionPtr> elements_;
};

/// $and, and $or as its opposite of opposites.
class Junction : public Expression {
 public:
  Junction(std::vector<ExpressionPtr> operands, bool decides) : operands_(std::move(operands)), decides_(decides) {}

  Result valueIn(const Variables& variables) const override {
    const bool isDecided = std::any_of(operands_.begin(), operands_.end(), [&](const ExpressionPtr& operand) {
      return isTruthy(operand->valueIn(variables)) == decides_;
    });
    return Result::ofBoolean(isDecided == decides_);
  }

 private:
  std::vector<ExpressionPtr> operands_;
  bool decides_;
};

class FirstThatIs : public Expression {
 public:
  explicit FirstThatIs(std::vector<ExpressionPtr> operands) : operands_(std::move(operands)) {}

  Result valueIn(const Variables& variables) const override {
    for (std::size_t i = 0; i + 1 < operands_.size(); ++i) {
      Result value = operands_[i]->valueIn(variables);
      if (!value.isNullish()) return value;
    }
    return operands_.back()->valueIn(variables);
  }

 private:
  std::vector<ExpressionPtr> operands_;
};

/// $cond and $switch.
class Choice : public Expression {
 public:
  Choice(std::vector<std::pair<ExpressionPtr, ExpressionPtr>> branches, ExpressionPtr otherwise)
      : branches_(std::move(branches)), otherwise_(std::move(otherwise)) {}

  Result valueIn(const Variables& variables) const override {
    for (const auto& [condition, value] : branches_) {
      if (isTruthy(condition->valueIn(variables))) return value->valueIn(variables);
    }
    if (!otherwise_) throw QueryFault("$switch has no default, and no branch holds");
    return otherwise_->valueIn(variables);
  }

 private:
  std::vector<std::pair<ExpressionPtr, ExpressionPtr>> branches_;
  ExpressionPtr otherwise_;
};

class Let : public Expression {
 public:
  Let(std::vector<std::pair<std::string, ExpressionPtr>> defined, ExpressionPtr in)
      : defined_(std::move(defined)), in_(std::move(in)) {}

  Result valueIn(const Variables& variables) const override {
    std::vector<Result> values;
    for (const auto& [name, expression] : defined_) values.push_back(expression->valueIn(variables));
    std::vector<Variables> known;
    known.reserve(values.size());
    const Variables* others = &variables;
    for (std::size_t i = 0; i < values.size(); ++i) {
      known.push_back({defined_[i].first, values[i], others});
      others = &known.back();
    }
    return in_->valueIn(*others).kept();
  }

 private:
  std::vector<std::pair<std::string, ExpressionPtr>> defined_;
  ExpressionPtr in_;
};

/// $map and $filter: of each element, what `in` makes of it, or the element itself where `in` holds.
class EachElement : public Expression {
 public:
  enum class Yields { values, elements };
  EachElement(Yields yields, ExpressionPtr input, std::string name, ExpressionPtr in)
      : yields_(yields), input_(std::move(input)), name_(std::move(name)), in_(std::move(in)) {}

  Result valueIn(const Variables& variables) const override {
    const Result input = input_->valueIn(variables);
    if (input.isNullish()) return Result::ofNull();
    if (!isArray(input.value())) throw QueryFault("the input of $map or $filter is not an array");
    ArrayBuilder array;
    for (const Member& element : Members(input.value())) {
      const Result given(element.value);
      const Result made = in_->valueIn({name_, given, &variables});
      if (yields_ == Yields::values) {
        array.add(made.isMissing() ? nullValue() : made.value());
      } else if (isTruthy(made)) {
        array.add(element.value);
      }
    }
    return array.result();
  }

 private:
  Yields yields_;
  ExpressionPtr input_;
  std::string name_;
  ExpressionPtr in_;
};

class Reader {
 public:
  Reader() { names_.emplace_back(root); }

  ExpressionPtr read(const Value& given) {
    const Level level(*this);
    if (given.value_type == BSON_TYPE_UTF8 && textOf(given).starts_with('$')) return reference(textOf(given));
    if (isArray(given)) return std::make_unique<NewArray>(all(given));
    if (isObject(given)) return object(given);
    return std::make_unique<Literal>(given);
  }

 private:
  struct Level {
    explicit Level(Reader& owner) : reader(owner) {
      if (++reader.depth_ > maxDepth) throw QueryFault("an expression is nested too deeply");
    }
    ~Level() { --reader.depth_; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;
    Reader& reader;
  };

  ExpressionPtr reference(std::string_view text) {
    text.remove_prefix(1);
    std::string_view name = root;
    if (text.starts_with('$')) {
      name = text.substr(1, text.find('.') == std::string_view::npos ? text.npos : text.find('.') - 1);
      text.remove_prefix(1 + name.size());
      if (!text.empty()) text.remove_prefix(1);
      if (name == "REMOVE" && text.empty()) return std::make_unique<Nothing>();
      if (name == "CURRENT") name = root;
      for (const char* known : {"NOW", "CLUSTER_TIME", "USER_ROLES", "SEARCH_META"}) {
        if (name == known) throwNeedsMongoDb("$$" + std::string(name));
      }
      if (std::find(names_.begin(), names_.end(), name) == names_.end()) {
        throw QueryFault("an expression uses a variable that is not defined: " + std::string(name));
      }
      if (text.empty()) return std::make_unique<Reference>(std::string(name), std::vector<PathPart>());
    }
    std::vector<PathPart> path = partsOf(text);
    for (const PathPart& part : path) {
      if (part.name.empty() || part.name.starts_with('$'))
        throw QueryFault("a field path has an empty part, or one with $");
    }
    return std::make_unique<Reference>(std::string(name), std::move(path));
  }

  std::vector<ExpressionPtr> all(const Value& array) {
    std::vector<ExpressionPtr> expressions;
    for (const Member& element : Members(array)) expressions.push_back(read(element.value));
    return expressions;
  }

  /// An operator's operands: an array of them, or the only one.
  std::vector<ExpressionPtr> operands(const Value& given) {
    if (isArray(given)) return all(given);
    std::vector<ExpressionPtr> one;
    one.push_back(read(given));
    return one;
  }

  ExpressionPtr object(const Value& given) {
    std::vector<Member> parts;
    for (const Member& member : Members(given)) parts.push_back(member);
    if (!parts.empty() && parts.front().name.starts_with('$')) {
      if (parts.size() > 1) throw QueryFault("an expression has an operator beside another member");
      return operation(std::string(parts.front().name), parts.front().value);
    }
    std::vector<std::pair<std::string, ExpressionPtr>> members;
    for (const Member& member : parts) {
      if (member.name.empty() || member.name.starts_with('$') || member.name.find('.') != std::string_view::npos) {
        throw QueryFault("an object of an expression has a name that is empty, dotted or begins with $");
      }
      members.emplace_back(std::string(member.name), read(member.value));
    }
    return std::make_unique<NewObject>(std::move(members));
  }

  ExpressionPtr operation(const std::string& name, const Value& operand) {
    if (name == "$literal") return std::make_unique<Literal>(operand);
    if (name == "$and") return std::make_unique<Junction>(operands(operand), false);
    if (name == "$or") return std::make_unique<Junction>(operands(operand), true);
    if (name == "$ifNull") return ifNull(operand);
    if (name == "$cond") return condition(operand);
    if (name == "$switch") return choice(operand);
    if (name == "$let") return let(operand);
    if (name == "$map") return eachElement(name, operand, EachElement::Yields::values, "in");
    if (name == "$filter") return eachElement(name, operand, EachElement::Yields::elements, "cond");
    const Function* function = functionNamed(name);
    if (function == nullptr) throwNeedsMongoDb(name);
    std::vector<ExpressionPtr> arguments = operands(operand);
    if (arguments.size() < function->least || arguments.size() > function->most) {
      throw QueryFault(name + " has another number of operands than it takes");
    }
    return std::make_unique<Call>(*function, std::move(arguments));
  }

  ExpressionPtr ifNull(const Value& operand) {
    std::vector<ExpressionPtr> values = operands(operand);
    if (values.size() < 2) throw QueryFault("$ifNull needs at least two operands");
    return std::make_unique<FirstThatIs>(std::move(values));
  }

  ExpressionPtr condition(const Value& operand) {
    std::vector<ExpressionPtr> parts;
    if (isArray(operand)) {
      parts = all(operand);
    } else {
      const Operands named("$cond", operand, {"if", "then", "else"});
      for (const char* part : {"if", "then", "else"}) parts.push_back(read(named.required(part)));
    }
    if (parts.size() != 3) throw QueryFault("$cond needs three operands");
    std::vector<std::pair<ExpressionPtr, ExpressionPtr>> branches;
    branches.emplace_back(std::move(parts[0]), std::move(parts[1]));
    return std::make_unique<Choice>(std::move(branches), std::move(parts[2]));
  }

  ExpressionPtr choice(const Value& operand) {
    const Operands named("$switch", operand, {"branches", "default"});
    const Value& list = named.required("branches");
    std::vector<std::pair<ExpressionPtr, ExpressionPtr>> branches;
    for (const Member& each : Members(list)) {
      const Operands branch("$switch", each.value, {"case", "then"});
      branches.emplace_back(read(branch.required("case")), read(branch.required("then")));
    }
    if (!isArray(list) || branches.empty()) throw QueryFault("$switch needs an array of branches");
    const Lookup otherwise = find(bytesOf(operand), "default");
    return std::make_unique<Choice>(std::move(branches), otherwise.found ? read(otherwise.value) : nullptr);
  }

  ExpressionPtr let(const Value& operand) {
    const Operands named("$let", operand, {"vars", "in"});
    const Value& variables = named.required("vars");
    if (!isObject(variables)) throw QueryFault("$let needs an object of variables");
    std::vector<std::pair<std::string, ExpressionPtr>> defined;
    for (const Member& each : Members(variables)) defined.emplace_back(variableNamed(each.name), read(each.value));
    for (const auto& each : defined) names_.push_back(each.first);
    ExpressionPtr in = read(named.required("in"));
    names_.resize(names_.size() - defined.size());
    return std::make_unique<Let>(std::move(defined), std::move(in));
  }

  ExpressionPtr eachElement(const std::string& name, const Value& operand, EachElement::Yields yields,
                            const char* part) {
    const Operands named(name, operand, {"input", "as", part});
    ExpressionPtr input = read(named.required("input"));
    std::string variable = "this";
    if (const Lookup as = find(bytesOf(operand), "as"); as.found) {
      if (!isText(as.value)) throw QueryFault(name + " needs a text as the name of its variable");
      variable = variableNamed(textOf(as.value));
    }
    names_.push_back(variable);
    ExpressionPtr in = read(named.required(part));
    names_.pop_back();
    return std::make_unique<EachElement>(yields, std::move(input), std::move(variable), std::move(in));
  }

  /// MongoDB's manual, "$let": a small letter, then letters, digits and _.
  static std::string variableNamed(std::string_view name) {
    const auto isOutsideAscii = [](char c) { return static_cast<unsigned char>(c) >= 0x80; };
    const auto isLower = [](char c) { return c >= 'a' && c <= 'z'; };
    const bool isName =
        !name.empty() && (isOutsideAscii(name.front()) || isLower(name.front())) &&
        std::all_of(name.begin(), name.end(), [&](char c) {
          return isOutsideAscii(c) || isLower(c) || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
        });
    if (!isName) throw QueryFault("an expression defines a variable whose name is not one");
    return std::string(name);
  }

  /// The named operands of an operator.
  class Operands {
   public:
    Operands(std::string name, const Value& object, std::initializer_list<std::string_view> known)
        : name_(std::move(name)) {
      if (!isObject(object)) throw QueryFault(name_ + " needs an object of operands");
      for (const Member& member : Members(object)) {
        if (std::find(known.begin(), known.end(), member.name) != known.end()) {
          members_.emplace_back(member.name, member.value);
        } else if (name_ == "$filter" && member.name == "limit") {
          throwNeedsMongoDb("the limit of $filter");
        } else {
          throw QueryFault(name_ + " has an operand that it does not know");
        }
      }
    }
    const Value& required(std::string_view part) const {
      for (const auto& [name, value] : members_) {
        if (name == part) return value;
      }
      throw QueryFault(name_ + " needs an operand `" + std::string(part) + '`');
    }

   private:
    std::string name_;
    std::vector<std::pair<std::string_view, Value>> members_;
  };

  std::vector<std::string> names_;
  int depth_ = 0;
};

}  // namespace

Value valueOf(BsonBytes document) noexcept {
  Value value;
  value.value_type = BSON_TYPE_DOCUMENT;
  value.value.v_doc.data = const_cast<std::uint8_t*>(document.data());
  value.value.v_doc.data_len = static_cast<std::uint32_t>(document.size());
  return value;
}

Result Expression::valueIn(BsonBytes document) const {
  const Result given(valueOf(document));
  return valueIn(Variables{root, given});
}

ExpressionPtr readExpression(const Value& given) {
  return Reader().read(given);
}

}  // namespace rest::query
