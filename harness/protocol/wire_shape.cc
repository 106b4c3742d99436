#include "harness/protocol/wire_shape.h"

#include <charconv>
#include <span>

#include <simdjson.h>

#include "harness/core/byte_scan.h"
#include "harness/core/json_lexemes.h"

namespace orbench::protocol {
namespace {

constexpr std::size_t kNoText = std::string_view::npos;
constexpr std::array kCounts = {&core::Usage::prompt_tokens, &core::Usage::output_tokens,
                                &core::Usage::reasoning_tokens, &core::Usage::cached_tokens};

/// Takes `wanted` off the front of `text` if it stands there.
bool take(std::string_view& text, std::string_view wanted) {
  const bool there = text.starts_with(wanted);
  if (there) text.remove_prefix(wanted.size());
  return there;
}

/// The bytes in front that stand for themselves in a JSON text, all of them ASCII.
std::size_t plain_front(std::string_view json) {
  return core::first_special(json, [](auto bytes) {
    return bytes.equal('"') | bytes.equal('\\') | bytes.below(0x20) | bytes.beyond_ascii();
  });
}

/// What take_text() does from `at` on, where a byte stands that is no plain one.
std::size_t take_odd_text(std::string_view& json, std::size_t at) {
  std::size_t escapes = 0;
  bool ascii = true;
  for (; at < json.size() && json[at] != '"'; at += plain_front(json.substr(at))) {
    const auto c = static_cast<unsigned char>(json[at++]);
    if (c < 0x20) return kNoText;
    ascii &= c < 0x80;
    if (c != '\\') continue;
    constexpr std::string_view kOneByteEach = "\"\\/bfnrt";
    ++escapes;
    if (at == json.size() || kOneByteEach.find(json[at]) == kNoText) return kNoText;
    ++at;
  }
  if (!ascii && !simdjson::validate_utf8(json.data(), at)) return kNoText;
  json.remove_prefix(at);
  return at - escapes;
}

/// Takes a JSON text up to its closing quote off the front. Its length once decoded, or kNoText
/// for whatever would need more than counting.
std::size_t take_text(std::string_view& json) {
  const std::size_t at = plain_front(json);
  if (at == json.size() || json[at] != '"') return take_odd_text(json, at);
  json.remove_prefix(at);
  return at;
}

/// Takes a whole number that a count can be off the front.
std::optional<std::int64_t> take_count(std::string_view& json) {
  constexpr std::size_t kMostDigits = 15;  // fewer than 2^53
  std::int64_t number = 0;
  std::size_t size = 0;
  for (; size < json.size() && core::is_digit(json[size]); ++size) {
    if (size == kMostDigits) return std::nullopt;
    number = number * 10 + (json[size] - '0');
  }
  if (size == 0 || (size > 1 && json.front() == '0')) return std::nullopt;
  json.remove_prefix(size);
  return number;
}

std::optional<core::Usd> take_cost(std::string_view& json) {
  const std::size_t size = core::number_length(json);
  double dollars = 0.0;
  const auto [rest, failure] = std::from_chars(json.data(), json.data() + size, dollars);
  const bool usable = size > 0 && failure == std::errc{} && rest == json.data() + size;
  if (!usable || json.front() == '-') return std::nullopt;
  json.remove_prefix(size);
  return core::Usd::from_dollars(dollars);
}

bool take_number(std::string_view& json) {
  std::size_t size = 0;
  while (size < json.size() && core::is_digit(json[size])) ++size;
  // Whole numbers are nearly all there are.
  const bool whole = size > 0 && json.front() != '0' && size < json.size() && json[size] == ',';
  if (!whole) size = core::number_length(json);
  json.remove_prefix(size);
  return size > 0;
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
  one_line_ = example_.find('\n') == kNoText && example_.find('\r') == kNoText;
  known_ = in_stream_ || explains(walked);
}

/// A field of a reply that came twice, or was overruled by another, says something else than its
/// value would by itself.
bool WireShape::explains(const WireEvent& walked) {
  OfReply of_reply;
  Said said{{}, &of_reply};
  std::string_view rest = example_;
  if (!take_all(rest, said) || !rest.empty()) return false;
  WireEvent& fixed = reply_.made();
  fixed = walked;
  of_reply.write_to(fixed);
  return fixed.usage == walked.usage && fixed.id == walked.id;
}

/// The values that events of a stream have; of a reply's others, take_of_reply().
inline bool WireShape::take(const Place& place, std::string_view& json, Said& said) {
  if (place.value == Value::kText) {
    const std::size_t bytes = take_text(json);
    if (bytes == kNoText) return false;
    said.delta.add(static_cast<DeltaText>(place.kind), bytes);
    return true;
  }
  return place.value == Value::kNumber ? take_number(json) : take_of_reply(place, json, said);
}

bool WireShape::take_of_reply(const Place& place, std::string_view& json, Said& said) {
  if (said.reply == nullptr) return false;  // events of a stream have none of these
  OfReply& reply = *said.reply;
  if (place.value == Value::kId) {
    const char* const begin = json.data();
    const std::size_t bytes = take_text(json);
    reply.id = {begin, static_cast<std::size_t>(json.data() - begin)};
    return bytes == reply.id.size();  // kNoText, or less where it holds escapes
  }
  if (place.value == Value::kCount) {
    const auto count = take_count(json);
    reply.usage.*kCounts[place.kind] = count;
    return count.has_value();
  }
  reply.usage.cost = take_cost(json);
  return reply.usage.cost.has_value();
}

/// Takes an object of the shape off the front.
bool WireShape::take_all(std::string_view& json, Said& said) const {
  std::size_t from = 0;
  for (const Place& place : std::span(places_).first(values_seen_)) {
    if (!protocol::take(json, example_.substr(from, place.begin - from))) return false;
    if (!take(place, json, said)) return false;
    from = place.end;
  }
  return protocol::take(json, example_.substr(from));
}

bool WireShape::read(std::string_view json, bool in_stream, WireEvent& out) const {
  if (!known_ || in_stream != in_stream_ || (in_stream && out.example != number_)) return false;
  OfReply of_reply;
  Said said{{}, &of_reply};
  if (!take_all(json, said) || !json.empty()) return false;
  if (!in_stream) out = *reply_;
  out.repeats = in_stream;
  said.write_to(out);
  return true;
}

std::size_t WireShape::read_front(std::string_view text, std::string_view end,
                                  WireEvent& out) const {
  if (!known_ || !in_stream_ || !one_line_ || out.example != number_) return 0;
  Said said;
  std::string_view rest = text;
  if (!take_all(rest, said) || !rest.starts_with(end)) return 0;
  out.repeats = true;
  said.write_to(out);
  return text.size() - rest.size();
}

}  // namespace orbench::protocol
