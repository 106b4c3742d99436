#pragma once

#include <memory>
#include <string_view>

#include "harness/protocol/content/answer_schema.h"
#include "harness/protocol/request_draft.h"

namespace orbench::protocol {

/// The format that a request asks its answer to have.
struct AskedFormat {
  std::unique_ptr<AnswerSchema> schema;  ///< null: any JSON object
};

/// Reads it where each kind has it: `response_format` (chat), `text.format` (responses),
/// `output_config.format` (messages). Null where the request asks for none. Mistakes in the schema
/// are reported at their place; then the format has none.
[[nodiscard]] std::unique_ptr<AskedFormat> read_asked_format(std::string_view endpoint,
                                                             const RequestDraft& draft);

}  // namespace orbench::protocol
