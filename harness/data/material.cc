#include "harness/data/material.h"

#include <utility>

#include <fmt/format.h>

#include "harness/core/base64.h"
#include "harness/core/json_lexemes.h"
#include "harness/core/suggestion.h"
#include "harness/core/text_file.h"

namespace orbench::data {

void Material::add(const std::string& name, DataSet set) {
  sets_[name] = std::make_unique<DataSet>(std::move(set));
}

void Material::allow(const std::string& variable, std::optional<std::string> value) {
  if (value && core::is_utf8(*value)) {
    std::string text;
    core::append_json_text(text, *value);
    value = std::move(text);
  } else {
    value.reset();
  }
  variables_[variable] = std::move(value);
}

const DataSet* Material::set(std::string_view name) const {
  const auto found = sets_.find(name);
  return found == sets_.end() ? nullptr : found->second.get();
}

std::vector<std::string> Material::set_names() const {
  std::vector<std::string> names;
  for (const auto& entry : sets_) names.push_back(entry.first);
  return names;
}

core::Result<std::string_view> Material::variable(std::string_view name) const {
  const auto found = variables_.find(name);
  if (found == variables_.end()) {
    std::vector<std::string> names;
    for (const auto& entry : variables_) names.push_back(entry.first);
    return core::fail(core::ErrorCode::kInvalidArgument,
                      fmt::format("the environment variable {} is not allowed{}; add it to the "
                                  "scenario's list \"env\"",
                                  name, core::suggest(name, names)));
  }
  if (found->second) return std::string_view(*found->second);
  return core::fail(
      core::ErrorCode::kInvalidArgument,
      fmt::format("the environment variable {} is not set, or is no UTF-8 text: export it", name));
}

core::Result<std::string_view> Material::file(const std::string& path, bool base64) {
  const auto key = std::make_pair(path, base64);
  if (const auto known = files_.find(key); known != files_.end()) return known->second;
  auto bytes = core::read_text_file(path, kMaxInsertedBytes);
  if (!bytes) return tl::unexpected(bytes.error());
  std::string text;
  if (base64) {
    text = core::encode_base64(*bytes);
  } else if (core::is_utf8(*bytes)) {
    core::append_json_text(text, *bytes);
  } else {
    return core::fail(core::ErrorCode::kInvalidArgument,
                      fmt::format("\"{}\" is no UTF-8 text: write ${{file:PATH|base64}}", path));
  }
  return files_.emplace(key, std::move(text)).first->second;
}

}  // namespace orbench::data
