#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "harness/data/data_set.h"
#include "harness/protocol/request_draft.h"

namespace orbench::protocol {

struct RenderContext;

/// A JSON body with `${…}` in its strings, compiled to literal text and slots, so that rendering
/// is appending: no JSON is parsed or built per request, and a buffer that has grown costs no
/// allocation. Inserted text is JSON-escaped. Keys are never templates; `$${` writes a `${`.
///
///   ${nonce}           16 hex digits                 by run seed, cell, warm-up or not, and seq
///   ${uuid}            a version 4 form              likewise; inside one body each has one value
///   ${seq}             decimal
///   ${data.SET.FIELD}  of the row that the set gives this round: every cell of a matrix sends the
///                      same rows
///   ${data.SET.FIELD|number}  the same as a number, where it is a member's whole value
///   ${text:N}          seeded_text.h; by round, so that cells compare like with like
///   ${env.NAME}        an allowed environment variable   } the same in every request
///   ${file:PATH}, ${file:PATH|base64}                    }
///
/// Errors:   each mistake is reported with its place and remedy; compile() then returns nullptr.
/// Threads:  render() is const and may run on any thread.
/// Lifetime: borrows the sets and texts of the draft's material.
class BodyTemplate {
 public:
  static std::unique_ptr<BodyTemplate> compile(const RequestDraft& draft);
  /// Appends the body to `out`.
  void render(const RenderContext& context, std::string& out) const;

 private:
  friend class TemplateCompiler;
  enum class Slot : std::uint8_t { kNone, kNonce, kSeq, kUuid, kData, kText, kConstant };
  struct Part {
    std::string literal;  // written before the slot
    Slot slot = Slot::kNone;
    std::uint64_t number = 0;            // kData: the field; kText: how many tokens
    const data::DataSet* set = nullptr;  // kData
    std::string_view constant;           // kConstant: shared by all requests and cells
  };
  std::vector<Part> parts_;
};

}  // namespace orbench::protocol
