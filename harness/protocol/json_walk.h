#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

#include <simdjson.h>

/// Walking JSON from the wire with simdjson's on-demand parser, which reads a text once and front
/// to back: every object is walked over all its fields, so their order never matters.
/// A value of an unexpected type reads as absent; only broken JSON is an error. Nothing throws.
/// For the .cc files of this layer alone: simdjson.h is heavy.
namespace orbench::protocol {

namespace ondemand = simdjson::ondemand;

/// A field's name as it stands in the text (the API's names hold no escapes).
[[nodiscard]] inline std::string_view raw_key(const ondemand::field& field) {
  // The text ends in an object's brace and every string in it is closed, so the quote is there.
  const char* const begin = field.key().raw();
  const char* const end = std::strchr(begin, '"');
  return {begin, end == nullptr ? 0 : static_cast<std::size_t>(end - begin)};
}

/// Calls `read(key, value)` for each field if `container` (a value or a document) is an object.
template <class Container, class Read>
simdjson::error_code each_field(Container& container, Read read) {
  ondemand::object object;
  const simdjson::error_code opened = container.get_object().get(object);
  if (opened == simdjson::INCORRECT_TYPE) return simdjson::SUCCESS;
  if (opened != simdjson::SUCCESS) return opened;
  for (auto next : object) {
    if (const auto error = next.error()) return error;
    ondemand::field field = next.value_unsafe();
    if (const auto error = read(raw_key(field), field.value())) return error;
  }
  return simdjson::SUCCESS;
}

/// Calls `read(value)` for each element if `container` is an array.
template <class Read>
simdjson::error_code each_element(ondemand::value& container, Read read) {
  ondemand::array array;
  const simdjson::error_code opened = container.get_array().get(array);
  if (opened == simdjson::INCORRECT_TYPE) return simdjson::SUCCESS;
  if (opened != simdjson::SUCCESS) return opened;
  for (auto next : array) {
    if (const auto error = next.error()) return error;
    ondemand::value value = next.value_unsafe();
    if (const auto error = read(value)) return error;
  }
  return simdjson::SUCCESS;
}

/// A string as it stands between its quotes; without data for any other type.
[[nodiscard]] std::string_view raw_text_of(ondemand::value& value);

/// The decoded string, or empty for any other type. A string without escapes is not copied.
/// Half a surrogate pair (some providers cut an emoji in two) comes back as it stands.
/// Lifetime: until the parser's next text.
[[nodiscard]] std::string_view text_of(ondemand::value& value);

/// A number as it stands in the text, of the JSON grammar; empty for anything else. Leaves the
/// value unread.
[[nodiscard]] std::string_view number_text_of(ondemand::value& value);
/// A whole number as it stands in the text, without sign, point or exponent; empty for anything
/// else. Leaves the value unread.
[[nodiscard]] std::string_view digits_of(ondemand::value& value);

/// A whole number from 0 to 2^53, also when written `15.0`; absent for anything else.
[[nodiscard]] std::optional<std::int64_t> count_of(ondemand::value& value);

}  // namespace orbench::protocol
