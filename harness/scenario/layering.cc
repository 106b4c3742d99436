#include "harness/scenario/layering.h"

#include <charconv>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/core/json_lexemes.h"

namespace orbench::scenario {
namespace {

using core::child_pointer;
using core::Json;
using core::SourceMap;

constexpr std::size_t kMaxSegments = 32;

/// Calls `visit` with the pointer of `value` and of everything in it.
void each_pointer(const Json& value, const std::string& pointer,
                  const std::function<void(const std::string&)>& visit) {
  visit(pointer);
  if (value.is_object()) {
    for (const auto& item : value.items()) {
      each_pointer(item.value(), child_pointer(pointer, item.key()), visit);
    }
  } else if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i) {
      each_pointer(value[i], child_pointer(pointer, i), visit);
    }
  }
}

void copy_place(const SourceMap& from, SourceMap& to, const std::string& pointer) {
  if (const SourceMap::Place* place = from.find(pointer)) {
    to.set(pointer, place->origin, place->line, place->column);
  }
}

/// One pair of maps through the whole recursion of a merge.
struct Merge {
  SourceMap& places;
  const SourceMap& top_places;

  void at(const std::string& pointer, Json& base, const Json& top) {
    if (!base.is_object() || !top.is_object()) {
      base = top;
      places.erase_subtree(pointer);
      each_pointer(top, pointer, [this](const auto& at) { copy_place(top_places, places, at); });
      return;
    }
    copy_place(top_places, places, pointer);
    for (const auto& item : top.items()) {
      at(child_pointer(pointer, item.key()), base[item.key()], item.value());
    }
  }
};

std::optional<std::vector<std::string_view>> split_path(std::string_view path) {
  std::vector<std::string_view> segments;
  for (;;) {
    const std::size_t dot = path.find('.');
    segments.push_back(path.substr(0, dot));
    if (segments.back().empty() || segments.size() > kMaxSegments) return {};
    if (dot == std::string_view::npos) return segments;
    path.remove_prefix(dot + 1);
  }
}

/// The index that `segment` writes, when it reaches an element or the place behind the last.
std::optional<std::size_t> array_index(std::string_view segment, std::size_t size) {
  std::size_t index = 0;
  const char* const end = segment.data() + segment.size();
  const auto [stop, error] = std::from_chars(segment.data(), end, index);
  if (error != std::errc{} || stop != end || index > size) return {};
  return index;
}

/// The value at the end of a path, made where the path leads into nothing.
struct Walk {
  Json* at;
  std::string pointer;
  std::string problem;

  bool step(std::string_view segment) {
    if (at->is_array()) {
      const auto index = array_index(segment, at->size());
      if (!index) {
        problem = fmt::format("{} is an array of {}: \"{}\" is no index from 0 to {}", shown(),
                              at->size(), segment, at->size());
        return false;
      }
      if (*index == at->size()) at->push_back(nullptr);
      pointer = child_pointer(pointer, *index);
      at = &(*at)[*index];
      return true;
    }
    if (at->is_null()) *at = Json::object();
    if (!at->is_object()) {
      problem = fmt::format("{} is a {} and holds no \"{}\"", shown(), at->type_name(), segment);
      return false;
    }
    pointer = child_pointer(pointer, segment);
    at = &(*at)[std::string(segment)];
    return true;
  }
  [[nodiscard]] std::string shown() const { return fmt::format("#{}", pointer); }
};

/// The value as JSON, else as a string; nothing when it is JSON with a key twice.
std::optional<Json> read_value(const Override& change, core::Diagnostics& diagnostics) {
  SourceMap places;
  core::Diagnostics mistakes;
  const auto parsed = core::parse_json_document(change.value, change.flag, places, mistakes);
  if (parsed == nullptr) return Json(change.value);
  if (mistakes.ok()) return std::move(*parsed);
  for (const core::Error& error : mistakes.errors()) diagnostics.error(error);
  return {};
}

}  // namespace

void overlay(SourcedDocument& base, const SourcedDocument& top) {
  Merge{base.source, top.source}.at("", base.document.get(), top.document.get());
}

void apply_override(SourcedDocument& target, const Override& change,
                    core::Diagnostics& diagnostics) {
  const auto refuse = [&](std::string why) {
    diagnostics.error(core::ErrorCode::kInvalidArgument, std::move(why), change.flag);
  };
  if (!core::is_utf8(change.path) || !core::is_utf8(change.value)) return refuse("not valid UTF-8");
  const auto segments = split_path(change.path);
  if (!segments) {
    return refuse(
        fmt::format("a path is 1 to {} keys or indexes with dots between them, such as "
                    "workloads.0.load.rate_rps",
                    kMaxSegments));
  }
  std::optional<Json> value = read_value(change, diagnostics);
  if (!value) return;

  Walk walk{&target.document.get(), {}, {}};
  for (const std::string_view segment : *segments) {
    const bool was_nothing = walk.at->is_null();
    const std::string before = walk.pointer;
    if (!walk.step(segment)) return refuse(walk.problem);
    if (was_nothing) target.source.set(before, change.flag, 0, 0);
  }
  *walk.at = std::move(*value);
  target.source.erase_subtree(walk.pointer);
  each_pointer(*walk.at, walk.pointer,
               [&](const std::string& at) { target.source.set(at, change.flag, 0, 0); });
}

}  // namespace orbench::scenario
