#include "harness/core/params.h"

#include <algorithm>
#include <cmath>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/core/suggestion.h"

namespace orbench::core {
namespace {

constexpr std::size_t kShownBytes = 60;
constexpr std::size_t kMaxListed = 20;  // mistakes of one object that are reported one by one
constexpr double kUnbounded = 1e18;     // Bounds::positive() means no limit by this

std::string clipped(std::string text) {
  if (text.size() <= kShownBytes) return text;
  std::size_t cut = kShownBytes;
  while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0U) == 0x80U) --cut;
  return text.substr(0, cut) + "…";
}

/// A value as an error shows it: `the string "20"`, `an object`.
std::string described(const Json& value) {
  if (value.is_object()) return "an object";
  if (value.is_array()) return "an array";
  if (value.is_null()) return "null";
  if (value.is_string()) {
    return fmt::format("the string \"{}\"", clipped(value.get_ref<const std::string&>()));
  }
  return value.dump();
}

std::string expected(const Bounds& bounds, std::string_view kind) {
  const bool has_lowest = std::isfinite(bounds.lowest);
  const bool has_highest = bounds.highest < kUnbounded;
  if (bounds.lowest_excluded && has_highest) {
    return fmt::format("{} over {} and at most {}", kind, bounds.lowest, bounds.highest);
  }
  if (has_lowest && has_highest) {
    return fmt::format("{} from {} to {}", kind, bounds.lowest, bounds.highest);
  }
  if (bounds.lowest_excluded) return fmt::format("{} over {}", kind, bounds.lowest);
  if (has_lowest) return fmt::format("{} of at least {}", kind, bounds.lowest);
  if (has_highest) return fmt::format("{} of at most {}", kind, bounds.highest);
  return std::string(kind);
}

bool within(double value, const Bounds& bounds) {
  const bool above = bounds.lowest_excluded ? value > bounds.lowest : value >= bounds.lowest;
  return above && value <= bounds.highest;
}

/// Whole numbers, also when written `1e3` or `5.0`, as JSON Schema counts integers.
std::optional<std::int64_t> whole_number(const Json& value) {
  constexpr double kLargestExact = 9007199254740992.0;  // 2^53
  if (value.is_number_unsigned()) {
    const auto number = value.get<std::uint64_t>();
    if (number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) return {};
    return static_cast<std::int64_t>(number);
  }
  if (value.is_number_integer()) return value.get<std::int64_t>();
  if (!value.is_number_float()) return {};
  const auto number = value.get<double>();
  if (std::abs(number) > kLargestExact || std::trunc(number) != number) return {};
  return static_cast<std::int64_t>(number);
}

}  // namespace

Params::Params(const Json& value, std::string pointer, const SourceMap& source,
               Diagnostics& diagnostics)
    : object_(value.is_object() ? &value : nullptr),
      pointer_(std::move(pointer)),
      source_(source),
      diagnostics_(diagnostics) {
  if (object_ == nullptr) error({}, fmt::format("must be an object, found {}", described(value)));
}

bool Params::has(std::string_view key) const {
  return object_ != nullptr && object_->contains(key);
}

bool Params::has_object(std::string_view key) const {
  return has(key) && object_->find(key)->is_object();
}

void Params::allow(std::string_view key) {
  if (std::find(known_.begin(), known_.end(), key) == known_.end()) known_.emplace_back(key);
}

const Json* Params::find(std::string_view key) {
  allow(key);
  if (object_ == nullptr) return nullptr;
  const auto found = object_->find(key);
  return found == object_->end() ? nullptr : &*found;
}

const Json* Params::raw(std::string_view key) { return find(key); }

void Params::error(std::string_view key, std::string message) {
  const std::string at = key.empty() ? pointer_ : child_pointer(pointer_, key);
  diagnostics_.error(ErrorCode::kInvalidArgument, std::move(message), source_.locate(at));
}

void Params::wrong_type(std::string_view key, const Json& found, std::string_view expected) {
  error(key, fmt::format("\"{}\" must be {}, found {}", key, expected, described(found)));
}

std::optional<std::string> Params::optional_text(std::string_view key) {
  const Json* value = find(key);
  if (value == nullptr) return {};
  if (value->is_string()) return value->get_ref<const std::string&>();
  wrong_type(key, *value, "a string");
  return {};
}

std::string Params::text(std::string_view key, std::string fallback) {
  return optional_text(key).value_or(std::move(fallback));
}

std::string Params::required_text(std::string_view key) {
  if (find(key) == nullptr) error(key, fmt::format("\"{}\" is missing: add it, a string", key));
  return optional_text(key).value_or(std::string{});
}

