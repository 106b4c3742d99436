#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/json.h"

namespace orbench::mock {

/// One resource that a client made: a key, a guardrail, a file.
struct Row {
  std::string id;
  core::JsonValue shown;  ///< the object as the API shows it
  std::string content;    ///< bytes that belong to it, such as those of a file
};

/// What clients create, read, update and delete, in memory: rows by kind (`keys`, `guardrails`,
/// `workspaces/<id>/budgets`), in the order they were made.
/// Memory:   kMostRows in all kinds together, of at most kMostContent bytes of content.
/// Lifetime: a pointer to a row is good until the next add() or erase() of its kind.
/// Threads:  one thread per object.
class Collections {
 public:
  static constexpr std::size_t kMostRows = 4096;
  static constexpr std::size_t kMostContent = std::size_t{64} << 20;

  explicit Collections(std::uint64_t seed) : seed_(seed) {}

  [[nodiscard]] const std::vector<Row>& rows(std::string_view kind) const;
  [[nodiscard]] Row* find(std::string_view kind, std::string_view id);
  /// Calls `visit` with each row of the kind.
  template <class Visit>
  void each(std::string_view kind, Visit visit) {
    const auto found = kinds_.find(kind);
    if (found == kinds_.end()) return;
    for (Row& row : found->second) visit(row);
  }
  /// Null when there is no room, or the id is taken.
  Row* add(std::string_view kind, Row row);
  /// False when there was none.
  bool erase(std::string_view kind, std::string_view id);
  /// With every row of every kind that begins so: what belonged to a row that went.
  void erase_kinds(std::string_view prefix);
  void clear();

  /// Random hexadecimal digits, the same in every run with the same calls before.
  [[nodiscard]] std::string new_hex(std::size_t digits);
  /// `8-4-4-4-12`, as a version 4 UUID.
  [[nodiscard]] std::string new_uuid();

 private:
  std::map<std::string, std::vector<Row>, std::less<>> kinds_;
  std::uint64_t seed_;
  std::uint64_t drawn_ = 0;
  std::size_t count_ = 0;
  std::size_t content_ = 0;
};

}  // namespace orbench::mock
