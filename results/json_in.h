#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/core/json.h"
#include "harness/core/units.h"
#include "results/json_out.h"

namespace orbench::results {

/// What went wrong first in a document that is being read, and where.
struct ReadProblem {
  std::string pointer;  ///< RFC 6901
  std::string message;
};

/// Reads named fields from one JSON object: the twin of JsonOut.
/// Unknown keys are ignored and absent ones leave the default, so that files of other versions can
/// be read; a value of the wrong type is a problem. Only the first problem is kept.
/// Numbers: null is NaN, as JsonOut writes it; counts beyond kMostCount are refused, so that sums
///          over a document cannot overflow.
/// Lifetime: borrows the object and the state.
class JsonIn {
 public:
  static constexpr bool kReads = true;
  /// Times the values that fit in a document (core::JsonReader::kMaxValues) this is under 2^63.
  static constexpr std::int64_t kMostCount = 2'000'000'000'000;

  struct State {
    std::string pointer;
    std::optional<ReadProblem> problem;
  };

  /// `value` must be an object; anything else is a problem and reads as empty.
  JsonIn(const core::Json& value, State& state);

  void operator()(std::string_view key, bool& value);
  void operator()(std::string_view key, int& value);
  void operator()(std::string_view key, std::int64_t& value);
  void operator()(std::string_view key, std::uint64_t& value);
  void operator()(std::string_view key, double& value);
  void operator()(std::string_view key, core::Usd& value);
  void operator()(std::string_view key, std::string& value);
  void operator()(std::string_view key, core::JsonValue& value);
  void operator()(std::string_view key, std::vector<double>& values);
  void operator()(std::string_view key, std::vector<std::string>& values);
  void operator()(std::string_view key, std::vector<std::pair<std::string, std::string>>& values);
  template <class T>
  void operator()(std::string_view key, std::optional<T>& value) {
    if (has(key)) (*this)(key, value.emplace());
  }

  /// The names of all members, in their order.
  [[nodiscard]] std::vector<std::string> keys() const;

  template <class T>
  void derived(std::string_view /*key*/, const T& /*value*/) {}
  template <class Enum, class ToName, class FromName>
  void named(std::string_view key, Enum& value, ToName /*to_name*/, FromName from_name) {
    std::string name;
    if (!has(key)) return;
    (*this)(key, name);
    if (const auto found = from_name(name)) {
      value = *found;
    } else {
      problem(key, "\"" + name + "\" is no name that this build knows");
    }
  }
  template <class Read>
  void nested(std::string_view key, Read read) {
    within(key, [&](const core::Json& found) {
      JsonIn child(found, state_);
      read(child);
    });
  }
  template <class T>
  void object(std::string_view key, T& value) {
    nested(key, [&](JsonIn& child) { fields(child, value); });
  }
  template <class T>
  void object(std::string_view key, std::optional<T>& value) {
    if (has(key)) object(key, value.emplace());
  }
  template <class T, class Read>
  void list(std::string_view key, std::vector<T>& items, Read read) {
    each_element(key, [&](const core::Json& element, std::size_t index) {
      JsonIn child(element, state_);
      read(child, items.emplace_back(), index);
    });
  }
  template <class T>
  void list(std::string_view key, std::vector<T>& items) {
    list(key, items, [](JsonIn& child, T& item, std::size_t) { fields(child, item); });
  }
  template <class T>
  void map(std::string_view key, std::map<std::string, T>& items) {
    each_member(key, [&](const std::string& name, const core::Json& member) {
      JsonIn child(member, state_);
      fields(child, items[name]);
    });
  }

  [[nodiscard]] bool has(std::string_view key) const;
  /// An absent key is a problem.
  void require(std::string_view key);
  /// Reports a problem at a key of this object.
  void problem(std::string_view key, std::string message);

 private:
  void problem_here(std::string message);
  [[nodiscard]] const core::Json* find(std::string_view key) const;
  /// Nothing when the key is absent.
  void within(std::string_view key, const std::function<void(const core::Json&)>& read);
  void each_element(std::string_view key,
                    const std::function<void(const core::Json&, std::size_t)>& read);
  void each_member(std::string_view key,
                   const std::function<void(const std::string&, const core::Json&)>& read);

  const core::Json* object_;  // null when the value was no object
  State& state_;
};

}  // namespace orbench::results
