#include "harness/scenario/variables.h"

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/core/suggestion.h"
#include "harness/scenario/shared_fields.h"

namespace orbench::scenario {
namespace {

constexpr std::size_t kMaxVariables = 100;
constexpr std::string_view kOpen = "${env.";

}  // namespace

bool is_variable_name(std::string_view name) {
  const auto is_allowed = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !name.empty() && !(name.front() >= '0' && name.front() <= '9') &&
         std::all_of(name.begin(), name.end(), is_allowed);
}

Variables Variables::read(core::Params& scenario, const std::string& key_variable) {
  Variables variables;
  read_list(scenario, "env", kMaxVariables, [&](const core::Json& value, const std::string& at) {
    const auto refuse = [&](std::string why) {
      scenario.diagnostics().error(core::ErrorCode::kInvalidArgument, std::move(why),
                                   scenario.source().locate(at));
    };
    if (!value.is_string() || !is_variable_name(value.get_ref<const std::string&>())) {
      return refuse("\"env\" lists names of environment variables: letters, digits and '_'");
    }
    const auto& name = value.get_ref<const std::string&>();
    if (name == key_variable) {
      return refuse(fmt::format("{} holds the key, which is sent as a key and nowhere else", name));
    }
    const char* const found = std::getenv(name.c_str());
    variables.variables_.push_back(
        {name, found == nullptr ? std::nullopt : std::optional<std::string>(found)});
  });
  return variables;
}

std::string Variables::expand(const std::string& text, std::string_view key,
                              core::Params& params) const {
  std::string out;
  std::size_t done = 0;
  for (;;) {
    const std::size_t open = text.find(kOpen, done);
    const std::size_t close = open == std::string::npos ? open : text.find('}', open);
    if (close == std::string::npos) return out.append(text, done);
    out.append(text, done, open - done);
    const std::string name = text.substr(open + kOpen.size(), close - open - kOpen.size());
    const auto found = std::find_if(variables_.begin(), variables_.end(),
                                    [&name](const Variable& known) { return known.name == name; });
    if (found == variables_.end()) {
      std::vector<std::string> names;
      for (const Variable& known : variables_) names.push_back(known.name);
      params.error(key, fmt::format("the environment variable {} is not allowed{}; add it to the "
                                    "scenario's list \"env\"",
                                    name, core::suggest(name, names)));
    } else if (!found->value) {
      params.error(key, fmt::format("the environment variable {} is not set: export it", name));
    } else {
      out += *found->value;
    }
    done = close + 1;
  }
}

}  // namespace orbench::scenario
