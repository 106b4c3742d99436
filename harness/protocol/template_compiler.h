#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "harness/protocol/body_template.h"
#include "harness/protocol/request_draft.h"

namespace orbench::protocol {

/// Writes a body as literals and slots. Reports every mistake before it gives up.
/// Lifetime: borrows the draft.
class TemplateCompiler {
 public:
  explicit TemplateCompiler(const RequestDraft& draft);

  /// Appends a value that stands at `pointer`.
  void value(const core::Json& json, const std::string& pointer);
  /// Null when there were mistakes.
  [[nodiscard]] std::unique_ptr<BodyTemplate> finish();

 private:
  using Part = BodyTemplate::Part;
  using Slot = BodyTemplate::Slot;

  void object(const core::Json& json, const std::string& pointer);
  void array(const core::Json& json, const std::string& pointer);
  void string(std::string_view text, const std::string& pointer);

  /// What stands between `${` and `}`.
  void slot(std::string_view name, const std::string& pointer);
  void data_slot(std::string_view path, const std::string& pointer);
  /// A whole value that a data set gives as a number.
  void number_slot(std::string_view path, const std::string& pointer);
  void text_slot(std::string_view tokens, const std::string& pointer);
  void variable_slot(std::string_view name, const std::string& pointer);
  void file_slot(std::string_view path, const std::string& pointer);
  /// Ends the literal with a slot, whose further fields the caller fills in.
  Part& add(Slot slot);
  void error(const std::string& pointer, std::string message);

  const RequestDraft& draft_;
  std::string salted_;  // the pointer of the string that gets a nonce; `-` when none does
  std::vector<Part> parts_;
  std::string literal_;
  bool failed_ = false;
};

}  // namespace orbench::protocol
