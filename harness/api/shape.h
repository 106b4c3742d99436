#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace orbench::api {

/// The documented form of a JSON value. Written as text in the endpoint table:
///
///   str  int  num  bool  any  map  [T]   a value; `map` alone is an object of unknown members
///   {name: T, name!: T}  map{…}          an object; `!` marks a required request parameter,
///   {name?: T}                           `?` a member of an answer that may be absent
///   str(uuid)  str(a|b)  num(double)     a format, or the only values
///   T?                                   may be null
///
/// Threads: a value; no sharing.
struct Shape {
  enum class Kind : std::uint8_t { kAny, kString, kInteger, kNumber, kBoolean, kArray, kObject };
  struct Member;

  Kind kind = Kind::kAny;
  bool nullable = false;
  std::string_view format;                ///< `uuid`, `uri`, `date-time`, …; empty: none
  std::vector<std::string_view> choices;  ///< the only values; empty: any
  std::vector<Member> members;            ///< of an object; empty: unknown
  std::vector<Shape> items;               ///< of an array: one, or none when unknown
};

struct Shape::Member {
  std::string_view name;
  Shape shape;
  bool required = false;
  bool may_lack = false;  ///< of an answer: absent at times, as one that may be null is
};

/// Reads the text form; views point into it. What cannot be read counts as `any`.
[[nodiscard]] Shape parse_shape(std::string_view text);

/// The text form of a kind, for messages: `string`, `array`.
[[nodiscard]] std::string_view name_of(Shape::Kind kind);

}  // namespace orbench::api
