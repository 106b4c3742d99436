#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/diagnostics.h"
#include "harness/core/json.h"
#include "harness/core/json_document.h"
#include "harness/core/units.h"

namespace orbench::core {

/// Inclusive or open bounds of a number, for the error message and the test.
struct Bounds {
  double lowest = -std::numeric_limits<double>::infinity();
  double highest = std::numeric_limits<double>::infinity();
  bool lowest_excluded = false;

  [[nodiscard]] static Bounds positive() { return {0.0, 1e18, true}; }
  [[nodiscard]] static Bounds non_negative() { return {0.0, 1e18, false}; }
};

/// A typed reader of one JSON object. Each read names a key, so the keys read are the keys known:
/// finish() reports every other one with the nearest known name. A wrong type or value is reported
/// with its place and the default is returned, so one pass shows all mistakes.
/// Units:    durations are read from keys whose suffix says the unit (`_us`, `_ms`, `_s`).
/// Errors:   go to the Diagnostics given; each says where, what was found, what was expected.
/// Lifetime: borrows the JSON value, the source map and the diagnostics.
/// Threads:  one thread per object.
class Params {
 public:
  /// `value` must be an object; anything else is reported at once and reads as empty.
  Params(const Json& value, std::string pointer, const SourceMap& source, Diagnostics& diagnostics);

  [[nodiscard]] bool has(std::string_view key) const;
  /// True when the key holds an object: for keys that take a plain value or an object.
  [[nodiscard]] bool has_object(std::string_view key) const;

  std::string text(std::string_view key, std::string fallback);
  std::optional<std::string> optional_text(std::string_view key);
  /// Reports a missing key.
  std::string required_text(std::string_view key);
  /// One of `choices`; anything else is reported with a suggestion.
  std::string choice(std::string_view key, std::string fallback,
                     const std::vector<std::string>& choices);
  bool flag(std::string_view key, bool fallback);
  double number(std::string_view key, double fallback, Bounds bounds = {});
  std::optional<double> optional_number(std::string_view key, Bounds bounds = {});
  double required_number(std::string_view key, Bounds bounds = {});
  std::int64_t integer(std::string_view key, std::int64_t fallback, Bounds bounds = {});
  std::optional<std::int64_t> optional_integer(std::string_view key, Bounds bounds = {});
  /// Keys end in `_us`, `_ms` or `_s`; the suffix fixes the unit.
  Duration duration(std::string_view key, Duration fallback,
                    Bounds bounds = Bounds::non_negative());
  std::optional<Duration> optional_duration(std::string_view key,
                                            Bounds bounds = Bounds::non_negative());

  /// The raw value of a key (marked as known), or nullptr.
  [[nodiscard]] const Json* raw(std::string_view key);
  /// Calls `read` with a reader of the object at `key`, then finish() on it; false when absent.
  /// A value that is no object is reported and not read.
  bool object(std::string_view key, const std::function<void(Params&)>& read);
  /// Calls `read` for each element of the array at `key`: (element, its pointer).
  bool array(std::string_view key,
             const std::function<void(const Json&, const std::string&)>& read);
  /// Keys and string values of the object at `key`, in file order.
  std::vector<std::pair<std::string, std::string>> text_map(std::string_view key);

  /// Reports an error at a key of this object (or at the object itself for an empty key).
  void error(std::string_view key, std::string message);
  /// Marks a key as known without reading it.
  void allow(std::string_view key);
  /// Reports every key that nobody asked for.
  void finish();

  [[nodiscard]] const std::string& pointer() const { return pointer_; }
  [[nodiscard]] const SourceMap& source() const { return source_; }
  [[nodiscard]] Diagnostics& diagnostics() { return diagnostics_; }

 private:
  const Json* find(std::string_view key);
  void wrong_type(std::string_view key, const Json& found, std::string_view expected);

  const Json* object_;  // null when the value was no object
  std::string pointer_;
  const SourceMap& source_;
  Diagnostics& diagnostics_;
  std::vector<std::string> known_;
};

}  // namespace orbench::core
