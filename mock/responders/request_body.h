#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

/// Reading a request's JSON, which may be anything: a missing key, `null` and a value of another
/// type all read as "not given". Not core::Json: its keys are searched in line, and a hostile body
/// may have a million of them.
namespace orbench::mock::body {

/// The object that the text holds, or null: for text that is no JSON, is no object, or nests
/// deeper than any real request.
[[nodiscard]] nlohmann::json parse(std::string_view text);

/// The value at a key, or null; also for anything that is no object.
[[nodiscard]] const nlohmann::json& at(const nlohmann::json& object, std::string_view key);
[[nodiscard]] std::string text_at(const nlohmann::json& object, std::string_view key);
[[nodiscard]] bool flag_at(const nlohmann::json& object, std::string_view key, bool fallback);
/// A number of at least 1, as a whole one, at most a billion.
[[nodiscard]] std::optional<std::int64_t> count_at(const nlohmann::json& object,
                                                   std::string_view key);
/// The strings of an array.
[[nodiscard]] std::vector<std::string> texts_at(const nlohmann::json& object, std::string_view key);
/// Whether the key holds anything but null.
[[nodiscard]] bool has(const nlohmann::json& object, std::string_view key);
/// The first of `keys` that holds nothing; empty when none is missing.
[[nodiscard]] std::string_view first_missing(const nlohmann::json& object,
                                             std::initializer_list<std::string_view> keys);

/// One token for every four bytes, rounded up: the mock's tokenizer for what it is given.
[[nodiscard]] std::int64_t tokens_of(std::size_t bytes);
/// Bytes of a message's content: the string itself, or the `text` of its parts.
[[nodiscard]] std::size_t content_bytes(const nlohmann::json& content);
/// Of a list of `{role, content}`: their contents, and four tokens for each.
[[nodiscard]] std::int64_t message_tokens(const nlohmann::json& messages);

}  // namespace orbench::mock::body
