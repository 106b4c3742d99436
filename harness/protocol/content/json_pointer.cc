#include "harness/protocol/content/json_pointer.h"

#include <charconv>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace orbench::protocol {
namespace {

std::optional<std::string> unescaped(std::string_view step) {
  std::string out;
  for (std::size_t i = 0; i < step.size(); ++i) {
    if (step[i] != '~') {
      out += step[i];
      continue;
    }
    ++i;
    if (i == step.size() || (step[i] != '0' && step[i] != '1')) return std::nullopt;
    out += step[i] == '0' ? '~' : '/';
  }
  return out;
}

/// Of an element of a list: digits without a leading zero.
std::optional<std::size_t> index_of(const std::string& step) {
  std::size_t index = 0;
  const char* const end = step.data() + step.size();
  const auto [stop, failure] = std::from_chars(step.data(), end, index);
  const bool leading_zero = step.size() > 1 && step.front() == '0';
  if (failure != std::errc{} || stop != end || leading_zero) return std::nullopt;
  return index;
}

const ForeignJson* child_of(const ForeignJson& value, const std::string& step) {
  if (value.is_object()) {
    const auto found = value.find(step);
    return found == value.end() ? nullptr : &*found;
  }
  const auto index = index_of(step);
  return value.is_array() && index && *index < value.size() ? &value[*index] : nullptr;
}

}  // namespace

core::Result<JsonPointer> JsonPointer::parse(std::string_view text) {
  const auto refuse = [whole = text](std::string_view why) {
    return core::fail(core::ErrorCode::kInvalidArgument,
                      fmt::format("\"{}\" is no JSON pointer: {}", whole, why));
  };
  JsonPointer pointer;
  if (!text.empty() && text.front() != '/') return refuse("it begins with \"/\", or is empty");
  while (!text.empty()) {
    text.remove_prefix(1);
    const std::string_view step = text.substr(0, text.find('/'));
    text.remove_prefix(step.size());
    auto name = unescaped(step);
    if (!name) return refuse("behind \"~\" goes 0 (for ~) or 1 (for /)");
    pointer.steps_.push_back(*std::move(name));
  }
  return pointer;
}

const ForeignJson* JsonPointer::find_in(const ForeignJson& document) const {
  const ForeignJson* at = &document;
  for (const std::string& step : steps_) {
    at = child_of(*at, step);
    if (at == nullptr) return nullptr;
  }
  return at;
}

}  // namespace orbench::protocol
