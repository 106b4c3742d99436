#include "mock/state/collections.h"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "harness/core/rng.h"

namespace orbench::mock {

const std::vector<Row>& Collections::rows(std::string_view kind) const {
  static const std::vector<Row> none;
  const auto found = kinds_.find(kind);
  return found == kinds_.end() ? none : found->second;
}

Row* Collections::find(std::string_view kind, std::string_view id) {
  const auto found = kinds_.find(kind);
  if (found == kinds_.end()) return nullptr;
  const auto row = std::find_if(found->second.begin(), found->second.end(),
                                [&](const Row& r) { return r.id == id; });
  return row == found->second.end() ? nullptr : &*row;
}

Row* Collections::add(std::string_view kind, Row row) {
  if (count_ >= kMostRows || content_ + row.content.size() > kMostContent) return nullptr;
  if (find(kind, row.id) != nullptr) return nullptr;
  ++count_;
  content_ += row.content.size();
  auto& rows = kinds_[std::string(kind)];
  rows.push_back(std::move(row));
  return &rows.back();
}

bool Collections::erase(std::string_view kind, std::string_view id) {
  const Row* const row = find(kind, id);
  if (row == nullptr) return false;
  --count_;
  content_ -= row->content.size();
  auto& rows = kinds_.find(kind)->second;
  rows.erase(rows.begin() + (row - rows.data()));
  return true;
}

void Collections::erase_kinds(std::string_view prefix) {
  for (auto kind = kinds_.lower_bound(prefix);
       kind != kinds_.end() && kind->first.compare(0, prefix.size(), prefix) == 0;) {
    for (const Row& row : kind->second) content_ -= row.content.size();
    count_ -= kind->second.size();
    kind = kinds_.erase(kind);
  }
}

void Collections::clear() {
  kinds_.clear();
  drawn_ = count_ = content_ = 0;
}

std::string Collections::new_hex(std::size_t digits) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  core::Rng rng(seed_, "resource", drawn_++);
  std::string text;
  for (std::size_t i = 0; i < digits; ++i) text += kDigits[rng.below(kDigits.size())];
  return text;
}

std::string Collections::new_uuid() {
  constexpr std::size_t kHexDigits = 32;
  std::string text = new_hex(kHexDigits);
  text[12] = '4';  // the version
  text[16] = 'a';  // the variant
  for (const std::size_t dash : {20UL, 16UL, 12UL, 8UL}) text.insert(dash, 1, '-');
  return text;
}

}  // namespace orbench::mock
