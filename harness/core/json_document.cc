#include "harness/core/json_document.h"

#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/core/json_lexemes.h"
#include "harness/core/json_reader.h"

namespace orbench::core {

void SourceMap::set(std::string pointer, std::string origin, std::size_t line, std::size_t column) {
  places_.insert_or_assign(std::move(pointer), Place{std::move(origin), line, column});
}

void SourceMap::erase_subtree(const std::string& pointer) {
  places_.erase(pointer);
  const std::string below = pointer + "/";
  const auto first = places_.lower_bound(below);
  auto last = first;
  while (last != places_.end() && last->first.starts_with(below)) ++last;
  places_.erase(first, last);
}

const SourceMap::Place* SourceMap::find(std::string_view pointer) const {
  const auto found = places_.find(pointer);
  return found == places_.end() ? nullptr : &found->second;
}

const SourceMap::Place* SourceMap::nearest(std::string_view pointer) const {
  for (;;) {
    if (const Place* place = find(pointer)) return place;
    const std::size_t cut = pointer.rfind('/');
    if (cut == std::string_view::npos) return nullptr;
    pointer = pointer.substr(0, cut);
  }
}

std::string SourceMap::locate(std::string_view pointer) const {
  const Place* place = nearest(pointer);
  if (place == nullptr) return fmt::format("#{}", pointer);
  if (place->line == 0) return fmt::format("{} #{}", place->origin, pointer);
  return fmt::format("{}:{}:{} #{}", place->origin, place->line, place->column, pointer);
}

std::string child_pointer(std::string_view parent, std::string_view key) {
  std::string pointer(parent);
  pointer += '/';
  append_escaped(pointer, key);
  return pointer;
}

std::string child_pointer(std::string_view parent, std::size_t index) {
  return fmt::format("{}/{}", parent, index);
}

std::unique_ptr<Json> parse_json_document(std::string_view text, const std::string& origin,
                                          SourceMap& source, Diagnostics& diagnostics) {
  if (text.size() > kMaxJsonBytes) {
    diagnostics.error(ErrorCode::kTooLarge,
                      fmt::format("the text has {} bytes, the most that is read is {}", text.size(),
                                  kMaxJsonBytes),
                      origin);
    return nullptr;
  }
  auto document = std::make_unique<Json>();
  JsonReader reader(text, origin, source, diagnostics);
  if (!reader.read(*document)) return nullptr;
  return document;
}

}  // namespace orbench::core
