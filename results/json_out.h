#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "harness/core/json.h"
#include "harness/core/units.h"

namespace orbench::results {

/// A field function that serves both directions takes `Is<T> auto&`: const when it is written out.
template <class Value, class T>
concept Is = std::same_as<std::remove_const_t<Value>, T>;

/// Writes named fields into one JSON object. Its twin JsonIn has the same calls and reads them
/// back, so that a type's field names stand once (summary_fields.h) and the two directions cannot
/// drift apart.
/// Numbers:  this is the one place that keeps NaN and infinity out of files: they become null.
/// Text:     invalid UTF-8 in a key becomes U+FFFD here, in a value when the document is printed.
/// Lifetime: borrows the object; a child's slot is valid until its parent gets another field.
class JsonOut {
 public:
  static constexpr bool kReads = false;

  /// Turns `object` into an empty object.
  explicit JsonOut(core::Json& object);

  void operator()(std::string_view key, bool value);
  void operator()(std::string_view key, int value);
  void operator()(std::string_view key, std::int64_t value);
  void operator()(std::string_view key, std::uint64_t value);
  void operator()(std::string_view key, double value);
  void operator()(std::string_view key, core::Usd value);
  void operator()(std::string_view key, const std::string& value);
  void operator()(std::string_view key, const core::JsonValue& value);
  void operator()(std::string_view key, const std::vector<double>& values);
  void operator()(std::string_view key, const std::vector<std::string>& values);
  /// As an object; of equal names the last one stays.
  void operator()(std::string_view key,
                  const std::vector<std::pair<std::string, std::string>>& values);
  /// Absent when empty.
  template <class T>
  void operator()(std::string_view key, const std::optional<T>& value) {
    if (value) (*this)(key, *value);
  }

  /// A figure that follows from others: written for the reader's ease, not read back.
  template <class T>
  void derived(std::string_view key, const T& value) {
    (*this)(key, value);
  }
  /// An enumerator by its name.
  template <class Enum, class ToName, class FromName>
  void named(std::string_view key, Enum value, ToName to_name, FromName /*from_name*/) {
    (*this)(key, std::string(to_name(value)));
  }
  /// An object whose fields `write(child)` gives.
  template <class Write>
  void nested(std::string_view key, Write write) {
    JsonOut child(slot(key));
    write(child);
  }
  template <class T>
  void object(std::string_view key, const T& value) {
    nested(key, [&](JsonOut& child) { fields(child, value); });
  }
  /// Absent when empty.
  template <class T>
  void object(std::string_view key, const std::optional<T>& value) {
    if (value) object(key, *value);
  }
  /// `write(child, item, index)` for each.
  template <class T, class Write>
  void list(std::string_view key, const std::vector<T>& items, Write write) {
    core::Json& array = array_slot(key);
    for (std::size_t i = 0; i < items.size(); ++i) {
      JsonOut child(appended(array));
      write(child, items[i], i);
    }
  }
  template <class T>
  void list(std::string_view key, const std::vector<T>& items) {
    list(key, items, [](JsonOut& child, const T& item, std::size_t) { fields(child, item); });
  }
  template <class T>
  void map(std::string_view key, const std::map<std::string, T>& items) {
    nested(key, [&](JsonOut& child) {
      for (const auto& [name, item] : items) child.object(name, item);
    });
  }

 private:
  core::Json& slot(std::string_view key);
  core::Json& array_slot(std::string_view key);
  static core::Json& appended(core::Json& array);

  core::Json& object_;
};

}  // namespace orbench::results
