#include "results/content_text.h"

#include <cstdint>
#include <limits>
#include <utility>

#include <nlohmann/json.hpp>

#include "harness/core/json.h"
#include "harness/core/json_text.h"

namespace orbench::results {
namespace {

using core::Json;
using metrics::ContentMark;

bool read_mark(const Json& one, ContentMark& mark) {
  if (!one.is_object()) return false;
  const auto check = one.find("check");
  const auto held = one.find("held");
  if (check == one.end() || held == one.end()) return false;
  if (!check->is_number_unsigned() || !held->is_boolean()) return false;
  const auto place = check->get<std::uint64_t>();
  if (place > std::numeric_limits<std::uint32_t>::max()) return false;
  mark.check = static_cast<std::uint32_t>(place);
  mark.held = held->get<bool>();
  const auto found = one.find("found");
  if (found == one.end()) return true;
  if (!found->is_string()) return false;
  mark.found = found->get<std::string>();
  return true;
}

}  // namespace

std::string content_text(std::span<const ContentMark> marks) {
  if (marks.empty()) return "";
  Json list = Json::array();
  for (const ContentMark& mark : marks) {
    Json one = {{"check", mark.check}, {"held", mark.held}};
    if (!mark.found.empty()) one["found"] = mark.found;
    list.push_back(std::move(one));
  }
  return core::dumped(list);
}

bool read_content_text(std::string_view text, std::vector<ContentMark>& marks) {
  const Json list = Json::parse(text, nullptr, false);
  if (!list.is_array()) return false;
  for (const Json& one : list) {
    ContentMark mark;
    if (!read_mark(one, mark)) return false;
    marks.push_back(std::move(mark));
  }
  return true;
}

}  // namespace orbench::results
