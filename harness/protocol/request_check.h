#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "harness/core/json.h"
#include "harness/protocol/request_draft.h"

namespace orbench::protocol {

/// The JSON type that the API demands of a key.
enum class KeyType : std::uint8_t {
  kText,
  kFlag,
  kNumber,
  kInteger,
  kObject,
  kList,
  kTextOrList,
  kTextOrObject,
};

/// What is known of one key of a request body.
struct KeyRule {
  std::string_view key;
  KeyType type;
};

/// One request body under examination. What the API could only refuse is reported, each mistake at
/// its place. Values are not judged (a test may want the service's refusal), `null` means "not
/// set", and unknown keys pass: the API grows by adding.
/// Lifetime: borrows the draft.
class RequestCheck {
 public:
  /// Reports a body that is not an object; body() is then an empty one.
  explicit RequestCheck(const RequestDraft& draft);

  [[nodiscard]] const RequestDraft& draft() const { return draft_; }
  [[nodiscard]] const core::Json& body() const { return body_; }
  /// Reports keys of a wrong type.
  void check_types(std::span<const KeyRule> rules);
  /// The value of a key; nullptr when it is absent or null.
  [[nodiscard]] const core::Json* find(std::string_view key) const;
  /// Reports `key` as missing, at the body, or as wrong, at its value.
  void report(std::string_view key, std::string message);
  /// Demands `messages`: a list, not empty, of objects with a role.
  void demand_messages();
  /// Demands a text that is not empty; `example` says what such a text could be.
  void demand_text(std::string_view key, std::string_view example);

  [[nodiscard]] bool ok() const { return draft_.diagnostics.errors().size() == errors_before_; }

 private:
  const RequestDraft& draft_;
  const std::size_t errors_before_;
  const core::Json& body_;
};

}  // namespace orbench::protocol
