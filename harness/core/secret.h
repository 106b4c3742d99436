#pragma once

#include <string>
#include <utility>

namespace orbench::core {

/// An API key. It has no stream operator, no conversion and no comparison, so that it cannot reach
/// a file, a log or an error by accident; only reveal() gives it up, and only transport headers
/// may ask. `redact` removes it from text that came from outside and may echo it.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) {}

  [[nodiscard]] bool empty() const { return value_.empty(); }
  [[nodiscard]] const std::string& reveal() const { return value_; }
  /// `text` with every occurrence of the secret replaced by `***`.
  [[nodiscard]] std::string redact(std::string text) const;

 private:
  std::string value_;
};

}  // namespace orbench::core
