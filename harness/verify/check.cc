#include "harness/verify/check.h"

#include <iterator>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/core/suggestion.h"
#include "harness/verify/succeeded.h"

namespace orbench::verify {

#define ORBENCH_ENTRY(stem) CheckKind stem##_check();
#include "harness/verify/checks.def"
#undef ORBENCH_ENTRY

namespace {

/// The kind whose key the object holds. Reports none and several.
const CheckKind* kind_of(core::Params& params, const core::Json& raw) {
  const CheckKind* found = nullptr;
  for (const CheckKind& kind : check_kinds()) {
    if (!params.has(kind.key)) continue;
    if (found != nullptr) {
      params.error(kind.key, fmt::format("a check is one thing: \"{}\" or \"{}\", not both; write "
                                         "two checks",
                                         found->key, kind.key));
      return nullptr;
    }
    found = &kind;
  }
  if (found != nullptr) return found;

  std::vector<std::string> keys;
  for (const CheckKind& kind : check_kinds()) keys.push_back(kind.key);
  for (const auto& [key, value] : raw.items()) {
    if (const std::string nearest = core::nearest_name(key, keys); !nearest.empty()) {
      params.error(key,
                   fmt::format(R"(no check is called "{}" (did you mean "{}"?))", key, nearest));
      return nullptr;
    }
  }
  std::string known;
  for (const std::string& key : keys)
    known += fmt::format("{}\"{}\"", known.empty() ? "" : ", ", key);
  params.error("", fmt::format("a check needs a key that says its kind: {}", known));
  return nullptr;
}

}  // namespace

const std::vector<CheckKind>& check_kinds() {
  static const std::vector<CheckKind> kinds = {
#define ORBENCH_ENTRY(stem) stem##_check(),
#include "harness/verify/checks.def"
#undef ORBENCH_ENTRY
  };
  return kinds;
}

std::vector<std::unique_ptr<Check>> compile_checks(const std::vector<scenario::CheckSpec>& specs,
                                                   const CheckContext& context) {
  std::vector<std::unique_ptr<Check>> checks;
  checks.push_back(succeeded_check());
  CheckContext own = context;
  for (std::size_t place = 0; place < specs.size(); ++place) {
    const scenario::CheckSpec& spec = specs[place];
    own.place = static_cast<std::uint32_t>(place);
    const core::Json& raw = spec.raw.get();
    core::Params params(raw, spec.pointer, context.source, context.diagnostics);
    if (!raw.is_object()) continue;  // Params has said so
    const CheckKind* kind = kind_of(params, raw);
    if (kind == nullptr) continue;
    for (std::unique_ptr<Check>& check : kind->read(params, own)) {
      checks.push_back(std::move(check));
    }
    params.finish();
  }
  return checks;
}

}  // namespace orbench::verify
