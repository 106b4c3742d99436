#include "harness/protocol/content/schema_reader.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/core/suggestion.h"
#include "harness/protocol/content/json_type.h"

namespace orbench::protocol {
namespace {

using Json = ForeignJson;

constexpr int kDeepest = 64;

/// What the value of a keyword must be.
enum class Form : std::uint8_t {
  kAnnotation,  ///< anything: it is not judged by
  kAnything,    ///< anything
  kType,
  kReference,
  kPattern,
  kCount,
  kNumber,
  kPositive,
  kFlag,
  kValues,   ///< a list of values
  kNames,    ///< a list of texts
  kSchema,   ///< one schema
  kSchemas,  ///< a list of schemas
  kMembers,  ///< an object of schemas
};

constexpr std::array kKeywords = std::to_array<std::pair<std::string_view, Form>>({
    {"type", Form::kType},
    {"enum", Form::kValues},
    {"const", Form::kAnything},
    {"properties", Form::kMembers},
    {"required", Form::kNames},
    {"additionalProperties", Form::kSchema},
    {"minProperties", Form::kCount},
    {"maxProperties", Form::kCount},
    {"items", Form::kSchema},
    {"minItems", Form::kCount},
    {"maxItems", Form::kCount},
    {"uniqueItems", Form::kFlag},
    {"minLength", Form::kCount},
    {"maxLength", Form::kCount},
    {"pattern", Form::kPattern},
    {"minimum", Form::kNumber},
    {"maximum", Form::kNumber},
    {"exclusiveMinimum", Form::kNumber},
    {"exclusiveMaximum", Form::kNumber},
    {"multipleOf", Form::kPositive},
    {"anyOf", Form::kSchemas},
    {"oneOf", Form::kSchemas},
    {"allOf", Form::kSchemas},
    {"not", Form::kSchema},
    {"$ref", Form::kReference},
    {"$defs", Form::kMembers},
    {"definitions", Form::kMembers},
    {"$schema", Form::kAnnotation},
    {"$id", Form::kAnnotation},
    {"$comment", Form::kAnnotation},
    {"title", Form::kAnnotation},
    {"description", Form::kAnnotation},
    {"default", Form::kAnnotation},
    {"examples", Form::kAnnotation},
    {"format", Form::kAnnotation},
    {"deprecated", Form::kAnnotation},
    {"readOnly", Form::kAnnotation},
    {"writeOnly", Form::kAnnotation},
});

bool is_list_of_texts(const Json& value) {
  return value.is_array() &&
         std::all_of(value.begin(), value.end(), [](const Json& one) { return one.is_string(); });
}

std::string unknown_keyword(const std::string& key) {
  std::vector<std::string> known;
  for (const auto& [name, form] : kKeywords) known.emplace_back(name);
  const std::string nearest = core::nearest_name(key, known);
  return fmt::format("an answer cannot be judged by \"{}\"{}; leave it out, or take the check out",
                     key, nearest.empty() ? "" : fmt::format(" (did you mean \"{}\"?)", nearest));
}

}  // namespace

bool SchemaReader::read() {
  read_schema(schema_, draft_.pointer, 0);
  return good_;
}

void SchemaReader::report(const std::string& pointer, std::string message) {
  good_ = false;
  draft_.error(pointer, std::move(message));
}

void SchemaReader::expect(bool holds, const std::string& pointer, std::string_view what) {
  if (!holds) report(pointer, fmt::format("expected {} in a JSON Schema", what));
}

void SchemaReader::read_schema(const Json& schema, const std::string& pointer, int depth) {
  if (schema.is_boolean()) return;
  if (depth > kDeepest) {
    return report(pointer, fmt::format("schemas go at most {} deep into each other", kDeepest));
  }
  expect(schema.is_object(), pointer, "an object, true or false");
  if (!schema.is_object()) return;
  for (const auto& [key, value] : schema.items()) {
    read_keyword(key, value, core::child_pointer(pointer, key), depth);
  }
}

void SchemaReader::read_keyword(const std::string& key, const Json& value,
                                const std::string& pointer, int depth) {
  const auto keyword = std::find_if(kKeywords.begin(), kKeywords.end(),
                                    [&key](const auto& entry) { return entry.first == key; });
  if (keyword == kKeywords.end()) return report(pointer, unknown_keyword(key));
  switch (keyword->second) {
    case Form::kAnnotation:
    case Form::kAnything:
      return;
    case Form::kType:
      return read_type(value, pointer);
    case Form::kReference:
      return read_reference(value, pointer);
    case Form::kPattern:
      return read_pattern(value, pointer);
    case Form::kCount:
      return expect(value.is_number_integer() && value.get<std::int64_t>() >= 0, pointer,
                    "a count");
    case Form::kNumber:
      return expect(value.is_number(), pointer, "a number");
    case Form::kPositive:
      return expect(value.is_number() && value.get<double>() > 0, pointer, "a number over 0");
    case Form::kFlag:
      return expect(value.is_boolean(), pointer, "true or false");
    case Form::kValues:
      return expect(value.is_array() && !value.empty(), pointer, "a list of values");
    case Form::kNames:
      return expect(is_list_of_texts(value), pointer, "a list of names");
    case Form::kSchema:
      return read_schema(value, pointer, depth + 1);
    case Form::kSchemas:
      expect(value.is_array() && !value.empty(), pointer, "a list of schemas");
      return read_schemas(value, pointer, depth + 1);
    case Form::kMembers:
      expect(value.is_object(), pointer, "an object of schemas");
      return read_schemas(value, pointer, depth + 1);
  }
}

void SchemaReader::read_schemas(const Json& value, const std::string& pointer, int depth) {
  if (!value.is_structured()) return;
  for (const auto& [key, one] : value.items()) {
    read_schema(one, core::child_pointer(pointer, key), depth);
  }
}

void SchemaReader::read_type(const Json& value, const std::string& pointer) {
  const Json names = value.is_string() ? Json::array({value}) : value;
  if (!is_list_of_texts(names) || names.empty()) {
    return expect(false, pointer, "the name of a type, or a list of them");
  }
  for (const Json& name : names) {
    const auto& text = name.get_ref<const std::string&>();
    const auto& types = json_types();
    if (std::find(types.begin(), types.end(), text) != types.end()) continue;
    report(pointer, fmt::format("no type is called \"{}\"{}", text, core::suggest(text, types)));
  }
}

void SchemaReader::read_reference(const Json& value, const std::string& pointer) {
  const std::string text = value.is_string() ? value.get<std::string>() : std::string{};
  if (text.empty() || text.front() != '#') {
    return expect(false, pointer, "a reference within this schema, such as \"#/$defs/item\",");
  }
  auto target = JsonPointer::parse(std::string_view(text).substr(1));
  if (!target || target->find_in(schema_) == nullptr) {
    return report(pointer, fmt::format("nothing stands at \"{}\" in this schema", text));
  }
  const Json& found = *target->find_in(schema_);
  expect(found.is_object() || found.is_boolean(), pointer, "a reference to a schema");
  out_.references_.emplace(text, *std::move(target));
}

void SchemaReader::read_pattern(const Json& value, const std::string& pointer) {
  if (!value.is_string()) return expect(false, pointer, "a pattern");
  const auto& text = value.get_ref<const std::string&>();
  auto pattern = Pattern::compile(text);
  if (!pattern) return report(pointer, pattern.error().message);
  out_.patterns_.emplace(text, *std::move(pattern));
}

}  // namespace orbench::protocol
