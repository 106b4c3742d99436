#pragma once

#include <memory>

#include <nlohmann/json_fwd.hpp>

namespace orbench::core {

/// The one JSON value type of the program. It keeps keys in the order of the text, so that a
/// request body goes out as the user wrote it and a printed scenario reads like its file.
using Json = nlohmann::ordered_json;

/// A Json held by value in headers that must stay light (json_fwd only). Copies are deep.
/// Never empty: default construction holds `null`.
class JsonValue {
 public:
  JsonValue();
  explicit JsonValue(Json value);
  JsonValue(const JsonValue& other);
  JsonValue(JsonValue&& other) noexcept;
  JsonValue& operator=(const JsonValue& other);
  JsonValue& operator=(JsonValue&& other) noexcept;
  ~JsonValue();

  [[nodiscard]] const Json& get() const { return *value_; }
  [[nodiscard]] Json& get() { return *value_; }
  friend bool operator==(const JsonValue& a, const JsonValue& b);

 private:
  std::unique_ptr<Json> value_;
};

}  // namespace orbench::core
