#include "harness/protocol/api_body.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/api/fields.h"
#include "harness/core/suggestion.h"
#include "harness/protocol/form_body.h"

namespace orbench::protocol {
namespace {

using api::Shape;
using core::Json;

bool fits(Shape::Kind kind, const Json& value) {
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

/// The text or file of one part of a form; null when it is neither.
const Json* content_of(const Json& part) {
  if (part.is_string()) return &part;
  if (!part.is_object()) return nullptr;
  const auto content = part.find("content");
  return content != part.end() && content->is_string() ? &*content : nullptr;
}

std::string file_name_of(const Json& part) {
  if (!part.is_object()) return {};
  const auto name = part.find("name");
  return name != part.end() && name->is_string() ? name->get<std::string>() : "file";
}

class BodyCompiler {
 public:
  BodyCompiler(const RequestDraft& draft, const api::Endpoint& operation)
      : draft_(draft), operation_(operation) {}

  ApiBody compile() {
    const Json* const body = object_at(draft_, "body");
    const Json* const form = object_at(draft_, "form");
    if (!operation_.takes_body()) {
      if (body != nullptr) refuse("body");
      if (form != nullptr) refuse("form");
      return {};
    }
    if (body != nullptr && form != nullptr) {
      draft_.error(at("form"), "give a `body` or a `form`, not both");
      return {};
    }
    return form != nullptr ? compile_form(*form) : compile_json(body);
  }

 private:
  [[nodiscard]] std::string at(std::string_view key) const {
    return core::child_pointer(draft_.pointer, key);
  }

  void refuse(std::string_view key) const {
    draft_.error(at(key), fmt::format("\"{}\" takes no body; use `query`", name_of(operation_)));
  }

  [[nodiscard]] ApiBody compile_json(const Json* given) const {
    for (const Shape::Member& member : operation_.parameters.members) check(member, given);
    if (given == nullptr) return {};
    for (const auto& [name, value] : given->items()) {
      check_parameter_name(draft_, name, core::child_pointer(at("body"), name),
                           operation_.parameters.members);
    }
    ApiBody body;
    body.json = BodyTemplate::compile(draft_.part(*given, at("body")));
    body.content_type = api::fields::kJson;
    return body;
  }

  void check(const Shape::Member& member, const Json* given) const {
    const std::string name(member.name);
    const bool is_given = given != nullptr && given->contains(name);
    if (!is_given || given->find(name)->is_null()) {
      if (!member.required) return;
      return draft_.error(draft_.pointer,
                          fmt::format("\"{}\" needs `body.{}`", name_of(operation_), name));
    }
    const Json& value = *given->find(name);
    if (fits(member.shape.kind, value)) return;
    draft_.error(core::child_pointer(at("body"), name),
                 fmt::format("`{}` must be of type {}, found {}", name,
                             api::name_of(member.shape.kind), value.type_name()));
  }

  [[nodiscard]] ApiBody compile_form(const Json& given) const {
    std::vector<FormPart> parts;
    for (const auto& [name, part] : given.items()) {
      if (const Json* const content = content_of(part)) {
        parts.push_back({name, content->get<std::string>(), file_name_of(part)});
        continue;
      }
      draft_.error(core::child_pointer(at("form"), name),
                   R"(a part of a form is a text, or a file: {"name": "a.txt", "content": "…"})");
    }
    FormBody form = make_form(parts);
    ApiBody body;
    body.form = std::move(form.bytes);
    body.content_type = std::move(form.content_type);
    return body;
  }

  const RequestDraft& draft_;
  const api::Endpoint& operation_;
};

}  // namespace

std::string name_of(const api::Endpoint& operation) {
  return fmt::format("{} {}", operation.method, operation.path);
}

void ApiBody::append(const RenderContext& context, std::string& out) const {
  if (json != nullptr) json->render(context, out);
  out += form;
}

ApiBody compile_api_body(const RequestDraft& draft, const api::Endpoint& operation) {
  return BodyCompiler(draft, operation).compile();
}

const Json* object_at(const RequestDraft& draft, std::string_view key) {
  const auto found = draft.body.find(key);
  if (found == draft.body.end() || found->is_null()) return nullptr;
  if (found->is_object()) return &*found;
  draft.error(core::child_pointer(draft.pointer, key),
              fmt::format("`{}` must be an object, found {}", key, found->type_name()));
  return nullptr;
}

void check_parameter_name(const RequestDraft& draft, const std::string& name,
                          const std::string& place, const std::vector<Shape::Member>& known) {
  std::vector<std::string> names;
  for (const Shape::Member& member : known) names.emplace_back(member.name);
  if (std::find(names.begin(), names.end(), name) != names.end()) return;
  const std::string nearest = core::nearest_name(name, names);
  if (nearest.empty()) return;
  draft.error(place, fmt::format(R"(unknown parameter "{}" (did you mean "{}"?))", name, nearest));
}

}  // namespace orbench::protocol
