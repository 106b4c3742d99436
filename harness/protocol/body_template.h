#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "harness/protocol/request_draft.h"

namespace orbench::protocol {

struct RenderContext;

/// A JSON body with `${…}` in its strings, compiled to literal text and slots, so that rendering
/// is appending: no JSON is parsed or built per request. Inserted text is JSON-escaped.
/// Known: ${nonce} (16 hex digits), ${seq} (decimal), ${uuid} (version 4 form). Nonce and uuid
/// depend on the run seed, the cell, warm-up or not, and seq; inside one body each has one value.
/// `$${` writes a literal `${`. Keys are never templates.
/// Errors:  an unknown name and a `${` without its `}` are reported with their place and remedy;
///          compile() then returns nullptr.
/// Threads: render() is const and may run on any thread.
class BodyTemplate {
 public:
  static std::unique_ptr<BodyTemplate> compile(const RequestDraft& draft);
  /// Appends the body to `out`.
  void render(const RenderContext& context, std::string& out) const;

 private:
  class Compiler;
  enum class Slot : std::uint8_t { kNone, kNonce, kSeq, kUuid };
  struct Part {
    std::string literal;  // written before the slot
    Slot slot = Slot::kNone;
  };
  std::vector<Part> parts_;
};

}  // namespace orbench::protocol
