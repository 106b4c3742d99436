#include "harness/protocol/body_template.h"

#include <array>
#include <cstring>
#include <utility>

#include <fmt/format.h>

#include "harness/core/rng.h"
#include "harness/protocol/endpoint.h"
#include "harness/protocol/seeded_text.h"
#include "harness/protocol/template_compiler.h"

namespace orbench::protocol {
namespace {

constexpr core::StreamName kWarmup = "template/warmup";
constexpr core::StreamName kMeasured = "template/measured";
constexpr core::StreamName kNonce = "nonce";
constexpr core::StreamName kUuid = "uuid";

/// Numbers that belong to one request: `what` says what they are for.
core::Rng numbers_of(const RenderContext& context, core::StreamName what) {
  const core::StreamName phase = context.warmup ? kWarmup : kMeasured;
  const std::uint64_t cell_seed = core::Rng(context.seed, phase, context.cell).next();
  return core::Rng(cell_seed, what, context.seq);
}

/// The two digits of each byte.
constexpr auto kHexOfByte = [] {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::array<std::array<char, 2>, 256> pairs{};
  for (std::size_t i = 0; i < pairs.size(); ++i) pairs[i] = {kDigits[i >> 4U], kDigits[i & 0xFU]};
  return pairs;
}();

/// The lowest `digits` of it. REQUIRES: at most 16.
void append_hex(std::uint64_t value, std::size_t digits, std::string& out) {
  std::array<char, 16> text;
  for (std::size_t at = text.size(); at > 0; value >>= 8U) {
    at -= 2;
    std::memcpy(text.data() + at, kHexOfByte[value & 0xFFU].data(), 2);
  }
  out.append(text.data() + (text.size() - digits), digits);
}

void append_uuid(const RenderContext& context, std::string& out) {
  core::Rng numbers = numbers_of(context, kUuid);
  std::uint64_t high = numbers.next();
  std::uint64_t low = numbers.next();
  high = (high & 0xFFFFFFFFFFFF0FFFULL) | 0x4000ULL;            // version 4
  low = (low & 0x3FFFFFFFFFFFFFFFULL) | 0x8000000000000000ULL;  // the variant of RFC 9562
  append_hex(high >> 32U, 8, out);
  append_hex(high >> 16U, 4, out += '-');
  append_hex(high, 4, out += '-');
  append_hex(low >> 48U, 4, out += '-');
  append_hex(low, 12, out += '-');
}

void append_text(const RenderContext& context, std::size_t slot, std::uint64_t tokens,
                 std::string& out) {
  const std::string_view phase = context.warmup ? "text/warmup" : "text/measured";
  const std::uint64_t slot_seed = core::Rng(context.seed, phase, slot).next();
  core::Rng rng(slot_seed, "text", context.round);
  append_seeded_text(rng, tokens, out);
}

}  // namespace

std::unique_ptr<BodyTemplate> BodyTemplate::compile(const RequestDraft& draft) {
  TemplateCompiler compiler(draft);
  compiler.value(draft.body, draft.pointer);
  return compiler.finish();
}

void BodyTemplate::render(const RenderContext& context, std::string& out) const {
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const Part& part = parts_[i];
    out += part.literal;
    switch (part.slot) {
      case Slot::kNone:
        break;
      case Slot::kNonce:
        append_hex(numbers_of(context, kNonce).next(), 16, out);
        break;
      case Slot::kSeq:
        out += fmt::format_int(context.seq).c_str();
        break;
      case Slot::kUuid:
        append_uuid(context, out);
        break;
      case Slot::kData:
        out += part.set->json_text(part.number, context.round, context.warmup);
        break;
      case Slot::kText:
        append_text(context, i, part.number, out);
        break;
      case Slot::kConstant:
        out += part.constant;
        break;
    }
  }
}

}  // namespace orbench::protocol
