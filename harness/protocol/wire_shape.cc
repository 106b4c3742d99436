#include "harness/protocol/wire_shape.h"

#include <charconv>
#include <cstddef>
#include <cstring>
#include <span>

#include <simdjson.h>

#include "harness/core/byte_scan.h"
#include "harness/core/json_lexemes.h"
#include "harness/protocol/printable.h"

namespace orbench::protocol {
namespace {

constexpr std::array kCounts = {&core::Usage::prompt_tokens, &core::Usage::output_tokens,
                                &core::Usage::reasoning_tokens, &core::Usage::cached_tokens};

// What is read is held as two pointers, given by value: as part of an object they would go through
// memory at every step.

/// Where `text` goes on behind `wanted`; null if that does not stand at `at`.
inline const char* behind(const char* at, const char* end, std::string_view wanted) {
  const bool there = static_cast<std::size_t>(end - at) >= wanted.size() &&
                     std::memcmp(at, wanted.data(), wanted.size()) == 0;
  return there ? at + wanted.size() : nullptr;
}

/// The bytes in front that stand for themselves in a JSON text, all of them ASCII.
inline std::size_t plain_front(const char* at, const char* end) {
  return core::first_special({at, static_cast<std::size_t>(end - at)}, [](auto bytes) {
    return bytes.equal('"') | bytes.equal('\\') | bytes.below_or_beyond_ascii(0x20);
  });
}

/// A JSON text up to its closing quote.
struct Text {
  const char* end = nullptr;  ///< null for whatever would need more than counting
  std::size_t bytes = 0;      ///< once decoded
};

/// What text_at() says of one that holds other bytes than plain ones; the first stands at `odd`.
Text odd_text_at(const char* begin, const char* odd, const char* end) {
  std::size_t escapes = 0;
  bool ascii = true;
  const char* at = odd;
  for (; at != end && *at != '"'; at += plain_front(at, end)) {
    const auto c = static_cast<unsigned char>(*at++);
    if (c < 0x20) return {};
    ascii &= c < 0x80;
    if (c != '\\') continue;
    constexpr std::string_view kOneByteEach = "\"\\/bfnrt";
    ++escapes;
    if (at == end || kOneByteEach.find(*at) == std::string_view::npos) return {};
    ++at;
  }
  const auto size = static_cast<std::size_t>(at - begin);
  if (!ascii && !simdjson::validate_utf8(begin, size)) return {};
  return {at, size - escapes};
}

inline Text text_at(const char* at, const char* end) {
  const char* const stop = at + plain_front(at, end);
  if (stop == end || *stop != '"') return odd_text_at(at, stop, end);
  return {stop, static_cast<std::size_t>(stop - at)};
}

/// A whole number that a count can be.
struct Count {
  const char* end = nullptr;  ///< null when there is none
  std::int64_t number = 0;
};

inline Count count_at(const char* at, const char* end) {
  constexpr std::ptrdiff_t kMostDigits = 15;  // fewer than 2^53
  Count count{at};
  for (; count.end != end && core::is_digit(*count.end); ++count.end) {
    if (count.end - at == kMostDigits) return {};
    count.number = count.number * 10 + (*count.end - '0');
  }
  const std::ptrdiff_t size = count.end - at;
  return size == 0 || (size > 1 && *at == '0') ? Count{} : count;
}

/// Where the number that stands at `at` ends; null when there is none.
inline const char* number_end(const char* at, const char* end) {
  const char* stop = at;
  while (end - stop >= 8 && core::ByteWord(core::word_at(stop)).are_digits()) stop += 8;
  while (stop != end && core::is_digit(*stop)) ++stop;
  // Whole numbers are nearly all there are.
  if (stop != at && *at != '0' && stop != end && *stop == ',') return stop;
  const std::size_t size = core::number_length({at, static_cast<std::size_t>(end - at)});
  return size > 0 ? at + size : nullptr;
}

/// Where the cost at `at` ends; null when it is none, or less than nothing.
const char* any_cost_at(const char* at, const char* end, std::optional<core::Usd>& cost) {
  const char* const stop = number_end(at, end);
  double dollars = 0.0;
  if (stop == nullptr || *at == '-') return nullptr;
  const auto [rest, failure] = std::from_chars(at, stop, dollars);
  if (failure != std::errc{} || rest != stop) return nullptr;
  cost = core::Usd::from_dollars(dollars);
  return stop;
}

/// Likewise. Most costs are less than a dollar and have no exponent: a whole number of pico-USD,
/// the same that rounding by way of a double would give.
const char* cost_at(const char* at, const char* end, std::optional<core::Usd>& cost) {
  constexpr std::ptrdiff_t kPicoDecimals = 12;
  const char* stop = at;
  std::int64_t pico = 0;
  if (stop != end && *stop == '0') ++stop;
  if (stop != at && stop != end && *stop == '.') {
    const char* const first = ++stop;
    while (stop != end && core::is_digit(*stop) && stop - first < kPicoDecimals) {
      pico = pico * 10 + (*stop++ - '0');
    }
    if (stop == first) return nullptr;
    for (auto left = kPicoDecimals - (stop - first); left > 0; --left) pico *= 10;
  }
  const bool ends = stop != at && stop != end && (*stop == ',' || *stop == '}');
  if (!ends) return any_cost_at(at, end, cost);
  cost = core::Usd::from_pico(pico);
  return stop;
}

}  // namespace

/// What the values say that only whole replies have.
struct WireShape::OfReply {
  core::Usage usage;
  std::string_view id;

