#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "mock/server/script.h"

namespace orbench::mock::fault_edits {

/// JSON of a fault's own as an event of the script's wire; as it is where there are no events.
[[nodiscard]] std::string own_event(const Script& script, std::string_view json);

/// Ends the answer at `index` with the error that its wire has for a provider that broke down: an
/// event of a stream, else what takes the place of a whole body. A stream without events is cut.
/// `code` is JSON: a number, or a string in quotes.
/// Source: the API reference, sections 1.1 to 1.3, 1.6 and 4.1.
void fail_at(Script& script, std::size_t index, std::string_view code);

}  // namespace orbench::mock::fault_edits
