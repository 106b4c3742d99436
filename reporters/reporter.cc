#include "reporters/reporter.h"

#include <algorithm>

namespace orbench::reporters {

#define ORBENCH_ENTRY(stem) const Reporter& stem##_reporter();
#include "reporters/formats.def"
#undef ORBENCH_ENTRY

const std::vector<const Reporter*>& all_reporters() {
  static const std::vector<const Reporter*> reporters = {
#define ORBENCH_ENTRY(stem) &stem##_reporter(),
#include "reporters/formats.def"
#undef ORBENCH_ENTRY
  };
  return reporters;
}

const Reporter* find_reporter(std::string_view name) {
  const auto& all = all_reporters();
  const auto found = std::find_if(all.begin(), all.end(), [name](const Reporter* reporter) {
    return reporter->name() == name;
  });
  return found == all.end() ? nullptr : *found;
}

std::vector<std::string> reporter_names() {
  std::vector<std::string> names;
  for (const Reporter* reporter : all_reporters()) names.emplace_back(reporter->name());
  return names;
}

}  // namespace orbench::reporters
