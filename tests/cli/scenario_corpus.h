#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace orbench::cli {

/// A scenario that uses every key of the language and is right. `folder` is where its data file is.
[[nodiscard]] nlohmann::ordered_json sound_scenario(const std::string& folder);
/// The data file that it reads, and what must be in it.
inline constexpr const char* kDataFile = "prompts.jsonl";
inline constexpr const char* kDataText = R"({"text": "a", "weight": 1})";

/// One mistake made in the sound scenario: the value at a pointer is replaced, added, or removed.
struct Mutant {
  std::string at;
  std::string value;  ///< JSON; empty removes
  std::string where;  ///< the pointer that the reader must name; empty for `at`
  /// Why draft-07 cannot say it; empty when it must.
  std::string reader_only;
};

/// The mistakes that somebody thought of.
[[nodiscard]] const std::vector<Mutant>& mutant_table();
/// Those of the table, and for every value of the sound scenario one of a wrong type, for every
/// object that knows its keys an unknown one.
[[nodiscard]] std::vector<Mutant> mutants(const nlohmann::ordered_json& sound);
[[nodiscard]] nlohmann::ordered_json apply(const Mutant& mutant, nlohmann::ordered_json sound);

}  // namespace orbench::cli
