#include "harness/core/json.h"

#include <utility>

#include <nlohmann/json.hpp>

namespace orbench::core {

JsonValue::JsonValue() : value_(std::make_unique<Json>()) {}
JsonValue::JsonValue(Json value) : value_(std::make_unique<Json>(std::move(value))) {}
JsonValue::JsonValue(const JsonValue& other) : value_(std::make_unique<Json>(*other.value_)) {}
JsonValue::JsonValue(JsonValue&& other) noexcept : value_(std::make_unique<Json>()) {
  value_.swap(other.value_);
}
JsonValue& JsonValue::operator=(const JsonValue& other) {
  if (this != &other) *value_ = *other.value_;
  return *this;
}
JsonValue& JsonValue::operator=(JsonValue&& other) noexcept {
  value_.swap(other.value_);
  return *this;
}
JsonValue::~JsonValue() = default;

bool operator==(const JsonValue& a, const JsonValue& b) { return *a.value_ == *b.value_; }

}  // namespace orbench::core
