#pragma once

#include <string>
#include <string_view>

#include "harness/core/diagnostics.h"
#include "harness/data/table.h"

namespace orbench::data {

/// Limits against hostile or careless files; each is an error that says so.
inline constexpr std::size_t kMaxDataBytes = 256U << 20U;

/// Reads a file by its ending: `.csv`, `.jsonl` or `.ndjson`. Every mistake is reported at
/// `file:line:column`, the first ten of a file in full; then the table is empty.
[[nodiscard]] Table read_table(const std::string& path, core::Diagnostics& diagnostics);

/// Comma-separated values with a header line; quotes, doubled quotes and line breaks in quotes.
/// Empty lines are passed over where there are several fields. A byte-order mark is allowed.
/// Source: RFC 4180.
[[nodiscard]] Table read_csv(std::string_view text, const std::string& path,
                             core::Diagnostics& diagnostics);

/// One JSON object a line. The fields are those of the first: a string as it is, a number or a
/// boolean as written; what is nested, null or missing in some line is a flaw of that field.
/// Empty lines are passed over.
[[nodiscard]] Table read_jsonl(std::string_view text, const std::string& path,
                               core::Diagnostics& diagnostics);

}  // namespace orbench::data
