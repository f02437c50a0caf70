// A filter, a sort and the indexes that there are go in; the ranges of keys that hold every match come out. Whatever a
// range holds beyond the matches is left to the filter: a plan may be slow, never wrong.
#include "store/sqlite/plan.hpp"

#include <algorithm>

#include "document/query/constraint.hpp"
#include "document/query/comparison.hpp"
#include "document/query/order_key.hpp"

namespace rest::sqlite {
namespace {

using namespace query;

constexpr std::size_t maxRanges = 1000;

/// One end of a range within the keys of one field: keys that begin with it are inside or outside.
struct End {
  std::string prefix;
  bool isInside = true;
};

struct FieldRange {
  End lower;
  End upper;
};

/// What an index is, as far as a plan goes; that of `_id` among them.
struct Candidate {
  std::optional<std::int64_t> number{};
  std::vector<OrderedField> fields{};
  bool isSparse = false;
  bool hasManyKeys = false;
};

std::string keyOf(const Value& value) {
  std::string key;
  appendOrderKey(key, value);
  return key;
}

/// An index holds the elements of arrays, and MinKey and MaxKey are compared with values of all types.
bool canBeBounded(const Value& operand) {
  const Rank rank = rankOf(operand);
  return rank != Rank::array && rank != Rank::minKey && rank != Rank::maxKey && rank != Rank::undefined;
}

FieldRange rangeOf(Comparator comparator, const Value& operand) {
  const std::string key = keyOf(operand);
  const std::string type = key.substr(0, 1);
  switch (comparator) {
    case Comparator::equal:
      return {{key}, {key}};
    case Comparator::less:
      return {{type}, {key, false}};
    case Comparator::lessOrEqual:
      return {{type}, {key}};
    case Comparator::greater:
      return {{key, false}, {type}};
    case Comparator::greaterOrEqual:
      return {{key}, {type}};
  }
  return {{type}, {type}};
}

KeyRange keysIn(const std::string& before, const FieldRange& range, Direction direction) {
  End lower = range.lower;
  End upper = range.upper;
  if (direction == Direction::descending) {
    reverseOrder(lower.prefix);
    reverseOrder(upper.prefix);
    std::swap(lower, upper);
  }
  const std::string from = before + lower.prefix;
  const std::string to = before + upper.prefix;
  return {lower.isInside ? from : afterPrefix(from), upper.isInside ? afterPrefix(to) : to};
}

KeyRange intersection(const KeyRange& left, const KeyRange& right) {
  return {std::max(left.from, right.from), std::min(left.to, right.to)};
}

bool hasIndexParts(const OrderedField& field) {
  return std::any_of(field.parts.begin(), field.parts.end(), [](const PathPart& part) { return part.index; });
}

/// The ranges of one index that hold every match.
class Narrowing {
 public:
  Narrowing(const Candidate& candidate, const std::vector<Constraint>& constraints)
      : candidate_(candidate), constraints_(constraints) {
    for (const OrderedField& field : candidate.fields) {
      if (!narrow(field) || candidate.hasManyKeys) break;
    }
    if (!hasRange) {
      for (const std::string& prefix : prefixes_) ranges.push_back(prefix.empty() ? everyKey() : whole(prefix));
    }
    std::sort(ranges.begin(), ranges.end(), [](const auto& left, const auto& right) { return left.from < right.from; });
    std::erase_if(ranges, [](const KeyRange& range) { return range.from >= range.to; });
  }

  std::vector<KeyRange> ranges{};
  std::size_t equalFields = 0;  ///< bounded to single values, from the first on
  std::size_t fixedFields = 0;  ///< of them, those that are bounded to one value each
  std::string fixedPrefix{};    ///< the keys of the latter
  bool hasRange = false;
  bool excludesMissing = false;  ///< every match has the first field

 private:
  static KeyRange whole(const std::string& prefix) { return {prefix, afterPrefix(prefix)}; }

  static bool isUsable(const Constraint& constraint, const OrderedField& field) {
    return constraint.path == field.path && !hasIndexParts(field) && !constraint.operands.empty() &&
           std::all_of(constraint.operands.begin(), constraint.operands.end(), canBeBounded);
  }

  /// Whether further fields can narrow, too.
  bool narrow(const OrderedField& field) {
    const bool isFirst = equalFields == 0;
    for (const Constraint& constraint : constraints_) {
      if (!isUsable(constraint, field) || constraint.comparator != Comparator::equal) continue;
      if (constraint.operands.size() * prefixes_.size() > maxRanges) continue;
      if (isFirst) {
        excludesMissing = std::none_of(constraint.operands.begin(), constraint.operands.end(),
                                       [](const Value& value) { return rankOf(value) == Rank::null; });
      }
      fix(constraint, field.direction);
      return true;
    }
    narrowByRange(field, isFirst);
    return false;
  }

  void fix(const Constraint& constraint, Direction direction) {
    std::vector<std::string> longer;
    for (const std::string& prefix : prefixes_) {
      for (const Value& operand : constraint.operands) {
        longer.push_back(prefix);
        appendFieldKey(longer.back(), operand, direction);
      }
    }
    std::sort(longer.begin(), longer.end());
    longer.erase(std::unique(longer.begin(), longer.end()), longer.end());
    prefixes_ = std::move(longer);
    if (fixedFields == equalFields && prefixes_.size() == 1) {
      ++fixedFields;
      fixedPrefix = prefixes_.front();
    }
    ++equalFields;
  }

