#include "results/json_in.h"

#include <limits>

#include <nlohmann/json.hpp>

#include "harness/core/json_document.h"

namespace orbench::results {
namespace {

using core::Json;

/// Extends the pointer for as long as a part of the document is being read.
class Scope {
 public:
  template <class Key>
  Scope(JsonIn::State& state, Key key) : state_(state), length_(state.pointer.size()) {
    state_.pointer = core::child_pointer(state_.pointer, key);
  }
  ~Scope() { state_.pointer.resize(length_); }
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;

 private:
  JsonIn::State& state_;
  std::size_t length_;
};

std::optional<double> number_of(const Json& value) {
  if (value.is_null()) return std::numeric_limits<double>::quiet_NaN();
  if (!value.is_number()) return std::nullopt;
  return value.get<double>();
}

std::optional<std::int64_t> count_of(const Json& value) {
  if (!value.is_number_integer()) return std::nullopt;
  if (value.is_number_unsigned() &&
      value.get<std::uint64_t>() > static_cast<std::uint64_t>(JsonIn::kMostCount)) {
    return std::nullopt;
  }
  const auto count = value.get<std::int64_t>();
  if (count < -JsonIn::kMostCount || count > JsonIn::kMostCount) return std::nullopt;
  return count;
}

}  // namespace

JsonIn::JsonIn(const Json& value, State& state)
    : object_(value.is_object() ? &value : nullptr), state_(state) {
  if (object_ == nullptr) problem_here("must be an object");
}

const Json* JsonIn::find(std::string_view key) const {
  if (object_ == nullptr) return nullptr;
  const auto found = object_->find(key);
  return found == object_->end() ? nullptr : &*found;
}

bool JsonIn::has(std::string_view key) const { return find(key) != nullptr; }

std::vector<std::string> JsonIn::keys() const {
  std::vector<std::string> names;
  if (object_ == nullptr) return names;
  for (const auto& [name, value] : object_->items()) names.push_back(name);
  return names;
}

void JsonIn::require(std::string_view key) {
  if (!has(key)) problem(key, "is missing");
}

void JsonIn::problem(std::string_view key, std::string message) {
  const Scope scope(state_, key);
  problem_here(std::move(message));
}

void JsonIn::problem_here(std::string message) {
  if (!state_.problem) state_.problem = {state_.pointer, std::move(message)};
}

void JsonIn::operator()(std::string_view key, bool& value) {
  const Json* found = find(key);
  if (found == nullptr) return;
  if (!found->is_boolean()) return problem(key, "must be true or false");
  value = found->get<bool>();
}

void JsonIn::operator()(std::string_view key, int& value) {
  std::int64_t wide = value;
  (*this)(key, wide);
  if (wide < std::numeric_limits<int>::min() || wide > std::numeric_limits<int>::max()) {
    return problem(key, "is out of range");
  }
  value = static_cast<int>(wide);
}

void JsonIn::operator()(std::string_view key, std::int64_t& value) {
  const Json* found = find(key);
  if (found == nullptr) return;
  const std::optional<std::int64_t> count = count_of(*found);
  if (!count) return problem(key, "must be a whole number of a believable size");
  value = *count;
}

void JsonIn::operator()(std::string_view key, std::uint64_t& value) {
  const Json* found = find(key);
  if (found == nullptr) return;
  const bool whole = found->is_number_integer() &&
                     (found->is_number_unsigned() || found->get<std::int64_t>() >= 0);
  if (!whole) return problem(key, "must be a whole number from 0");
  value = found->get<std::uint64_t>();
}

void JsonIn::operator()(std::string_view key, double& value) {
  const Json* found = find(key);
  if (found == nullptr) return;
  const std::optional<double> number = number_of(*found);
  if (!number) return problem(key, "must be a number");
  value = *number;
}

void JsonIn::operator()(std::string_view key, core::Usd& value) {
  double dollars = value.dollars();
  (*this)(key, dollars);
  value = core::Usd::from_dollars(dollars);
}

void JsonIn::operator()(std::string_view key, std::string& value) {
  const Json* found = find(key);
  if (found == nullptr) return;
  if (!found->is_string()) return problem(key, "must be a string");
  value = found->get_ref<const std::string&>();
}

void JsonIn::operator()(std::string_view key, core::JsonValue& value) {
  if (const Json* found = find(key)) value = core::JsonValue(*found);
}

void JsonIn::operator()(std::string_view key, std::vector<double>& values) {
  each_element(key, [&](const Json& element, std::size_t) {
    const std::optional<double> number = number_of(element);
    if (!number) return problem_here("must be a number");
    values.push_back(*number);
  });
}

void JsonIn::operator()(std::string_view key, std::vector<std::string>& values) {
  each_element(key, [&](const Json& element, std::size_t) {
    if (!element.is_string()) return problem_here("must be a string");
    values.push_back(element.get_ref<const std::string&>());
  });
}

void JsonIn::operator()(std::string_view key,
                        std::vector<std::pair<std::string, std::string>>& values) {
  each_member(key, [&](const std::string& name, const Json& member) {
    if (!member.is_string()) return problem_here("must be a string");
    values.emplace_back(name, member.get_ref<const std::string&>());
  });
}

void JsonIn::within(std::string_view key, const std::function<void(const Json&)>& read) {
  const Json* found = find(key);
  if (found == nullptr) return;
  const Scope scope(state_, key);
  read(*found);
}

void JsonIn::each_element(std::string_view key,
                          const std::function<void(const Json&, std::size_t)>& read) {
  const Json* found = find(key);
  if (found == nullptr) return;
  if (!found->is_array()) return problem(key, "must be an array");
  const Scope scope(state_, key);
  for (std::size_t i = 0; i < found->size(); ++i) {
    const Scope element(state_, i);
    read((*found)[i], i);
  }
}

void JsonIn::each_member(std::string_view key,
                         const std::function<void(const std::string&, const Json&)>& read) {
  const Json* found = find(key);
  if (found == nullptr) return;
  if (!found->is_object()) return problem(key, "must be an object");
  const Scope scope(state_, key);
  for (const auto& [name, member] : found->items()) {
    const Scope inside(state_, std::string_view(name));
    read(name, member);
  }
}

}  // namespace orbench::results
