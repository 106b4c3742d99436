#pragma once

#include <memory>
#include <string>

#include <nlohmann/json_fwd.hpp>

namespace orbench::support {

/// A draft-07 schema, read once.
class JsonSchema {
 public:
  explicit JsonSchema(const nlohmann::json& schema);
  JsonSchema(JsonSchema&&) noexcept;
  ~JsonSchema();

  /// Empty when the document is valid, else a line for each offence.
  [[nodiscard]] std::string offences(const nlohmann::json& document) const;

 private:
  struct Parsed;
  std::unique_ptr<Parsed> parsed_;
};

/// The same for one document.
std::string schema_offences(const nlohmann::json& schema, const nlohmann::json& document);

}  // namespace orbench::support
