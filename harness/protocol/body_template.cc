#include "harness/protocol/body_template.h"

#include <array>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/core/rng.h"
#include "harness/core/suggestion.h"
#include "harness/protocol/endpoint.h"

namespace orbench::protocol {
namespace {

constexpr std::string_view kOpen = "${";
constexpr std::string_view kEscapedOpen = "$${";

/// Two numbers that belong to one request: `what` says what they are for.
std::array<std::uint64_t, 2> drawn(const RenderContext& context, std::string_view what) {
  const std::string_view phase = context.warmup ? "template/warmup" : "template/measured";
  const std::uint64_t cell_seed = core::Rng(context.seed, phase, context.cell).next();
  core::Rng rng(cell_seed, what, context.seq);
  return {rng.next(), rng.next()};
}

void append_uuid(const RenderContext& context, std::string& out) {
  auto [high, low] = drawn(context, "uuid");
  high = (high & 0xFFFFFFFFFFFF0FFFULL) | 0x4000ULL;            // version 4
  low = (low & 0x3FFFFFFFFFFFFFFFULL) | 0x8000000000000000ULL;  // the variant of RFC 9562
  fmt::format_to(std::back_inserter(out), "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32U,
                 (high >> 16U) & 0xFFFFU, high & 0xFFFFU, low >> 48U, low & 0xFFFFFFFFFFFFULL);
}

std::string dumped(const core::Json& value) {
  return value.dump(-1, ' ', false, core::Json::error_handler_t::replace);
}

/// The text as it stands between the quotes of a JSON string.
std::string escaped(std::string_view text) {
  const std::string quoted = dumped(core::Json(text));
  return quoted.substr(1, quoted.size() - 2);
}

}  // namespace

/// Writes a body as literals and slots. Reports every mistake before it gives up.
class BodyTemplate::Compiler {
 public:
  explicit Compiler(const RequestDraft& draft) : draft_(draft) {}

  void value(const core::Json& json, const std::string& pointer) {
    if (json.is_object()) {
      object(json, pointer);
    } else if (json.is_array()) {
      array(json, pointer);
    } else if (json.is_string()) {
      literal_ += '"';
      string(json.get_ref<const std::string&>(), pointer);
      literal_ += '"';
    } else {
      literal_ += dumped(json);
    }
  }

  [[nodiscard]] std::optional<std::vector<Part>> parts() {
    if (failed_) return std::nullopt;
    parts_.push_back({std::move(literal_), Slot::kNone});
    return std::move(parts_);
  }

 private:
  void object(const core::Json& json, const std::string& pointer) {
    char before = '{';
    if (json.empty()) literal_ += before;
    for (const auto& [key, member] : json.items()) {
      literal_ += before;
      literal_ += dumped(core::Json(key));
      literal_ += ':';
      value(member, core::child_pointer(pointer, key));
      before = ',';
    }
    literal_ += '}';
  }

  void array(const core::Json& json, const std::string& pointer) {
    char before = '[';
    if (json.empty()) literal_ += before;
    for (std::size_t i = 0; i < json.size(); ++i) {
      literal_ += before;
      value(json[i], core::child_pointer(pointer, i));
      before = ',';
    }
    literal_ += ']';
  }

  void string(std::string_view text, const std::string& pointer) {
    while (!text.empty()) {
      const std::size_t dollar = std::min(text.find(kEscapedOpen), text.find(kOpen));
      literal_ += escaped(text.substr(0, dollar));
      if (dollar == std::string_view::npos) return;
      text.remove_prefix(dollar);
      if (text.starts_with(kEscapedOpen)) {
        literal_ += kOpen;
        text.remove_prefix(kEscapedOpen.size());
        continue;
      }
      const std::size_t close = text.find('}');
      if (close == std::string_view::npos) {
        error(pointer, core::ErrorCode::kInvalidArgument,
              "a `${` has no `}`; write `$${` for a literal `${`");
        return;
      }
      slot(text.substr(kOpen.size(), close - kOpen.size()), pointer);
      text.remove_prefix(close + 1);
    }
  }

  void slot(std::string_view name, const std::string& pointer) {
    static const std::vector<std::string> names = {"nonce", "seq", "uuid"};
    constexpr std::array<Slot, 3> kSlots = {Slot::kNonce, Slot::kSeq, Slot::kUuid};
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (names[i] != name) continue;
      parts_.push_back({std::exchange(literal_, {}), kSlots[i]});
      return;
    }
    const std::string_view family = name.substr(0, name.find_first_of(".:"));
    for (const std::string_view planned : {"env", "data", "text", "file"}) {
      if (family != planned) continue;
      error(pointer, core::ErrorCode::kUnsupported,
            fmt::format("`${{{}}}` is not known by this build (known: nonce, seq, uuid); write the "
                        "text itself",
                        name));
      return;
    }
    error(pointer, core::ErrorCode::kInvalidArgument,
          fmt::format("unknown template `${{{}}}`{}; write `$${{` for a literal `${{`", name,
                      core::suggest(name, names)));
  }

  void error(const std::string& pointer, core::ErrorCode code, std::string message) {
    failed_ = true;
    draft_.diagnostics.error(code, std::move(message), draft_.source.locate(pointer));
  }

  const RequestDraft& draft_;
  std::vector<Part> parts_;
  std::string literal_;
  bool failed_ = false;
};

std::unique_ptr<BodyTemplate> BodyTemplate::compile(const RequestDraft& draft) {
  Compiler compiler(draft);
  compiler.value(draft.body, draft.pointer);
  auto parts = compiler.parts();
  if (!parts.has_value()) return nullptr;
  auto compiled = std::make_unique<BodyTemplate>();
  compiled->parts_ = std::move(*parts);
  return compiled;
}

void BodyTemplate::render(const RenderContext& context, std::string& out) const {
  for (const Part& part : parts_) {
    out += part.literal;
    switch (part.slot) {
      case Slot::kNone:
        break;
      case Slot::kNonce:
        fmt::format_to(std::back_inserter(out), "{:016x}", drawn(context, "nonce")[0]);
        break;
      case Slot::kSeq:
        fmt::format_to(std::back_inserter(out), "{}", context.seq);
        break;
      case Slot::kUuid:
        append_uuid(context, out);
        break;
    }
  }
}

}  // namespace orbench::protocol