  /// What the walk said of the example is no more than what stands in these values.
  void write_to(WireEvent& out) const {
    if (id.data() != nullptr) out.id = id;
    for (const auto count : kCounts) {
      if (usage.*count) out.usage.*count = usage.*count;
    }
    if (usage.cost) out.usage.cost = usage.cost;
  }
};

/// What the values of an object say.
struct WireShape::Said {
  DeltaMaterial delta;
  OfReply* reply = nullptr;  ///< null for an event of a stream

  void write_to(WireEvent& out) const {
    out.material = {};
    out.reasoning_text = false;
    out.reasoning_opaque = false;
    delta.add_to(out);
    if (reply != nullptr) reply->write_to(out);
  }
};

void WireShape::start(std::string_view example, bool in_stream) {
  example_ = example;
  in_stream_ = in_stream;
  values_seen_ = 0;
  ++number_;
  known_ = false;
}

void WireShape::add(Value value, std::uint8_t kind, std::string_view raw) {
  if (values_seen_ < kMostValues) {
    const auto begin = static_cast<std::uint32_t>(raw.data() - example_.data());
    places_[values_seen_] = {value, kind, begin, begin + static_cast<std::uint32_t>(raw.size())};
  }
  ++values_seen_;
}

void WireShape::add(DeltaText kind, std::string_view raw) {
  add(Value::kText, static_cast<std::uint8_t>(kind), raw);
}

void WireShape::add_number(std::string_view raw) {
  if (!raw.empty()) add(Value::kNumber, 0, raw);
}

std::optional<std::int64_t> core::Usage::*WireShape::member_of(Count count) {
  return kCounts.at(static_cast<std::size_t>(count));
}

void WireShape::add_count(Count count, std::string_view raw) {
  add(Value::kCount, static_cast<std::uint8_t>(count), raw);
}

void WireShape::complete(WireEvent& walked) {
  constexpr std::size_t kMostBytes = 1U << 30U;  // places have 32 bits
  if (values_seen_ == 0 || values_seen_ > kMostValues || example_.size() > kMostBytes) return;
  if (walked.error.has_value() || (in_stream_ && walked.has_usage)) return;
  walked.example = number_;
  const auto holds = [this](char c) { return example_.find(c) != std::string_view::npos; };
  one_line_ = !holds('\n') && !holds('\r');
  known_ = in_stream_ || explains(walked);
}

/// A field of a reply that came twice, or was overruled by another, says something else than its
/// value would by itself.
bool WireShape::explains(const WireEvent& walked) {
  OfReply of_reply;
  Said said{{}, &of_reply};
  const char* const end = example_.data() + example_.size();
  if (take_all(example_.data(), end, said) != end) return false;
  WireEvent& fixed = reply_.made();
  fixed = walked;
  of_reply.write_to(fixed);
  fixed.names_are_plain = is_printable(walked.provider) && is_printable(walked.model) &&
                          is_printable(walked.tier) && is_printable(walked.finish_reason);
  return fixed.usage == walked.usage && fixed.id == walked.id;
}

/// An event of a stream has texts and numbers only.
inline const char* WireShape::take(const Place& place, const char* at, const char* end,
                                   Said& said) {
  if (place.value == Value::kNumber) return number_end(at, end);
  if (place.value == Value::kText || place.value == Value::kId) {
    const Text text = text_at(at, end);
    if (place.value == Value::kText) {
      said.delta.add(static_cast<DeltaText>(place.kind), text.bytes);
      return text.end;
    }
    const bool is_plain = said.reply != nullptr && text.end == at + text.bytes;  // no escapes
    if (!is_plain) return nullptr;
    said.reply->id = {at, text.bytes};
    return text.end;
  }
  if (said.reply == nullptr) return nullptr;
  core::Usage& usage = said.reply->usage;
  if (place.value == Value::kCost) return cost_at(at, end, usage.cost);
  const auto count = count_at(at, end);
  usage.*kCounts[place.kind] = count.number;
  return count.end;
}

/// Where an object of the shape that stands at `at` ends; null if none does.
const char* WireShape::take_all(const char* at, const char* end, Said& said) const {
  const char* from = example_.data();
  for (const Place& place : std::span(places_).first(values_seen_)) {
    const char* const to = example_.data() + place.begin;
    at = behind(at, end, {from, static_cast<std::size_t>(to - from)});
    if (at == nullptr) return nullptr;
    at = take(place, at, end, said);
    if (at == nullptr) return nullptr;
    from = example_.data() + place.end;
  }
  const char* const example_end = example_.data() + example_.size();
  return behind(at, end, {from, static_cast<std::size_t>(example_end - from)});
}

bool WireShape::read(std::string_view json, bool in_stream, WireEvent& out) const {
  if (!known_ || in_stream != in_stream_ || (in_stream && out.example != number_)) return false;
  OfReply of_reply;
  Said said{{}, &of_reply};
  const char* const end = json.data() + json.size();
  if (take_all(json.data(), end, said) != end) return false;
  if (!in_stream) out = *reply_;
  out.repeats = in_stream;
  said.write_to(out);
  return true;
}

std::size_t WireShape::read_front(std::string_view text, std::string_view end,
                                  WireEvent& out) const {
  if (!known_ || !in_stream_ || !one_line_ || out.example != number_) return 0;
  Said said;
  const char* const text_end = text.data() + text.size();
  const char* const stop = take_all(text.data(), text_end, said);
  if (stop == nullptr || behind(stop, text_end, end) == nullptr) return 0;
  out.repeats = true;
  said.write_to(out);
  return static_cast<std::size_t>(stop - text.data());
}

}  // namespace orbench::protocol
