#include "harness/protocol/chunk_shape.h"

#include <algorithm>
#include <span>

#include <simdjson.h>

namespace orbench::protocol {
namespace {

/// Takes `wanted` off the front of `text` if it stands there.
bool take(std::string_view& text, std::string_view wanted) {
  const bool there = text.starts_with(wanted);
  if (there) text.remove_prefix(wanted.size());
  return there;
}

constexpr std::size_t kNoText = std::string_view::npos;

/// Takes a JSON text up to its closing quote off the front. Its length once decoded, or kNoText
/// for whatever would need more than counting.
std::size_t take_text(std::string_view& json) {
  std::size_t at = 0;
  std::size_t escapes = 0;
  unsigned char seen = 0;
  for (; at < json.size() && json[at] != '"'; ++at) {
    const auto c = static_cast<unsigned char>(json[at]);
    if (c < 0x20) return kNoText;
    seen |= c;
    if (c != '\\') continue;
    constexpr std::string_view kOneByteEach = "\"\\/bfnrt";
    ++at;
    ++escapes;
    if (at == json.size() || kOneByteEach.find(json[at]) == kNoText) return kNoText;
  }
  if (seen >= 0x80 && !simdjson::validate_utf8(json.data(), at)) return kNoText;
  json.remove_prefix(at);
  return at - escapes;
}

/// Takes a whole number as JSON writes it off the front.
bool take_number(std::string_view& json) {
  const std::size_t size = std::min(json.find_first_not_of("0123456789"), json.size());
  const bool whole = size == 1 || (size > 1 && json.front() != '0');
  json.remove_prefix(size);
  return whole;
}

std::string_view between(const char* from, const char* to) {
  return {from, static_cast<std::size_t>(to - from)};
}

}  // namespace

void ChunkShape::start(std::string_view example) {
  example_ = example;
  texts_seen_ = 0;
  ++number_;
  known_ = false;
}

void ChunkShape::add(DeltaText kind, std::string_view raw) {
  if (texts_seen_ < kMostTexts) texts_[texts_seen_] = {kind, raw, false};
  ++texts_seen_;
}

void ChunkShape::add_number(std::string_view raw) {
  if (texts_seen_ < kMostTexts) texts_[texts_seen_] = {DeltaText::kAnswer, raw, true};
  ++texts_seen_;
}

void ChunkShape::complete(WireEvent& walked) {
  if (texts_seen_ == 0 || texts_seen_ > kMostTexts) return;
  if (walked.error.has_value() || walked.has_usage) return;
  walked.example = number_;
  fixed_ = walked;
  fixed_.material = {};
  fixed_.reasoning_text = false;
  fixed_.reasoning_opaque = false;
  known_ = true;
}

bool ChunkShape::read(std::string_view json, WireEvent& out) const {
  if (!known_) return false;
  DeltaMaterial delta;
  const char* from = example_.data();
  for (const Text& text : std::span(texts_).first(texts_seen_)) {
    if (!take(json, between(from, text.raw.data()))) return false;
    if (text.is_number) {
      if (!take_number(json)) return false;
    } else {
      const std::size_t bytes = take_text(json);
      if (bytes == kNoText) return false;
      delta.add(text.kind, bytes);
    }
    from = text.raw.data() + text.raw.size();
  }
  if (json != between(from, example_.data() + example_.size())) return false;
  const bool repeats = out.example == number_;
  if (!repeats) out = fixed_;
  out.repeats = repeats;
  out.material = {};
  out.reasoning_text = false;
  out.reasoning_opaque = false;
  delta.add_to(out);
  return true;
}

}  // namespace orbench::protocol
