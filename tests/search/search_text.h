#pragma once

#include <memory>
#include <string>
#include <vector>

#include "harness/search/search.h"

namespace orbench::search {

/// Reads the text of a `load.search` object as the program does: every mistake as
/// `where: message`.
[[nodiscard]] std::vector<std::string> search_errors(const std::string& text);
/// The plan of one without mistakes.
[[nodiscard]] std::unique_ptr<SearchPlan> search_plan(const std::string& text);
/// The search of one without mistakes, with nothing to stop it.
[[nodiscard]] std::unique_ptr<Search> search_of(const std::string& text, std::uint64_t seed = 1);

}  // namespace orbench::search
