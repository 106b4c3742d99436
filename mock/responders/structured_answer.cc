#include "mock/responders/structured_answer.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string_view>

#include <nlohmann/json.hpp>

#include "mock/responders/request_body.h"

namespace orbench::mock {
namespace {

using nlohmann::json;

/// Makes up one value for a schema. Whatever the schema is, the value stays small.
class Maker {
 public:
  explicit Maker(const json& root) : root_(root) {}

  json make(const json& schema, int depth) {
    if (depth > kDeepest || ++made_ > kMostValues || !schema.is_object()) return nullptr;
    if (schema.contains("const")) return schema["const"];
    if (const json& choices = body::at(schema, "enum"); choices.is_array() && !choices.empty()) {
      return choices.front();
    }
    if (const json* target = target_of(schema)) return make(*target, depth + 1);
    for (const char* const key : {"anyOf", "oneOf", "allOf"}) {
      const json& branches = body::at(schema, key);
      if (branches.is_array() && !branches.empty()) return make(branches.front(), depth + 1);
    }
    return make_of_type(type_of(schema), schema, depth);
  }

 private:
  static constexpr int kDeepest = 20;
  static constexpr int kMostValues = 1000;
  static constexpr double kMostLength = 1000;

  static std::string type_of(const json& schema) {
    const json& type = body::at(schema, "type");
    if (type.is_array() && !type.empty() && type.front().is_string()) return type.front();
    if (type.is_string()) return type;
    return schema.contains("properties") ? "object" : "string";
  }

  static double number_at(const json& schema, const char* key, double fallback) {
    const json& value = body::at(schema, key);
    return value.is_number() ? value.get<double>() : fallback;
  }

  [[nodiscard]] const json* target_of(const json& schema) const {
    const std::string reference = body::text_at(schema, "$ref");
    if (!reference.starts_with("#/")) return nullptr;
    std::string_view rest = std::string_view(reference).substr(2);
    const json* at = &root_;
    while (at->is_object()) {
      const std::string_view step = rest.substr(0, rest.find('/'));
      at = &body::at(*at, step);
      if (step.size() == rest.size()) return at;
      rest.remove_prefix(step.size() + 1);
    }
    return nullptr;
  }

  json make_of_type(const std::string& type, const json& schema, int depth) {
    if (type == "object") return make_object(schema, depth);
    if (type == "array") {
      json list = json::array();
      const double items = std::clamp(number_at(schema, "minItems", 1), 1.0, kMostLength);
      for (int i = 0; i < static_cast<int>(items); ++i) {
        list.push_back(make(body::at(schema, "items"), depth + 1));
      }
      return list;
    }
    if (type == "integer") return static_cast<std::int64_t>(std::ceil(make_number(schema)));
    if (type == "number") return make_number(schema);
    if (type == "boolean") return true;
    if (type == "null") return nullptr;
    return make_text(schema);
  }

  static std::string make_text(const json& schema) {
    std::string text = "a quiet harbor";
    const double least = std::clamp(number_at(schema, "minLength", 0), 0.0, kMostLength);
    const double most = std::clamp(number_at(schema, "maxLength", kMostLength), least, kMostLength);
    const double length = std::clamp(static_cast<double>(text.size()), least, most);
    text.resize(static_cast<std::size_t>(length), 'x');
    return text;
  }

  json make_object(const json& schema, int depth) {
    json object = json::object();
    const json& members = body::at(schema, "properties");
    if (!members.is_object()) return object;
    for (const auto& [key, member] : members.items()) object[key] = make(member, depth + 1);
    return object;
  }

  static double make_number(const json& schema) {
    constexpr double kMost = 1e15;
    const double unit = number_at(schema, "multipleOf", 1);
    const double over = number_at(schema, "exclusiveMinimum", 0);
    double least = number_at(schema, "minimum", std::floor(over) + 1);
    if (unit > 0) least = std::ceil(least / unit) * unit;
    const double most = number_at(schema, "maximum", kMost);
    return std::clamp(std::min(least, most), -kMost, kMost);
  }

  const json& root_;
  int made_ = 0;
};

}  // namespace

std::string structured_answer(const json& format) {
  const std::string type = body::text_at(format, "type");
  if (type == "json_object") return R"({"answer":"a quiet harbor"})";
  if (type != "json_schema") return {};
  const json& nested = body::at(format, "json_schema");
  const json& schema = body::at(nested.is_null() ? format : nested, "schema");
  return Maker(schema).make(schema, 0).dump(-1, ' ', true, json::error_handler_t::replace);
}

}  // namespace orbench::mock
