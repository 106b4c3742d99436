#include "harness/run/matrix.h"

#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace orbench::run {
namespace {

constexpr std::string_view kRequestPrefix = "request.";

/// `["a"]` reads as `a`: lists of one are how provider preferences name a provider.
std::string label_text(const core::Json& value) {
  if (value.is_string()) return value.get_ref<const std::string&>();
  if (value.is_array() && value.size() == 1 && value[0].is_string()) {
    return value[0].get_ref<const std::string&>();
  }
  return value.dump(-1, ' ', false, core::Json::error_handler_t::replace);
}

/// Puts `value` at a dotted path, making objects on the way. False where the path runs into a
/// value that is no object.
bool put(core::Json& root, std::string_view path, const core::Json& value) {
  core::Json* at = &root;
  while (true) {
    if (at->is_null()) *at = core::Json::object();
    if (!at->is_object()) return false;
    const std::size_t dot = path.find('.');
    const std::string key(path.substr(0, dot));
    if (dot == std::string_view::npos) {
      (*at)[key] = value;
      return true;
    }
    at = &(*at)[key];
    path.remove_prefix(dot + 1);
  }
}

class Expansion {
 public:
  Expansion(const scenario::Workload& workload, const core::SourceMap& source,
            core::Diagnostics& diagnostics)
      : workload_(workload), source_(source), diagnostics_(diagnostics) {}

  bool axes_are_sound() {
    bool sound = true;
    std::size_t count = std::max<std::size_t>(workload_.variants.size(), 1);
    for (const scenario::MatrixAxis& axis : workload_.matrix) {
      sound = axis_is_sound(axis) && sound;
      count *= std::max<std::size_t>(axis.values.size(), 1);
      if (count > kMaxCells) {
        report("", fmt::format("the matrix gives more than {} cells; shorten a list", kMaxCells));
        return false;
      }
    }
    return sound;
  }

  std::vector<Combination> expand() const {
    std::vector<Combination> combinations = variants();
    for (const scenario::MatrixAxis& axis : workload_.matrix) {
      std::vector<Combination> next;
      for (const Combination& base : combinations) {
        for (const core::JsonValue& value : axis.values) {
          Combination combination = base;
          const std::string_view path = std::string_view(axis.path).substr(kRequestPrefix.size());
          put(combination.request.get(), path, value.get());
          combination.labels.emplace_back(std::string(path), label_text(value.get()));
          next.push_back(std::move(combination));
        }
      }
      combinations = std::move(next);
    }
    return combinations;
  }

 private:
  /// The request as it stands, or each variant of it.
  std::vector<Combination> variants() const {
    if (workload_.variants.empty()) return {{workload_.request, {}}};
    std::vector<Combination> out;
    for (const scenario::Variant& variant : workload_.variants) {
      Combination one{workload_.request, {{"variant", variant.name}}};
      one.request.get().merge_patch(variant.changes.get());
      out.push_back(std::move(one));
    }
    return out;
  }

  bool axis_is_sound(const scenario::MatrixAxis& axis) {
    if (!axis.path.starts_with(kRequestPrefix) || axis.path.size() == kRequestPrefix.size()) {
      report(axis.path,
             fmt::format("a matrix path must lead into the request, as \"request.model\" "
                         "does; found \"{}\"",
                         axis.path));
      return false;
    }
    if (axis.values.empty()) {
      report(axis.path, "this list is empty, so no cell would be left; give at least one value");
      return false;
    }
    core::Json probe = workload_.request.get();
    if (!put(probe, std::string_view(axis.path).substr(kRequestPrefix.size()), nullptr)) {
      report(axis.path, fmt::format("\"{}\" leads through a value that is no object", axis.path));
      return false;
    }
    return true;
  }

  void report(const std::string& key, std::string message) {
    std::string pointer = workload_.pointer + "/matrix";
    if (!key.empty()) pointer = core::child_pointer(pointer, key);
    diagnostics_.error(core::ErrorCode::kInvalidArgument, std::move(message),
                       source_.locate(pointer));
  }

  const scenario::Workload& workload_;
  const core::SourceMap& source_;
  core::Diagnostics& diagnostics_;
};

}  // namespace

std::vector<Combination> expand_matrix(const scenario::Workload& workload,
                                       const core::SourceMap& source,
                                       core::Diagnostics& diagnostics) {
  Expansion expansion(workload, source, diagnostics);
  if (!expansion.axes_are_sound()) return {};
  return expansion.expand();
}

}  // namespace orbench::run
