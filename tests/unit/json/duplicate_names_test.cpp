#include "src/json/duplicate_names.hpp"

#include <algorithm>
#include <random>
#include <set>
#include <vector>

#include "src/json/strict_json.hpp"
#include "tests/support/catch.hpp"

namespace jwtauth::tests {
namespace {

constexpr std::uint64_t multiplier = 0x9e3779b97f4a7c15;  // TextHash's

/// The number with which TextHash's multiplier gives 1; by Newton's iteration.
constexpr std::uint64_t inverseOf(std::uint64_t odd) {
  std::uint64_t inverse = odd;
  for (int i = 0; i < 5; ++i) inverse *= 2 - odd * inverse;
  return inverse;
}

/// Names of 16 letters that all have one hash: any eight, and then the eight that lead to a state chosen beforehand.
std::vector<std::string> namesOfOneHash(std::size_t count) {
  constexpr std::uint64_t product = 0x6a77617574683031;
  std::minstd_rand random(1);
  std::set<std::string> names;
  while (names.size() < count) {
    std::string name;
    for (int i = 0; i < 8; ++i) name += static_cast<char>('a' + random() % 26);
    TextHash first;
    first.add(wordAt(name, 0, 8));
    const std::uint64_t second = first.value() ^ product * inverseOf(multiplier);
    for (unsigned i = 0; i < 8; ++i) name += static_cast<char>(second >> 8 * i);
    const bool isPlain = std::all_of(name.begin(), name.end(), [](char letter) {
      return letter > ' ' && letter <= '~' && letter != '"' && letter != '\\';
    });
    if (isPlain) names.insert(name);
  }
  return {names.begin(), names.end()};
}

std::string objectOf(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "{\"" : ",\"") + name + "\":0";
  return text + "}";
}

struct Walked {
  JsonFault fault;
  std::size_t comparisons;
};

Walked walk(const std::string& text) {
  StrictJsonObject object(text);
  while (object.next()) {
  }
  return {object.fault(), object.nameComparisons()};
}

TEST_CASE("the names that the tests below make have one hash") {
  for (const std::string& name : namesOfOneHash(100))
    CHECK(JsonString{name}.hash() == JsonString{namesOfOneHash(1)[0]}.hash());
}

TEST_CASE("names of one hash cost as many comparisons as sorting does, in any order, and not each with each") {
  std::vector<std::string> names = namesOfOneHash(maxOpenMembers);
  const std::size_t bound = 40 * names.size();  // each with each would be 512 times
  const auto requireCheap = [&] {
    const Walked walked = walk(objectOf(names));
    CHECK(walked.fault == JsonFault::none);
    CHECK(walked.comparisons > names.size());
    CHECK(walked.comparisons < bound);
  };
  requireCheap();
  std::reverse(names.begin(), names.end());
  requireCheap();
  std::rotate(names.begin(), names.begin() + maxOpenMembers / 2, names.end());
  requireCheap();
  std::shuffle(names.begin(), names.end(), std::minstd_rand(1));
  requireCheap();
}

TEST_CASE("as many small objects as a text can hold cost less than a comparison a letter") {
  const std::string small = objectOf(namesOfOneHash(16));
  std::string text = "{\"a\":[" + small;
  while (text.size() < 16 * 1024) text += "," + small;
  const Walked walked = walk(text + "]}");
  CHECK(walked.fault == JsonFault::none);
  CHECK(walked.comparisons > 0);
  CHECK(walked.comparisons < text.size());
}

TEST_CASE("a name that comes twice is found in objects of every size, wherever it is and however it is written") {
  for (const std::size_t count : {2u, 15u, 16u, 17u, 18u, 40u, 600u, 1000u}) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < count; ++i) names.push_back("name " + std::to_string(i));
    REQUIRE(walk(objectOf(names)).fault == JsonFault::none);
    for (const std::size_t place : {std::size_t{1}, count / 2, count - 1}) {
      CAPTURE(count, place);
      std::vector<std::string> repeated = names;
      repeated[place] = repeated[0];
      CHECK(walk(objectOf(repeated)).fault == JsonFault::duplicateMember);
      CHECK(walk("{\"inner\":" + objectOf(repeated) + "}").fault == JsonFault::duplicateMember);
      repeated[place] = "\\u006eame 0";
      CHECK(walk(objectOf(repeated)).fault == JsonFault::duplicateMember);
    }
  }
}

TEST_CASE("a name that comes twice is found among many names of the same hash") {
  std::vector<std::string> names = namesOfOneHash(500);
  REQUIRE(walk(objectOf(names)).fault == JsonFault::none);
  names[250] = names[1];
  CHECK(walk(objectOf(names)).fault == JsonFault::duplicateMember);
}

}  // namespace
}  // namespace jwtauth::tests
