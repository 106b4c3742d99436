#include "harness/protocol/shape_check.h"

#include <cmath>

#include <fmt/format.h>

namespace orbench::protocol {
namespace {

using api::Shape;
using simdjson::error_code;
using simdjson::SUCCESS;
using JsonType = ondemand::json_type;

/// Reads a number, so that a malformed one is found.
bool is_number(ondemand::value& value, bool whole) {
  double number = 0.0;
  if (value.get_double().get(number) != SUCCESS) return false;
  return !whole || std::trunc(number) == number;
}

bool has_type(Shape::Kind kind, JsonType type, ondemand::value& value) {
  switch (kind) {
    case Shape::Kind::kString:
      return type == JsonType::string;
    case Shape::Kind::kBoolean:
      return type == JsonType::boolean;
    case Shape::Kind::kInteger:
    case Shape::Kind::kNumber:
      return type == JsonType::number && is_number(value, kind == Shape::Kind::kInteger);
    case Shape::Kind::kArray:
      return type == JsonType::array;
    case Shape::Kind::kObject:
      return type == JsonType::object;
    case Shape::Kind::kAny:
      break;
  }
  return true;
}

}  // namespace

void ShapeCheck::reset() {
  path_.clear();
  defect_.clear();
  outermost_.clear();
}

error_code ShapeCheck::check_member(std::string_view key, ondemand::value& value,
                                    const Shape& shape) {
  outermost_.resize(shape.members.size());
  return check_known(key, value, shape, outermost_);
}

void ShapeCheck::note_member(std::string_view key, const Shape& shape) {
  outermost_.resize(shape.members.size());
  for (std::size_t i = 0; i < shape.members.size(); ++i) {
    if (shape.members[i].name == key) outermost_[i] = true;
  }
}

void ShapeCheck::check_missing(const Shape& shape) {
  outermost_.resize(shape.members.size());
  report_missing(shape, outermost_);
}

error_code ShapeCheck::check(ondemand::value& value, const Shape& shape) {
  JsonType type{};
  if (const error_code failure = value.type().get(type)) return failure;
  if (shape.kind == Shape::Kind::kAny) return SUCCESS;
  if (type == JsonType::null) {
    if (!shape.nullable) report("may not be null");
    return SUCCESS;
  }
  if (!has_type(shape.kind, type, value)) {
    report(fmt::format("must be {} {}",
                       shape.kind == Shape::Kind::kArray || shape.kind == Shape::Kind::kInteger ||
                               shape.kind == Shape::Kind::kObject
                           ? "an"
                           : "a",
                       name_of(shape.kind)));
    return SUCCESS;
  }
  if (type == JsonType::array) return check_array(value, shape);
  if (type == JsonType::object) return check_object(value, shape);
  return SUCCESS;
}

error_code ShapeCheck::check_array(ondemand::value& value, const Shape& shape) {
  if (shape.items.empty()) return SUCCESS;
  std::size_t index = 0;
  const std::size_t depth = path_.size();
  return each_element(value, [&](ondemand::value& item) {
    path_ += fmt::format("/{}", index++);
    const error_code failure = check(item, shape.items.front());
    path_.resize(depth);
    return failure;
  });
}

error_code ShapeCheck::check_object(ondemand::value& value, const Shape& shape) {
  if (shape.members.empty()) return SUCCESS;
  Seen seen(shape.members.size());
  const error_code failure = each_field(value, [&](std::string_view key, ondemand::value& member) {
    return check_known(key, member, shape, seen);
  });
  if (failure == SUCCESS) report_missing(shape, seen);
  return failure;
}

error_code ShapeCheck::check_known(std::string_view key, ondemand::value& value, const Shape& shape,
                                   Seen& seen) {
  for (std::size_t i = 0; i < shape.members.size(); ++i) {
    const Shape::Member& member = shape.members[i];
    if (member.name != key) continue;
    seen[i] = true;
    const std::size_t depth = path_.size();
    path_ += '/';
    path_ += key;
    const error_code failure = check(value, member.shape);
    path_.resize(depth);
    return failure;
  }
  return SUCCESS;
}

void ShapeCheck::report_missing(const Shape& shape, const Seen& seen) {
  for (std::size_t i = 0; i < seen.size(); ++i) {
    const Shape::Member& member = shape.members[i];
    if (seen[i] || member.may_lack) continue;
    report(fmt::format("lacks `{}`", member.name));
    return;
  }
}

void ShapeCheck::report(std::string_view what) {
  if (!defect_.empty()) return;
  defect_ = fmt::format("{} {}", path_.empty() ? "the reply" : std::string_view(path_), what);
}

}  // namespace orbench::protocol
