#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/params.h"
#include "harness/scenario/scenario.h"

/// Readers of the keys that more than one object of a scenario holds.
namespace orbench::scenario {

class Variables;

/// Reads the required key `name`. Names become folder names and histogram tags, so they are 1-64
/// letters, digits, `.`, `_` and `-`, and begin with a letter or digit.
[[nodiscard]] std::string read_name(core::Params& params);

/// Reads the object `timeouts` over the given values. Each is 1 ms to a day.
void read_timeouts(core::Params& params, Timeouts& timeouts);

/// Reads the object `headers` over the given ones: a header of the same name, whatever its case, is
/// replaced in its place. Names and values that could break a request's framing are errors, and so
/// are headers that carry a key.
void read_headers(core::Params& params, const Variables& variables,
                  std::vector<core::Header>& headers);

/// 1-64 letters, digits, `.`, `_` and `-`, a letter or digit first.
[[nodiscard]] bool is_plain_name(std::string_view name);

/// Calls `read` with each element of the array at `key` and its pointer. Beyond `most` elements
/// there is one error and no more reading, so that a hostile file costs neither time nor memory.
/// False when the key is absent.
bool read_list(core::Params& params, std::string_view key, std::size_t most,
               const std::function<void(const core::Json&, const std::string&)>& read);

/// True when the two names are the same header.
[[nodiscard]] bool same_header_name(std::string_view a, std::string_view b);

}  // namespace orbench::scenario
