#include "harness/protocol/chunk_shape.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include <simdjson.h>

namespace orbench::protocol {
namespace {

/// Takes `wanted` off the front of `text` if it stands there.
bool take(std::string_view& text, std::string_view wanted) {
  const bool there =
      text.size() >= wanted.size() && std::memcmp(text.data(), wanted.data(), wanted.size()) == 0;
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

/// Points `name` to the same place in the copy. False when it is no part of the original.
bool move_to(std::string_view copy, std::string_view original, std::string_view& name) {
  if (name.empty()) return true;
  const auto from = reinterpret_cast<std::uintptr_t>(original.data());
  const auto at = reinterpret_cast<std::uintptr_t>(name.data());
  if (at < from || at + name.size() > from + original.size()) return false;
  name = copy.substr(at - from, name.size());
  return true;
}

}  // namespace

void ChunkShape::learn(std::string_view json, std::span<const Text> texts,
                       const ChatChunk& walked) {
  slots_used_ = 0;
  const bool fits = json.size() <= kLargestChunk && texts.size() <= kMostTexts;
  if (!fits || walked.error.has_value()) return;
  example_.assign(json);
  fixed_ = walked;
  fixed_.material = {};
  fixed_.reasoning_text = false;
  fixed_.reasoning_opaque = false;
  for (std::string_view* name :
       {&fixed_.id, &fixed_.provider, &fixed_.model, &fixed_.tier, &fixed_.finish_reason}) {
    if (!move_to(example_, json, *name)) return;  // it held escapes and was decoded elsewhere
  }
  std::transform(texts.begin(), texts.end(), slots_.begin(), [&](const Text& text) {
    const auto begin = static_cast<std::size_t>(text.raw.data() - json.data());
    return Slot{text.kind, begin, begin + text.raw.size()};
  });
  slots_used_ = texts.size();
}

bool ChunkShape::read(std::string_view json, ChatChunk& out) const {
  if (slots_used_ == 0) return false;
  const std::string_view example = example_;
  DeltaMaterial delta;
  std::size_t from = 0;
  for (const Slot& slot : std::span(slots_).first(slots_used_)) {
    if (!take(json, example.substr(from, slot.begin - from))) return false;
    const std::size_t bytes = take_text(json);
    if (bytes == kNoText) return false;
    delta.add(slot.kind, bytes);
    from = slot.end;
  }
  if (json != example.substr(from)) return false;
  out = fixed_;
  delta.add_to(out);
  return true;
}

}  // namespace orbench::protocol
