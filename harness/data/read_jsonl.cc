#include <optional>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/core/json.h"
#include "harness/data/file_mistakes.h"
#include "harness/data/read_table.h"

namespace orbench::data {
namespace {

using core::Json;

/// Takes the members of one object as text, without building a value.
class LineReader final : public nlohmann::json_sax<Json> {
 public:
  struct Member {
    std::string name;
    std::string text;
    std::string_view flaw;  ///< empty when there is text
  };

  /// False when the line is no object of JSON; `problem` and `column` then say why.
  bool read(std::string_view line) {
    members_.clear();
    depth_ = 0;
    problem_.clear();
    return Json::sax_parse(line.begin(), line.end(), this) && problem_.empty();
  }
  [[nodiscard]] const std::vector<Member>& members() const { return members_; }
  [[nodiscard]] const std::string& problem() const { return problem_; }
  [[nodiscard]] std::size_t column() const { return column_; }

  bool null() override { return value({}, "null"); }
  bool boolean(bool flag) override { return value(flag ? "true" : "false", {}); }
  bool number_integer(number_integer_t number) override {
    return value(std::to_string(number), {});
  }
  bool number_unsigned(number_unsigned_t number) override {
    return value(std::to_string(number), {});
  }
  bool number_float(number_float_t /*number*/, const string_t& written) override {
    return value(written, {});
  }
  bool string(string_t& text) override { return value(std::move(text), {}); }
  bool binary(binary_t& /*bytes*/) override { return refuse("binary data"); }
  bool start_object(std::size_t /*size*/) override { return open("an object"); }
  bool start_array(std::size_t /*size*/) override { return open("an array"); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t& name) override {
    if (depth_ != 1) return true;
    for (const Member& member : members_) {
      if (member.name == name) return refuse(fmt::format("the key \"{}\" stands twice", name));
    }
    if (members_.size() == kMaxFields) return refuse("more keys than a row may have");
    members_.push_back({std::move(name), {}, {}});
    return true;
  }
  bool parse_error(std::size_t position, const std::string& token,
                   const nlohmann::detail::exception& /*why*/) override {
    column_ = position;
    problem_ = token.empty() ? "the line ends too early: it is one JSON object"
                             : "not JSON from here on: a line is one JSON object";
    return false;
  }

 private:
  bool value(std::string text, std::string_view flaw) {
    if (depth_ == 0) return refuse("a line is one JSON object");
    if (depth_ > 1) return true;
    members_.back().text = std::move(text);
    members_.back().flaw = flaw;
    return true;
  }
  bool open(std::string_view what) {
    if (depth_ == 0 && what != "an object") return refuse("a line is one JSON object");
    if (depth_ == 1) members_.back().flaw = what;
    ++depth_;
    return true;
  }
  bool close() {
    --depth_;
    return true;
  }
  bool refuse(std::string problem) {
    column_ = 1;
    problem_ = std::move(problem);
    return false;
  }

  std::vector<Member> members_;
  std::string problem_;
  std::size_t column_ = 0;
  std::size_t depth_ = 0;
};

/// The member of a field; rows mostly have their keys in one order, so it is looked for from there.
const LineReader::Member* member_of(const std::vector<LineReader::Member>& members,
                                    const std::string& field, std::size_t guess) {
  if (guess < members.size() && members[guess].name == field) return &members[guess];
  for (const auto& member : members) {
    if (member.name == field) return &member;
  }
  return nullptr;
}

Table table_for(const std::vector<LineReader::Member>& members) {
  std::vector<std::string> fields;
  for (const auto& member : members) fields.push_back(member.name);
  return Table(std::move(fields));
}

/// False when the table can take no more.
bool add_row(const std::vector<LineReader::Member>& members, std::size_t line, Table& table) {
  for (std::size_t i = 0; i < table.fields().size(); ++i) {
    const auto* member = member_of(members, table.fields()[i], i);
    if (member == nullptr) {
      table.note_flaw(i, fmt::format("line {} has no such key", line));
    } else if (!member->flaw.empty()) {
      table.note_flaw(i, fmt::format("it is {} in line {}", member->flaw, line));
    }
    const bool has_text = member != nullptr && member->flaw.empty();
    if (!table.append(has_text ? std::string_view(member->text) : std::string_view{})) return false;
  }
  return true;
}

}  // namespace

Table read_jsonl(std::string_view text, const std::string& path, core::Diagnostics& diagnostics) {
  FileMistakes mistakes(path, diagnostics);
  LineReader reader;
  std::optional<Table> table;
  std::size_t line = 0;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  while (!text.empty()) {
    const std::string_view row = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), row.size() + 1));
    ++line;
    if (row.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    if (!reader.read(row)) {
      mistakes.at(line, reader.column(), reader.problem());
      continue;
    }
    if (!table) table = table_for(reader.members());
    if (table->fields().empty()) {
      mistakes.at(line, 1, "an empty object: the first line names the fields");
      break;
    }
    if (!add_row(reader.members(), line, *table)) {
      mistakes.at(line, 0, "too large from here on: take fewer rows");
      break;
    }
  }
  if (mistakes.none() && !table) {
    mistakes.of_file(core::ErrorCode::kParse, "no rows: put one JSON object on each line");
  }
  return mistakes.none() ? std::move(*table) : Table{};
}

}  // namespace orbench::data
