#pragma once

#include <initializer_list>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace jwtauth::tests {

/// One file of project Wycheproof's test vectors (C2SP, Apache-2.0), made and maintained by its authors against many
/// libraries. They are not part of this repository: the CMake option or environment variable JWTAUTH_VECTORS names the
/// folder that holds wycheproof/*.json. Without it nothing is run, and that is said.
class WycheproofFile {
 public:
  /// `skipped` are the numbers (tcId) of cases that are left out; the test file tells why.
  explicit WycheproofFile(std::string name, std::initializer_list<int> skipped = {});

  /// Runs `check(group, vector)` on every vector that is not skipped, and prints how many were run.
  template <class Check>
  void run(Check check) {
    for (const nlohmann::json& group : document_["testGroups"]) {
      for (const nlohmann::json& vector : group["tests"]) {
        if (begin(vector)) check(group, vector);
      }
    }
    report();
  }

 private:
  bool begin(const nlohmann::json& vector);
  void report() const;

  std::string name_;
  std::vector<int> skip_;
  nlohmann::json document_;
  int run_ = 0;
  int skipped_ = 0;
};

}  // namespace jwtauth::tests
