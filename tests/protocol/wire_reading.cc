#include "tests/protocol/wire_reading.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "tests/protocol/told.h"

namespace orbench::protocol {
namespace {

std::string told(bool read, const WireEvent& c) {
  if (!read) return "refused";
  const auto shown = [](const std::optional<std::int64_t>& n) { return n.value_or(-1); };
  return fmt::format(
      "{} {} {} {} {} {} | {} {} {} {} {} {} | {}|{}|{}|{}|{}|{}| {} {} {} {} | {}",
      c.material.answer_bytes, c.material.has_answer, c.material.reasoning_bytes,
      c.material.has_reasoning, c.reasoning_text, c.reasoning_opaque, c.has_usage,
      shown(c.usage.prompt_tokens), shown(c.usage.output_tokens), shown(c.usage.reasoning_tokens),
      shown(c.usage.cached_tokens), c.usage.cost ? c.usage.cost->pico() : -1, c.id, c.provider,
      c.model, c.tier, c.routing ? c.routing->selected : std::string{}, c.finish_reason, c.failed,
      c.last, c.items, c.defect.value_or(""), c.error ? describe(*c.error) : "no error");
}

}  // namespace

std::string Held::read(std::string_view json, bool in_stream) {
  const bool read = wire->read(json, in_stream, event);
  return told(read, event);
}

std::string random_piece(core::Rng& rng) {
  static const std::vector<std::string> pieces = {"x",
                                                  " words ",
                                                  "\xC3\xA9",
                                                  "\xF0\x9F\x99\x82",
                                                  "\xFF",
                                                  "\xC3",
                                                  "\\n",
                                                  "\\\"",
                                                  "\\\\",
                                                  "\\u00e9",
                                                  "\\ud83d",
                                                  "\\q",
                                                  "\\",
                                                  "\"",
                                                  "\",\"content\":\"",
                                                  "\",\"delta\":\"",
                                                  "\",\"sequence_number\":7,\"x\":\"",
                                                  "\",\"text\":\"",
                                                  "\"}",
                                                  "\n",
                                                  std::string(1, '\0'),
                                                  ""};
  return pieces[rng.below(pieces.size())];
}

std::string mutated(std::string json, core::Rng& rng) {
  for (std::uint64_t n = rng.below(3); n > 0 && !json.empty(); --n) {
    std::size_t at = rng.below(json.size());
    if (rng.below(4) != 0) at = std::min(json.find(":\"", at), json.size() - 1) + 1;
    json.replace(std::min(at + rng.below(2), json.size()), rng.below(3), random_piece(rng));
  }
  return json;
}

}  // namespace orbench::protocol
