#include "harness/scenario/anchor.h"

#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <nlohmann/json.hpp>

#include "harness/core/json_lexemes.h"

namespace orbench::scenario {
namespace {

namespace fs = std::filesystem;
using core::Json;

constexpr std::string_view kFileTemplate = "${file:";

/// The path from `folder`; as it was where that cannot be written in JSON.
std::string anchored(const std::string& path, const fs::path& folder) {
  if (path.empty()) return path;
  std::error_code error;
  const fs::path absolute = fs::absolute(folder / path, error);
  std::string text = absolute.lexically_normal().string();
  // A folder's name may be any bytes; JSON holds UTF-8 only.
  return !error && core::is_utf8(text) ? text : path;
}

void anchor_value(Json& value, const fs::path& folder) {
  if (value.is_string()) value = anchored(value.get<std::string>(), folder);
}

void anchor_templates(std::string& text, const fs::path& folder) {
  std::size_t at = 0;
  while ((at = text.find(kFileTemplate, at)) != std::string::npos) {
    const bool escaped = at > 0 && text[at - 1] == '$';
    at += kFileTemplate.size();
    const std::size_t end = text.find_first_of("|}", at);
    if (escaped || end == std::string::npos) continue;
    const std::string path = anchored(text.substr(at, end - at), folder);
    text.replace(at, end - at, path);
    at += path.size();
  }
}

void anchor_strings(Json& value, const fs::path& folder) {
  if (value.is_string()) {
    anchor_templates(value.get_ref<std::string&>(), folder);
  } else if (value.is_structured()) {
    for (Json& inner : value) anchor_strings(inner, folder);
  }
}

/// The member of an object, or null.
Json* member(Json& object, std::string_view key) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(key);
  return found == object.end() ? nullptr : &*found;
}

}  // namespace

void anchor_paths(Json& document, const fs::path& folder) {
  for (const char* const pointer : {"/target/mock/config", "/target/ca_file", "/load/file"}) {
    const Json::json_pointer at(pointer);
    if (document.contains(at)) anchor_value(document[at], folder);
  }
  if (Json* sets = member(document, "data"); sets != nullptr && sets->is_object()) {
    for (Json& set : *sets) {
      if (Json* file = member(set, "file")) anchor_value(*file, folder);
    }
  }
  Json* workloads = member(document, "workloads");
  if (workloads == nullptr || !workloads->is_array()) return;
  for (Json& workload : *workloads) {
    Json* const load = member(workload, "load");
    Json* const trace = load == nullptr ? nullptr : member(*load, "file");
    if (trace != nullptr) anchor_value(*trace, folder);
    for (const char* const key : {"request", "matrix", "session"}) {
      if (Json* strings = member(workload, key)) anchor_strings(*strings, folder);
    }
  }
}

}  // namespace orbench::scenario
