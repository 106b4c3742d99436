#pragma once

#include <string>
#include <string_view>

namespace orbench::results {

/// Appends `text` with each byte that is no part of well-formed UTF-8 replaced by U+FFFD: names and
/// errors come from the wire and may hold anything, files of ours may not.
void append_valid_utf8(std::string_view text, std::string& out);

/// The same as a JSON string, quotes included.
void append_json_string(std::string_view text, std::string& out);

}  // namespace orbench::results
