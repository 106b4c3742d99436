#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "harness/core/diagnostics.h"
#include "harness/core/json.h"

namespace orbench::core {

/// Where each value of a JSON text stands, so that an error about `/workloads/0/load` can say
/// `quickstart.json:14:7`. Pointers are RFC 6901.
class SourceMap {
 public:
  struct Place {
    std::string origin;    ///< the file as the user named it, or a flag as typed
    std::size_t line = 0;  ///< 1-based; 0 when the origin has no lines (a flag)
    std::size_t column = 0;
  };

  /// Records that `pointer` begins at this place. Later calls win (an overriding file, a flag).
  void set(std::string pointer, std::string origin, std::size_t line, std::size_t column);
  /// Forgets everything at and under `pointer` (a value was replaced).
  void erase_subtree(const std::string& pointer);

  /// `file:line:column #/pointer`, using the nearest known ancestor when the pointer itself is not
  /// in the text (a missing key is reported at its object).
  [[nodiscard]] std::string locate(std::string_view pointer) const;
  /// The place recorded for exactly this pointer, or null.
  [[nodiscard]] const Place* find(std::string_view pointer) const;

 private:
  [[nodiscard]] const Place* nearest(std::string_view pointer) const;
  std::map<std::string, Place, std::less<>> places_;
};

/// Appends one escaped reference token: child_pointer("/a", "b/c") is "/a/b~1c".
[[nodiscard]] std::string child_pointer(std::string_view parent, std::string_view key);
[[nodiscard]] std::string child_pointer(std::string_view parent, std::size_t index);

/// Limits against hostile input.
inline constexpr std::size_t kMaxJsonBytes = 64U << 20U;
inline constexpr std::size_t kMaxJsonDepth = 128;

/// Parses JSON with `//` and `/* */` comments and trailing commas refused.
/// Duplicate keys, bad UTF-8, depth over kMaxJsonDepth and size over kMaxJsonBytes are errors.
/// Every error names `origin:line:column`. Returns null and leaves errors behind on failure;
/// duplicate keys alone still return the document (last one wins), so later errors show too.
[[nodiscard]] std::unique_ptr<Json> parse_json_document(std::string_view text,
                                                        const std::string& origin,
                                                        SourceMap& source,
                                                        Diagnostics& diagnostics);

}  // namespace orbench::core
