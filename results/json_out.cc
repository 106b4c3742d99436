#include "results/json_out.h"

#include <cmath>

#include <nlohmann/json.hpp>

#include "results/utf8_text.h"

namespace orbench::results {
namespace {

core::Json number(double value) {
  return std::isfinite(value) ? core::Json(value) : core::Json(nullptr);
}

}  // namespace

JsonOut::JsonOut(core::Json& object) : object_(object) { object_ = core::Json::object(); }

core::Json& JsonOut::slot(std::string_view key) {
  std::string name;
  append_valid_utf8(key, name);
  return object_[std::move(name)];
}

core::Json& JsonOut::array_slot(std::string_view key) { return slot(key) = core::Json::array(); }

core::Json& JsonOut::appended(core::Json& array) {
  array.push_back(nullptr);
  return array.back();
}

void JsonOut::operator()(std::string_view key, bool value) { slot(key) = value; }
void JsonOut::operator()(std::string_view key, int value) { slot(key) = value; }
void JsonOut::operator()(std::string_view key, std::int64_t value) { slot(key) = value; }
void JsonOut::operator()(std::string_view key, std::uint64_t value) { slot(key) = value; }
void JsonOut::operator()(std::string_view key, double value) { slot(key) = number(value); }
void JsonOut::operator()(std::string_view key, core::Usd value) {
  slot(key) = number(value.dollars());
}
void JsonOut::operator()(std::string_view key, const std::string& value) { slot(key) = value; }
void JsonOut::operator()(std::string_view key, const core::JsonValue& value) {
  slot(key) = value.get();
}
void JsonOut::operator()(std::string_view key, const std::vector<double>& values) {
  core::Json& array = array_slot(key);
  for (const double value : values) array.push_back(number(value));
}
void JsonOut::operator()(std::string_view key, const std::vector<std::string>& values) {
  core::Json& array = array_slot(key);
  for (const std::string& value : values) array.push_back(value);
}
void JsonOut::operator()(std::string_view key,
                         const std::vector<std::pair<std::string, std::string>>& values) {
  JsonOut child(slot(key));
  for (const auto& [name, value] : values) child(name, value);
}

}  // namespace orbench::results
