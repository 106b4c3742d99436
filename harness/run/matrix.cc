#include "harness/run/matrix.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/core/json_text.h"

namespace orbench::run {
namespace {

constexpr std::string_view kRequestPrefix = "request.";

/// `["a"]` reads as `a`: lists of one are how provider preferences name a provider.
std::string label_text(const core::Json& value) {
  if (value.is_string()) return value.get_ref<const std::string&>();
  if (value.is_array() && value.size() == 1 && value[0].is_string()) {
    return value[0].get_ref<const std::string&>();
  }
  return core::dumped(value);
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

/// The paths of an axis, without the space around them.
std::vector<std::string_view> paths_of(std::string_view key) {
  std::vector<std::string_view> paths;
  for (std::size_t comma = 0; comma != std::string_view::npos;) {
    comma = key.find(',');
    std::string_view path = key.substr(0, comma);
    path.remove_prefix(std::min(path.find_first_not_of(' '), path.size()));
    path = path.substr(0, path.find_last_not_of(' ') + 1);
    paths.push_back(path);
    key.remove_prefix(comma == std::string_view::npos ? key.size() : comma + 1);
  }
  return paths;
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
          next.push_back(with(base, axis, value.get()));
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

  static Combination with(Combination combination, const scenario::MatrixAxis& axis,
                          const core::Json& value) {
    const std::vector<std::string_view> paths = paths_of(axis.path);
    for (std::size_t i = 0; i < paths.size(); ++i) {
      const std::string_view path = paths[i].substr(kRequestPrefix.size());
      const core::Json& own = paths.size() == 1 ? value : value[i];
      put(combination.request.get(), path, own);
      combination.labels.emplace_back(std::string(path), label_text(own));
    }
    return combination;
  }

  bool axis_is_sound(const scenario::MatrixAxis& axis) {
    if (axis.values.empty()) {
      report(axis.path, "this list is empty, so no cell would be left; give at least one value");
      return false;
    }
    const std::vector<std::string_view> paths = paths_of(axis.path);
    for (const std::string_view path : paths) {
      if (!path_is_sound(axis.path, path)) return false;
    }
    if (paths.size() == 1) return true;
    return std::all_of(axis.values.begin(), axis.values.end(), [&](const core::JsonValue& value) {
      if (value.get().is_array() && value.get().size() == paths.size()) return true;
      report(axis.path, fmt::format("each value of {} zipped paths is a list of {}; found {}",
                                    paths.size(), paths.size(), label_text(value.get())));
      return false;
    });
  }

  bool path_is_sound(const std::string& key, std::string_view path) {
    if (!path.starts_with(kRequestPrefix) || path.size() == kRequestPrefix.size()) {
      report(key, fmt::format("a matrix path must lead into the request, as \"request.model\" "
                              "does; found \"{}\"",
                              path));
      return false;
    }
    core::Json probe = workload_.request.get();
    if (put(probe, path.substr(kRequestPrefix.size()), nullptr)) return true;
    report(key, fmt::format("\"{}\" leads through a value that is no object", path));
    return false;
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
