#include "harness/core/secret.h"

namespace orbench::core {

std::string Secret::redact(std::string text) const {
  if (value_.empty()) return text;
  for (std::size_t at = text.find(value_); at != std::string::npos; at = text.find(value_, at)) {
    text.replace(at, value_.size(), "***");
    at += 3;
  }
  return text;
}

}  // namespace orbench::core
