#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "harness/protocol/content/foreign_json.h"
#include "harness/protocol/content/json_pointer.h"
#include "harness/protocol/content/pattern.h"
#include "harness/protocol/request_draft.h"

namespace orbench::protocol {

/// A JSON Schema as structured outputs use it, for judging answers that come from outside: the
/// work and the depth of one judgement are bounded, whatever schema and answer are. Texts of
/// `format` and the like are annotations. A keyword that is not judged is a mistake, so that
/// *honoured* never means less than it says.
/// Threads: const after compile(), any thread.
/// Source:  JSON Schema draft-07, and `$defs` of its successors.
class AnswerSchema {
 public:
  /// Mistakes are reported, each at its place; then nullptr. `draft` is the schema in its request.
  static std::unique_ptr<AnswerSchema> compile(const RequestDraft& draft);

  ~AnswerSchema();
  AnswerSchema(const AnswerSchema&) = delete;
  AnswerSchema& operator=(const AnswerSchema&) = delete;

  /// The first thing that does not fit, with its place; empty when everything fits.
  [[nodiscard]] std::string offence(const ForeignJson& value) const;

  /// What the judgement looks up. REQUIRES: a reference or pattern of this schema.
  [[nodiscard]] const ForeignJson& target_of(const std::string& reference) const;
  [[nodiscard]] const Pattern& pattern(const std::string& text) const;

 private:
  explicit AnswerSchema(const core::Json& schema);
  friend class SchemaReader;

  std::unique_ptr<const ForeignJson> schema_;
  std::map<std::string, JsonPointer> references_;
  std::map<std::string, Pattern> patterns_;
};

}  // namespace orbench::protocol
