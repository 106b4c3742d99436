#pragma once

#include <string>
#include <vector>

namespace orbench::scenario {

/// A scenario that uses every key and is right, a line a topic.
[[nodiscard]] const std::string& sound_scenario();

/// One mistake made in the sound scenario.
struct Mutant {
  std::string from;  ///< the text that is replaced, once; it occurs in the sound scenario
  std::string to;
  std::string where;    ///< of the one error expected
  std::string message;  ///< a part of it
};
[[nodiscard]] const std::vector<Mutant>& mutants();
[[nodiscard]] std::string apply(const Mutant& mutant);

}  // namespace orbench::scenario
