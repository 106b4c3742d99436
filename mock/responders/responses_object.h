#pragma once

#include "harness/core/json.h"
#include "mock/responders/generation.h"

namespace orbench::mock {

/// The `response` object of `POST /responses` and the items of its output.
/// Lifetime: borrows the generation and the echo.
/// Source: the API reference, section 1.2.
class ResponsesObject {
 public:
  ResponsesObject(const Generation& said, const core::Json& echo) : said_(said), echo_(echo) {}

  /// `in_progress`, nothing said yet.
  [[nodiscard]] core::Json begun() const;
  /// `completed`, or `incomplete` when the length limit cut it; with usage.
  [[nodiscard]] core::Json finished() const;

  // Finished items; their ids do not change from event to event.
  [[nodiscard]] core::Json reasoning_item() const;
  [[nodiscard]] core::Json message_item() const;
  [[nodiscard]] core::Json call_item() const;

 private:
  [[nodiscard]] core::Json shell(std::string_view status) const;
  [[nodiscard]] core::Json usage() const;
  /// The generation's own letters behind another prefix.
  [[nodiscard]] std::string item_id(std::string_view prefix) const;

  const Generation& said_;
  const core::Json& echo_;
};

}  // namespace orbench::mock
