#pragma once

#include "store/stores.hpp"

namespace rest::tests {

/// Where SecantusDB 0.7, which stands in for MongoDB where that is not at hand, does something else than MongoDB's
/// documentation says. What depends on it is left out there, and there alone.
enum class Deviation {
  changesMakeCollections,    ///< MongoDB makes a collection for a new document, not for a change that finds none
  filtersAreReadLate,        ///< MongoDB refuses a filter that is none even if there is no document to try it on
  fieldsBesideOperators,     ///< MongoDB refuses {a: {$gt: 1, b: 1}}
  boundsMeetInOneElement,    ///< with an index: {a: {$gt: 2, $lt: 6}} does not find [1, 7], which MongoDB does
  elementsThatAreArrays,     ///< MongoDB asks an $elemMatch of an object of elements that are arrays, too
  emptyAndNullInAll,         ///< {a: {$all: [[]]}} and {a: {$all: [null]}} find [] and what has no `a` with MongoDB
  positionsAndNull,          ///< MongoDB finds nothing at a position that an array has not, not even null
  remaindersOfLarge,         ///< MongoDB's $mod is exact up to 64 bits, and has no answer beyond
  sortsThroughArrays,        ///< MongoDB sorts by `a.b` counting null for elements without `b`, and by `a.0`
  sortsByTwoArrays,          ///< MongoDB refuses to sort by two fields that are both arrays in one document
  naturalOrderIsPassedOver,  ///< MongoDB sorts by {$natural: -1}, and by nothing beside it
  patternsByOrder,           ///< MongoDB refuses to compare with a pattern by $lt, $ne and their like
  elemMatchBesideOthers,     ///< MongoDB shows what an $elemMatch found last, and takes one beside what is hidden
  renamesInArrays,           ///< MongoDB's $rename neither leaves an array nor enters one
  addToSetWithModifiers,     ///< MongoDB's $addToSet takes nothing beside $each
  pullOfJunctions,           ///< MongoDB's $pull takes $or, $and and $nor
  equalsInPullAll,           ///< to MongoDB's $pullAll numbers of all types are equal, and true is not 1
  sortsOfOtherElements,      ///< MongoDB's $push counts what is no object as without any of the fields that it sorts by
  countOfNothing,            ///< MongoDB's $count yields no document for none
  fieldPathsThroughArrays,   ///< to MongoDB's expressions "$a.b" is an array of each `b` where `a` is one of objects
  newFieldsAsWritten,        ///< MongoDB adds new fields in the order of their names, whatever the update's
};

inline bool deviates(const Sqlite&, Deviation) noexcept {
  return false;
}
inline bool deviates(const MongoDb& place, Deviation) {
  return place.isStandIn();
}

}  // namespace rest::tests
