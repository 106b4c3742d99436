#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace orbench::data {

inline constexpr std::size_t kMaxFields = 250;
inline constexpr std::size_t kMaxValues = 20'000'000;

/// Rows of text by field, held once for the whole run. A value is kept as it stands between the
/// quotes of a JSON string, so that a template appends it and escapes nothing.
/// Memory:   the text, and four bytes a value; both are capped.
/// Threads:  filled by one; then any may read.
/// Lifetime: views are valid until the next change.
class Table {
 public:
  Table() = default;
  /// REQUIRES: at most kMaxFields names.
  explicit Table(std::vector<std::string> fields)
      : fields_(std::move(fields)), flaws_(fields_.size()) {}

  /// Appends the next value: row by row, in a row field by field. False when the table is full.
  /// REQUIRES: UTF-8.
  bool append(std::string_view value);
  /// Says why a field cannot be used; the first flaw stays.
  void note_flaw(std::size_t field, std::string flaw);

  [[nodiscard]] const std::vector<std::string>& fields() const { return fields_; }
  [[nodiscard]] std::optional<std::size_t> field(std::string_view name) const;
  /// Such as "line 7 has none"; empty when every row has text here.
  [[nodiscard]] const std::string& flaw(std::size_t field) const { return flaws_[field]; }
  [[nodiscard]] std::size_t rows() const {
    return fields_.empty() ? 0 : ends_.size() / fields_.size();
  }
  /// REQUIRES: row < rows(), field < fields().size().
  [[nodiscard]] std::string_view json_text(std::size_t row, std::size_t field) const {
    const std::size_t at = row * fields_.size() + field;
    const std::size_t begin = at == 0 ? 0 : ends_[at - 1];
    return std::string_view(text_).substr(begin, ends_[at] - begin);
  }

 private:
  std::vector<std::string> fields_;
  std::vector<std::string> flaws_;
  std::string text_;
  std::vector<std::uint32_t> ends_;  // of each value in text_
};

}  // namespace orbench::data
