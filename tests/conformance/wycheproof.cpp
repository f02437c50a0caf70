#include "tests/conformance/wycheproof.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>

#include "tests/support/catch.hpp"

namespace jwtauth::tests {
namespace {

/// Tells at the end how many vectors a program has run.
struct Total {
  int files = 0, run = 0, skipped = 0, missing = 0;

  ~Total() {
    if (files > 0)
      std::cout << "wycheproof in total: " << files << " files, " << run << " run, " << skipped << " skipped\n";
    if (missing > 0) std::cout << "wycheproof: " << missing << " files skipped, JWTAUTH_VECTORS names no folder\n";
  }
};

Total total;

std::string folder() {
  const char* environment = std::getenv("JWTAUTH_VECTORS");
  return environment != nullptr ? environment : JWTAUTH_VECTORS;
}

}  // namespace

WycheproofFile::WycheproofFile(std::string name, std::initializer_list<int> skipped)
    : name_(std::move(name)), skip_(skipped) {
  if (folder().empty()) {
    std::cout << "skipped: " << name_ << ", JWTAUTH_VECTORS names no folder\n";
    ++total.missing;
    document_["testGroups"] = nlohmann::json::array();
    return;
  }
  const std::string path = folder() + "/wycheproof/" + name_ + "_test.json";
  std::ifstream file(path);
  INFO("JWTAUTH_VECTORS is set, so this file was expected: " << path);
  REQUIRE(file);
  document_ = nlohmann::json::parse(file);
}

bool WycheproofFile::begin(const nlohmann::json& vector) {
  const int number = vector["tcId"];
  const bool skipped = std::find(skip_.begin(), skip_.end(), number) != skip_.end();
  ++(skipped ? skipped_ : run_);
  return !skipped;
}

void WycheproofFile::report() const {
  if (!document_.contains("numberOfTests")) return;
  // A file that has lost vectors, or a skip that matches none, is not the file this was written for.
  CHECK(run_ + skipped_ == document_["numberOfTests"]);
  CHECK(static_cast<std::size_t>(skipped_) == skip_.size());
  std::cout << name_ << ": " << run_ << " run, " << skipped_ << " skipped\n";
  ++total.files;
  total.run += run_;
  total.skipped += skipped_;
}

}  // namespace jwtauth::tests
