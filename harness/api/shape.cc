#include "harness/api/shape.h"

#include <array>
#include <utility>

namespace orbench::api {
namespace {

using Kind = Shape::Kind;

/// A recursive descent over one shape text. The table is ours, so depth is bounded by it.
class ShapeReader {
 public:
  explicit ShapeReader(std::string_view text) : rest_(text) {}

  Shape value() {
    Shape shape;
    if (take('[')) {
      shape.kind = Kind::kArray;
      shape.items.push_back(value());
      take(']');
    } else {
      const std::string_view kind = word();
      shape.kind = kind_of(kind);
      shape.nullable = take('?');  // `map?{…}`
      if (take('(')) details(shape);
      if (take('{')) members(shape);
    }
    shape.nullable = take('?') || shape.nullable;
    return shape;
  }

 private:
  static Kind kind_of(std::string_view kind) {
    constexpr std::array<std::pair<std::string_view, Kind>, 6> kKinds = {{{"str", Kind::kString},
                                                                          {"int", Kind::kInteger},
                                                                          {"num", Kind::kNumber},
                                                                          {"bool", Kind::kBoolean},
                                                                          {"map", Kind::kObject},
                                                                          {"", Kind::kObject}}};
    for (const auto& [name, known] : kKinds) {
      if (name == kind) return known;
    }
    return Kind::kAny;
  }

  void details(Shape& shape) {
    const auto end = rest_.find(')');
    std::string_view inside = rest_.substr(0, end);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    if (shape.kind != Kind::kString || is_format(inside)) {
      shape.format = inside;
      return;
    }
    while (!inside.empty()) {
      const auto bar = inside.find('|');
      shape.choices.push_back(inside.substr(0, bar));
      inside.remove_prefix(bar == std::string_view::npos ? inside.size() : bar + 1);
    }
  }

  static bool is_format(std::string_view text) {
    constexpr std::array<std::string_view, 4> kFormats = {"uuid", "uri", "date", "date-time"};
    for (const std::string_view format : kFormats) {
      if (format == text) return true;
    }
    return false;
  }

  void members(Shape& shape) {
    while (!rest_.empty() && !take('}')) {
      Shape::Member member;
      member.name = word();
      member.required = take('!');
      member.may_lack = take('?');
      if (!take(':')) {  // unreadable: leave no endless loop
        rest_ = {};
        return;
      }
      member.shape = value();
      member.may_lack = member.may_lack || member.shape.nullable;
      shape.members.push_back(std::move(member));
      take(',');
    }
  }

  std::string_view word() {
    skip_blanks();
    const auto size = rest_.find_first_of(" ,:!?()[]{}");
    const std::string_view found = rest_.substr(0, size);
    rest_.remove_prefix(found.size());
    return found;
  }

  bool take(char wanted) {
    skip_blanks();
    if (rest_.empty() || rest_.front() != wanted) return false;
    rest_.remove_prefix(1);
    return true;
  }

  void skip_blanks() {
    while (!rest_.empty() && rest_.front() == ' ') rest_.remove_prefix(1);
  }

  std::string_view rest_;
};

}  // namespace

Shape parse_shape(std::string_view text) {
  if (text.empty()) return {};
  return ShapeReader(text).value();
}

std::string_view name_of(Shape::Kind kind) {
  constexpr std::array<std::string_view, 7> kNames = {"any value", "string", "integer", "number",
                                                      "boolean",   "array",  "object"};
  return kNames[static_cast<std::size_t>(kind)];
}

}  // namespace orbench::api
