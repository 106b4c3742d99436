#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "harness/core/json_cursor.h"
#include "harness/core/json_lexemes.h"
#include "harness/data/file_mistakes.h"
#include "harness/data/read_table.h"

namespace orbench::data {
namespace {

/// Takes one record after another from the text.
class CsvScanner {
 public:
  CsvScanner(std::string_view text, FileMistakes& mistakes) : cursor_(text), mistakes_(mistakes) {
    if (text.starts_with("\xEF\xBB\xBF")) cursor_.skip_unseen(3);
  }

  [[nodiscard]] bool at_end() const { return cursor_.at_end(); }
  /// The line that the last record began on.
  [[nodiscard]] std::size_t line() const { return line_; }
  [[nodiscard]] const std::vector<std::string>& record() const { return record_; }
  /// The record was a line with nothing on it.
  [[nodiscard]] bool blank() const { return record_.size() == 1 && record_[0].empty() && !quoted_; }

  /// False for a record that cannot be read; it was reported and passed over.
  bool next() {
    line_ = cursor_.line();
    record_.clear();
    quoted_ = false;
    bool sound = true;
    do {
      record_.emplace_back();
      sound = field(record_.back());
    } while (sound && cursor_.take_if(','));
    if (sound) return end_of_line();
    pass_line();
    return false;
  }

 private:
  bool field(std::string& out) {
    const std::size_t line = cursor_.line();
    const std::size_t column = cursor_.column();
    if (cursor_.peek() == '"' ? !quoted(out) : !plain(out)) return false;
    if (core::is_utf8(out)) return true;
    mistakes_.at(line, column, "this field is not UTF-8: convert the file");
    return false;
  }

  bool plain(std::string& out) {
    while (!cursor_.at_end() && cursor_.peek() != ',' && !at_line_break()) {
      if (cursor_.peek() == '"') {
        mistakes_.at(cursor_.line(), cursor_.column(),
                     "a quote inside a field without quotes: put the whole field in quotes and "
                     "double the quote");
        return false;
      }
      out += cursor_.take();
    }
    return true;
  }

  bool quoted(std::string& out) {
    quoted_ = true;
    const std::size_t line = cursor_.line();
    const std::size_t column = cursor_.column();
    cursor_.take();
    while (!cursor_.at_end()) {
      const char c = cursor_.take();
      if (c != '"') {
        out += c;
      } else if (cursor_.take_if('"')) {
        out += '"';
      } else if (cursor_.at_end() || cursor_.peek() == ',' || at_line_break()) {
        return true;
      } else {
        mistakes_.at(cursor_.line(), cursor_.column(),
                     "text behind a closing quote: double a quote that belongs to the field");
        return false;
      }
    }
    mistakes_.at(line, column, "a quote that is never closed begins here");
    return false;
  }

  [[nodiscard]] bool at_line_break() const {
    return cursor_.peek() == '\n' || (cursor_.peek() == '\r' && cursor_.peek(1) == '\n');
  }
  bool end_of_line() {
    cursor_.take_if('\r');
    cursor_.take_if('\n');
    return true;
  }
  void pass_line() {
    while (!cursor_.at_end() && cursor_.take() != '\n') continue;
  }

  core::JsonCursor cursor_;
  FileMistakes& mistakes_;
  std::vector<std::string> record_;
  std::size_t line_ = 1;
  bool quoted_ = false;
};

bool names_are_sound(const CsvScanner& header, FileMistakes& mistakes) {
  std::vector<std::string> names = header.record();
  if (names.size() > kMaxFields) {
    mistakes.at(header.line(), 0, fmt::format("more than {} fields", kMaxFields));
    return false;
  }
  std::sort(names.begin(), names.end());
  if (names.front().empty()) {
    mistakes.at(header.line(), 0, "a field without a name: the first line names every field");
  }
  const auto twice = std::adjacent_find(names.begin(), names.end());
  if (twice != names.end()) {
    mistakes.at(header.line(), 0, fmt::format("two fields are named \"{}\": rename one", *twice));
  }
  return mistakes.none();
}

/// False when the table can take no more.
bool add_record(const CsvScanner& scanner, Table& table, FileMistakes& mistakes) {
  const std::size_t wanted = table.fields().size();
  if (scanner.blank() && wanted > 1) return true;
  if (scanner.record().size() != wanted) {
    mistakes.at(
        scanner.line(), 0,
        fmt::format("{} fields here, {} in the header line", scanner.record().size(), wanted));
    return true;
  }
  const bool fits = std::all_of(scanner.record().begin(), scanner.record().end(),
                                [&table](const auto& value) { return table.append(value); });
  if (!fits) mistakes.at(scanner.line(), 0, "too large from here on: take fewer rows");
  return fits;
}

}  // namespace

Table read_csv(std::string_view text, const std::string& path, core::Diagnostics& diagnostics) {
  FileMistakes mistakes(path, diagnostics);
  CsvScanner scanner(text, mistakes);
  if (scanner.at_end()) {
    mistakes.of_file(core::ErrorCode::kParse, "an empty file: the first line names the fields");
    return {};
  }
  if (!scanner.next() || !names_are_sound(scanner, mistakes)) return {};
  Table table(scanner.record());
  while (!scanner.at_end()) {
    if (scanner.next() && !add_record(scanner, table, mistakes)) break;
  }
  if (mistakes.none() && table.rows() == 0) {
    mistakes.of_file(core::ErrorCode::kParse, "no rows: add lines below the header line");
  }
  return mistakes.none() ? std::move(table) : Table{};
}

}  // namespace orbench::data
