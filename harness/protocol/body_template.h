#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/json.h"
#include "harness/core/params.h"

namespace orbench::protocol {

struct RenderContext;

/// A JSON body with `${…}` in its strings, compiled to literal text and slots, so that rendering
/// is appending: no JSON is parsed or built per request. Inserted text is JSON-escaped.
/// Known: ${nonce} (unique per request and run seed, the same for the same seed and request),
/// ${seq}, ${uuid} (version 4 form, seeded). `$${` writes a literal `${`.
/// Errors:  an unknown name is reported with its place and a suggestion.
/// Threads: render() is const and may run on any thread.
class BodyTemplate {
 public:
  static std::unique_ptr<BodyTemplate> compile(const core::Json& body, const std::string& pointer,
                                               const core::SourceMap& source,
                                               core::Diagnostics& diagnostics);
  /// Appends the body to `out`.
  void render(const RenderContext& context, std::string& out) const;

 private:
  enum class Slot : std::uint8_t { kNone, kNonce, kSeq, kUuid };
  struct Part {
    std::string literal;  // written before the slot
    Slot slot = Slot::kNone;
  };
  std::vector<Part> parts_;
};

}  // namespace orbench::protocol
