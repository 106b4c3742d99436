#include "mock/responders/parameters.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "harness/api/error_codes.h"
#include "harness/api/fields.h"
#include "harness/core/json_text.h"
#include "mock/error_reply.h"
#include "mock/server/query.h"

namespace orbench::mock {
namespace {

using api::Shape;
using core::Json;

constexpr int kDeepestBody = 64;

/// Empty when the text fits: a query's values are all text.
std::string offence_in_text(const Shape& shape, std::string_view text) {
  const auto number = number_from(text);
  switch (shape.kind) {
    case Shape::Kind::kInteger:
      return number && std::floor(*number) == *number ? "" : "Expected an integer";
    case Shape::Kind::kNumber:
      return number ? "" : "Expected a number";
    case Shape::Kind::kBoolean:
      return text == "true" || text == "false" ? "" : "Expected true or false";
    default:
      break;
  }
  const auto& choices = shape.choices;
  if (choices.empty() || std::find(choices.begin(), choices.end(), text) != choices.end())
    return "";
  return fmt::format("Invalid option: expected one of {}", fmt::join(choices, "|"));
}

bool has_kind(Shape::Kind kind, const Json& value) {
  switch (kind) {
    case Shape::Kind::kString:
      return value.is_string();
    case Shape::Kind::kInteger:
      return value.is_number_integer();
    case Shape::Kind::kNumber:
      return value.is_number();
    case Shape::Kind::kBoolean:
      return value.is_boolean();
    case Shape::Kind::kArray:
      return value.is_array();
    case Shape::Kind::kObject:
      return value.is_object();
    case Shape::Kind::kAny:
      break;
  }
  return true;
}

std::string offence_in_json(const Shape& shape, const Json& value) {
  if (!has_kind(shape.kind, value)) {
    return fmt::format("Expected {}, received {}", name_of(shape.kind), value.type_name());
  }
  return value.is_string() ? offence_in_text(shape, value.get_ref<const std::string&>()) : "";
}

}  // namespace

GivenBody read_object(std::string_view body) {
  if (body.empty()) return {core::JsonValue(Json::object()), ""};
  bool too_deep = false;
  Json parsed = Json::parse(
      body,
      [&](int depth, Json::parse_event_t, Json&) {
        too_deep = too_deep || depth > kDeepestBody;
        return !too_deep;
      },
      false);
  if (too_deep || !parsed.is_object()) return {{}, "Expected a JSON object as the body"};
  return {core::JsonValue(std::move(parsed)), ""};
}

Script invalid_request(std::string_view path, std::string_view parameter,
                       std::string_view message) {
  const bool validator = path.substr(0, 7) == "/models" || path.substr(0, 10) == "/auth/keys";
  if (!validator) {
    const std::string text =
        parameter.empty() ? std::string(message) : fmt::format("{}: {}", parameter, message);
    return error_reply(api::error_codes::kBadRequest, text);
  }
  const Json issues = Json::array(
      {{{"code", "invalid_value"}, {"path", Json::array({parameter})}, {"message", message}}});
  const Json body = {{"success", false},
                     {"error", {{"name", "ZodError"}, {"message", core::dumped(issues)}}}};
  return whole_script(api::error_codes::kBadRequest, api::fields::kJson, core::dumped(body));
}

std::optional<Script> refuse_parameters(const api::Endpoint& endpoint, const Request& request) {
  const auto refusal = [&](std::string_view parameter, std::string_view message) {
    return invalid_request(endpoint.path, parameter, message);
  };
  if (!endpoint.takes_body()) {
    const Query query(request.query);
    for (const Shape::Member& member : endpoint.parameters.members) {
      const auto text = query.find(member.name);
      if (!text || text->empty()) {
        if (member.required) return refusal(member.name, "Required");
        continue;
      }
      const std::string offence = offence_in_text(member.shape, *text);
      if (!offence.empty()) return refusal(member.name, offence);
    }
    return std::nullopt;
  }
  if (endpoint.parameters.members.empty() || endpoint.group == "files") return std::nullopt;
  const GivenBody given = read_object(request.body);
  if (!given.error.empty()) return refusal("", given.error);
  for (const Shape::Member& member : endpoint.parameters.members) {
    const auto value = given.object.get().find(std::string(member.name));
    if (value == given.object.get().end() || value->is_null()) {
      if (member.required) return refusal(member.name, "Required");
      continue;
    }
    const std::string offence = offence_in_json(member.shape, *value);
    if (!offence.empty()) return refusal(member.name, offence);
  }
  return std::nullopt;
}

}  // namespace orbench::mock
