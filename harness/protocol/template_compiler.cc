#include "harness/protocol/template_compiler.h"

#include <charconv>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/core/json_lexemes.h"
#include "harness/core/json_text.h"
#include "harness/core/suggestion.h"
#include "harness/data/material.h"
#include "harness/protocol/number_template.h"
#include "harness/protocol/salt.h"
#include "harness/protocol/seeded_text.h"

namespace orbench::protocol {
namespace {

constexpr std::string_view kOpen = "${";
constexpr std::string_view kEscapedOpen = "$${";
constexpr const char* kNoPrompt = "-";  // no pointer begins so

std::string salted_pointer(const RequestDraft& draft) {
  if (!draft.salted || !draft.body.is_object() || has_nonce(draft.body)) return kNoPrompt;
  const auto prompt = first_prompt(draft.body);
  return prompt ? draft.pointer + *prompt : kNoPrompt;
}

}  // namespace

TemplateCompiler::TemplateCompiler(const RequestDraft& draft)
    : draft_(draft), salted_(salted_pointer(draft)) {}

void TemplateCompiler::value(const core::Json& json, const std::string& pointer) {
  if (json.is_object()) {
    object(json, pointer);
  } else if (json.is_array()) {
    array(json, pointer);
  } else if (const auto path = number_template(json); path && pointer != draft_.pointer) {
    number_slot(*path, pointer);
  } else if (json.is_string()) {
    literal_ += '"';
    if (pointer == salted_) {
      add(Slot::kNonce);
      literal_ += ' ';
    }
    string(json.get_ref<const std::string&>(), pointer);
    literal_ += '"';
  } else {
    literal_ += core::dumped(json);
  }
}

std::unique_ptr<BodyTemplate> TemplateCompiler::finish() {
  if (failed_) return nullptr;
  add(Slot::kNone);
  auto compiled = std::make_unique<BodyTemplate>();
  compiled->parts_ = std::move(parts_);
  return compiled;
}

void TemplateCompiler::object(const core::Json& json, const std::string& pointer) {
  char before = '{';
  if (json.empty()) literal_ += before;
  for (const auto& [key, member] : json.items()) {
    literal_ += before;
    literal_ += core::dumped(core::Json(key));
    literal_ += ':';
    value(member, core::child_pointer(pointer, key));
    before = ',';
  }
  literal_ += '}';
}

void TemplateCompiler::array(const core::Json& json, const std::string& pointer) {
  char before = '[';
  if (json.empty()) literal_ += before;
  for (std::size_t i = 0; i < json.size(); ++i) {
    literal_ += before;
    value(json[i], core::child_pointer(pointer, i));
    before = ',';
  }
  literal_ += ']';
}

void TemplateCompiler::string(std::string_view text, const std::string& pointer) {
  while (!text.empty()) {
    const std::size_t dollar = std::min(text.find(kEscapedOpen), text.find(kOpen));
    const std::string quoted = core::dumped(core::Json(text.substr(0, dollar)));
    literal_.append(quoted, 1, quoted.size() - 2);
    if (dollar == std::string_view::npos) return;
    text.remove_prefix(dollar);
    if (text.starts_with(kEscapedOpen)) {
      literal_ += kOpen;
      text.remove_prefix(kEscapedOpen.size());
      continue;
    }
    const std::size_t close = text.find('}');
    if (close == std::string_view::npos) {
      return error(pointer, "a `${` has no `}`; write `$${` for a literal `${`");
    }
    slot(text.substr(kOpen.size(), close - kOpen.size()), pointer);
    text.remove_prefix(close + 1);
  }
}

void TemplateCompiler::slot(std::string_view name, const std::string& pointer) {
  if (name == "nonce") return static_cast<void>(add(Slot::kNonce));
  if (name == "seq") return static_cast<void>(add(Slot::kSeq));
  if (name == "uuid") return static_cast<void>(add(Slot::kUuid));
  const auto argument_of = [name](std::string_view family) {
    return name.starts_with(family) ? name.substr(family.size()) : std::string_view{};
  };
  if (name.starts_with("data.")) return data_slot(argument_of("data."), pointer);
  if (name.starts_with("text:")) return text_slot(argument_of("text:"), pointer);
  if (name.starts_with("env.")) return variable_slot(argument_of("env."), pointer);
  if (name.starts_with("file:")) return file_slot(argument_of("file:"), pointer);
  static const std::vector<std::string> forms = {"nonce",          "seq",    "uuid",     "env.NAME",
                                                 "data.SET.FIELD", "text:N", "file:PATH"};
  const std::string family(name.substr(0, name.find_first_of(".:|")));
  error(pointer, fmt::format("unknown template `${{{}}}`{}; write `$${{` for a literal `${{`", name,
                             core::suggest(family, forms)));
}

void TemplateCompiler::data_slot(std::string_view path, const std::string& pointer) {
  const std::string_view name = path.substr(0, path.find('.'));
  const data::Material* material = draft_.material;
  if (material == nullptr || !material->has_set(name)) {
    const auto known = material == nullptr ? std::vector<std::string>{} : material->set_names();
    return error(pointer, fmt::format(R"(there is no data set "{}"{}; describe it under "data")",
                                      name, core::suggest(name, known)));
  }
  const data::DataSet* set = material->set(name);
  if (set == nullptr) {
    failed_ = true;  // its file was reported
    return;
  }
  const std::string_view field = path.substr(std::min(path.size(), name.size() + 1));
  const auto index = set->table().field(field);
  if (!index) {
    return error(pointer, fmt::format(R"(the data set "{}" has no field "{}"{})", name, field,
                                      core::suggest(field, set->table().fields())));
  }
  if (const std::string& flaw = set->table().flaw(*index); !flaw.empty()) {
    return error(pointer,
                 fmt::format(R"(the field "{}" of "{}" cannot be used: {})", field, name, flaw));
  }
  Part& part = add(Slot::kData);
  part.number = *index;
  part.set = set;
}

void TemplateCompiler::number_slot(std::string_view path, const std::string& pointer) {
  const std::size_t before = parts_.size();
  data_slot(path, pointer);
  if (parts_.size() == before) return;  // a mistake, which was reported
  const Part& part = parts_.back();
  const data::Table& table = part.set->table();
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const std::string_view text = table.json_text(row, part.number);
    if (core::Json::parse(text, nullptr, false).is_number()) continue;
    return error(pointer, fmt::format("`${{data.{}|number}}` wants a number in every row; row {} "
                                      "holds \"{}\"",
                                      path, row + 1, text));
  }
}