std::string Params::choice(std::string_view key, std::string fallback,
                           const std::vector<std::string>& choices) {
  const std::optional<std::string> typed = optional_text(key);
  if (!typed) return fallback;
  if (std::find(choices.begin(), choices.end(), *typed) != choices.end()) return *typed;
  error(key,
        fmt::format(R"("{}" cannot be "{}"{})", key, clipped(*typed), suggest(*typed, choices)));
  return fallback;
}

bool Params::flag(std::string_view key, bool fallback) {
  const Json* value = find(key);
  if (value == nullptr) return fallback;
  if (value->is_boolean()) return value->get<bool>();
  wrong_type(key, *value, "true or false");
  return fallback;
}

std::optional<double> Params::optional_number(std::string_view key, Bounds bounds) {
  const Json* value = find(key);
  if (value == nullptr) return {};
  if (value->is_number() && within(value->get<double>(), bounds)) return value->get<double>();
  wrong_type(key, *value, expected(bounds, "a number"));
  return {};
}

double Params::number(std::string_view key, double fallback, Bounds bounds) {
  return optional_number(key, bounds).value_or(fallback);
}

double Params::required_number(std::string_view key, Bounds bounds) {
  if (find(key) == nullptr) {
    error(key, fmt::format("\"{}\" is missing: add it, {}", key, expected(bounds, "a number")));
  }
  return optional_number(key, bounds).value_or(0.0);
}

std::optional<std::int64_t> Params::optional_integer(std::string_view key, Bounds bounds) {
  const Json* value = find(key);
  if (value == nullptr) return {};
  const std::optional<std::int64_t> number = whole_number(*value);
  if (number && within(static_cast<double>(*number), bounds)) return number;
  wrong_type(key, *value, expected(bounds, "a whole number"));
  return {};
}

std::int64_t Params::integer(std::string_view key, std::int64_t fallback, Bounds bounds) {
  return optional_integer(key, bounds).value_or(fallback);
}

std::optional<Duration> Params::optional_duration(std::string_view key, Bounds bounds) {
  const std::optional<double> number = optional_number(key, bounds);
  if (!number) return {};
  if (key.ends_with("_us")) return from_ms(*number / 1000.0);
  return key.ends_with("_ms") ? from_ms(*number) : from_seconds(*number);
}

Duration Params::duration(std::string_view key, Duration fallback, Bounds bounds) {
  return optional_duration(key, bounds).value_or(fallback);
}

bool Params::object(std::string_view key, const std::function<void(Params&)>& read) {
  const Json* value = find(key);
  if (value == nullptr) return false;
  if (!value->is_object()) {
    wrong_type(key, *value, "an object");
    return true;
  }
  Params inner(*value, child_pointer(pointer_, key), source_, diagnostics_);
  read(inner);
  inner.finish();
  return true;
}

bool Params::array(std::string_view key,
                   const std::function<void(const Json&, const std::string&)>& read) {
  const Json* value = find(key);
  if (value == nullptr) return false;
  if (!value->is_array()) {
    wrong_type(key, *value, "an array");
    return true;
  }
  const std::string at = child_pointer(pointer_, key);
  for (std::size_t i = 0; i < value->size(); ++i) read((*value)[i], child_pointer(at, i));
  return true;
}

std::vector<std::pair<std::string, std::string>> Params::text_map(std::string_view key) {
  std::vector<std::pair<std::string, std::string>> entries;
  const Json* value = find(key);
  if (value == nullptr) return entries;
  if (!value->is_object()) {
    wrong_type(key, *value, "an object of strings");
    return entries;
  }
  Params inner(*value, child_pointer(pointer_, key), source_, diagnostics_);
  std::size_t mistakes = 0;
  for (const auto& item : value->items()) {
    if (item.value().is_string()) {
      entries.emplace_back(item.key(), item.value().get_ref<const std::string&>());
    } else if (++mistakes <= kMaxListed) {
      inner.wrong_type(item.key(), item.value(), "a string");
    }
  }
  return entries;
}

void Params::finish() {
  if (object_ == nullptr) return;
  const std::unordered_set<std::string_view> known(known_.begin(), known_.end());
  std::size_t unknown = 0;
  for (const auto& item : object_->items()) {
    if (known.contains(item.key()) || ++unknown > kMaxListed) continue;
    error(item.key(),
          fmt::format("unknown key \"{}\"{}", clipped(item.key()), suggest(item.key(), known_)));
  }
  if (unknown > kMaxListed) {
    error({}, fmt::format("{} more unknown keys", unknown - kMaxListed));
  }
}

}  // namespace orbench::core