  void narrowByRange(const OrderedField& field, bool isFirst) {
    for (const Constraint& constraint : constraints_) {
      if (!isUsable(constraint, field) || constraint.comparator == Comparator::equal) continue;
      const Value& operand = constraint.operands.front();
      if (isFirst && rankOf(operand) != Rank::null) excludesMissing = true;
      const FieldRange range = rangeOf(constraint.comparator, operand);
      for (std::size_t i = 0; i < prefixes_.size(); ++i) {
        const KeyRange keys = keysIn(prefixes_[i], range, field.direction);
        if (hasRange) {
          ranges[i] = intersection(ranges[i], keys);
        } else {
          ranges.push_back(keys);
        }
      }
      hasRange = true;
      // With several keys each constraint may hold for another one.
      if (candidate_.hasManyKeys) return;
    }
  }

  const Candidate& candidate_;
  const std::vector<Constraint>& constraints_;
  std::vector<std::string> prefixes_{""};
};

struct Choice {
  Plan plan{};
  int worth = -1;
};

std::optional<Direction> sameOrOpposite(const OrderedField& wanted, const OrderedField& has) {
  if (wanted.path != has.path) return std::nullopt;
  return wanted.direction == has.direction ? Direction::ascending : Direction::descending;
}

/// Whether, and in which direction, an index yields the documents in the order of the sort. `keys` is the ordering of
/// what follows the fields that are fixed.
std::optional<Direction> directionFor(const Ordering& sort, const std::vector<OrderedField>& fields,
                                      std::size_t fixedFields, std::vector<OrderedField>& keys) {
  std::optional<Direction> direction;
  std::size_t next = fixedFields;
  for (const OrderedField& wanted : sort.fields()) {
    const bool isFixed = std::any_of(fields.begin(), fields.begin() + static_cast<std::ptrdiff_t>(fixedFields),
                                     [&](const OrderedField& field) { return field.path == wanted.path; });
    if (isFixed) continue;
    if (next == fields.size()) return std::nullopt;
    const auto step = sameOrOpposite(wanted, fields[next]);
    if (!step || (direction && *direction != *step)) return std::nullopt;
    direction = step;
    keys.push_back(fields[next++]);
    if (wanted.path == "_id") break;  // no two documents are alike from here on
  }
  return direction.value_or(Direction::ascending);
}

void goOnAfter(Plan& plan, const std::string& place) {
  const KeyRange rest =
      plan.direction == Direction::ascending ? KeyRange{afterPrefix(place), "\xFF"} : KeyRange{"", place};
  for (KeyRange& range : plan.ranges) range = intersection(range, rest);
  std::erase_if(plan.ranges, [](const KeyRange& range) { return range.from >= range.to; });
}

Choice choiceOf(const Candidate& candidate, const Query& query, bool isHinted) {
  Narrowing narrowing(candidate, query.filter.constraints());
  // A sparse index lacks the documents that have none of its fields.
  if (candidate.isSparse && !narrowing.excludesMissing && !isHinted) return {};

  Choice choice{{candidate.number, std::move(narrowing.ranges)}};
  choice.plan.repeats = candidate.hasManyKeys;
  std::vector<OrderedField> fields = candidate.fields;
  const bool hasId = std::any_of(fields.begin(), fields.end(), [](const auto& field) { return field.path == "_id"; });
  if (!hasId) fields.push_back({"_id", partsOf("_id")});
  std::vector<OrderedField> keys;
  const auto direction =
      candidate.hasManyKeys ? std::nullopt : directionFor(query.sort, fields, narrowing.fixedFields, keys);
  if (direction) {
    choice.plan.isSorted = true;
    choice.plan.direction = *direction;
    if (query.after) goOnAfter(choice.plan, narrowing.fixedPrefix + Ordering(keys).keyOfPlace(*query.after));
    if (*direction == Direction::descending) std::reverse(choice.plan.ranges.begin(), choice.plan.ranges.end());
  }
  const bool isPoint = !candidate.number && narrowing.equalFields > 0;
  choice.worth = (isPoint ? 1000 : 0) + static_cast<int>(narrowing.equalFields) * 10 + (narrowing.hasRange ? 4 : 0) +
                 (direction ? 3 : 0);
  return choice;
}

std::vector<Candidate> candidatesOf(const std::vector<FieldIndex>& indexes) {
  std::vector<Candidate> candidates;
  candidates.push_back({std::nullopt, {{"_id", partsOf("_id")}}});
  for (const FieldIndex& index : indexes) {
    candidates.push_back({index.number, index.ordering.fields(), index.isSparse, index.hasManyKeys});
  }
  return candidates;
}

void keepHinted(std::vector<Candidate>& candidates, const Document& hint) {
  if (find(hint.bytes(), "$natural").found) {
    candidates.resize(1);
    return;
  }
  const std::vector<OrderedField> wanted = Ordering(hint).fields();
  std::erase_if(candidates, [&](const Candidate& candidate) { return candidate.fields != wanted; });
  if (candidates.empty()) {
    throw StoreError(StoreError::Kind::invalid, "a hint of no index", "the hint does not name the keys of an index");
  }
}

}  // namespace

std::string afterPrefix(std::string prefix) {
  while (!prefix.empty() && prefix.back() == '\xFF') prefix.pop_back();
  if (prefix.empty()) return everyKey().to;
  prefix.back() = static_cast<char>(static_cast<unsigned char>(prefix.back()) + 1);
  return prefix;
}

Plan planFor(const Query& query, const std::vector<FieldIndex>& indexes) {
  std::vector<Candidate> candidates = candidatesOf(indexes);
  const bool isHinted = query.hint && *query.hint != Document();
  if (isHinted) keepHinted(candidates, *query.hint);
  Choice best;
  for (const Candidate& candidate : candidates) {
    Choice choice = choiceOf(candidate, query, isHinted);
    if (choice.worth > best.worth) best = std::move(choice);
  }
  return std::move(best.plan);
}

}  // namespace rest::sqlite