void TemplateCompiler::text_slot(std::string_view tokens, const std::string& pointer) {
  std::uint64_t count = 0;
  const auto [end, failed] = std::from_chars(tokens.data(), tokens.data() + tokens.size(), count);
  const bool whole = failed == std::errc{} && end == tokens.data() + tokens.size();
  if (!whole || count == 0 || count > kMostTextTokens) {
    return error(pointer, fmt::format("`${{text:{}}}` needs a number of tokens from 1 to {}, such "
                                      "as `${{text:500}}`",
                                      tokens, kMostTextTokens));
  }
  add(Slot::kText).number = count;
}

void TemplateCompiler::variable_slot(std::string_view name, const std::string& pointer) {
  if (draft_.material == nullptr) {
    return error(pointer, fmt::format("the environment variable {} is not allowed here", name));
  }
  const auto text = draft_.material->variable(name);
  if (!text) return error(pointer, text.error().message);
  add(Slot::kConstant).constant = *text;
}

void TemplateCompiler::file_slot(std::string_view path, const std::string& pointer) {
  const std::size_t bar = path.rfind('|');
  const std::string_view filter = bar == std::string_view::npos ? "" : path.substr(bar + 1);
  if (path.substr(0, bar).empty() || (!filter.empty() && filter != "base64") ||
      draft_.material == nullptr) {
    return error(pointer,
                 "a file is written as `${file:PATH}` (UTF-8 text) or "
                 "`${file:PATH|base64}` (any bytes)");
  }
  const auto text = draft_.material->file(std::string(path.substr(0, bar)), filter == "base64");
  if (!text) return error(pointer, text.error().message);
  add(Slot::kConstant).constant = *text;
}

TemplateCompiler::Part& TemplateCompiler::add(Slot slot) {
  Part& part = parts_.emplace_back();
  part.literal = std::exchange(literal_, {});
  part.slot = slot;
  return part;
}

void TemplateCompiler::error(const std::string& pointer, std::string message) {
  failed_ = true;
  draft_.error(pointer, std::move(message));
}

}  // namespace orbench::protocol
