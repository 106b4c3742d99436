#include "harness/protocol/request_check.h"

#include <array>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/protocol/number_template.h"

namespace orbench::protocol {
namespace {

bool is_of(KeyType type, const core::Json& value) {
  switch (type) {
    case KeyType::kText:
      return value.is_string();
    case KeyType::kFlag:
      return value.is_boolean();
    case KeyType::kNumber:
      return value.is_number() || number_template(value);
    case KeyType::kInteger:
      return value.is_number_integer() || number_template(value);
    case KeyType::kObject:
      return value.is_object();
    case KeyType::kList:
      return value.is_array();
    case KeyType::kTextOrList:
      return value.is_string() || value.is_array();
    case KeyType::kTextOrObject:
      return value.is_string() || value.is_object();
  }
  return false;
}

std::string_view words_for(KeyType type) {
  constexpr std::array<std::string_view, 8> kWords = {"a string",
                                                      "true or false",
                                                      "a number",
                                                      "a whole number",
                                                      "an object",
                                                      "an array",
                                                      "a string or an array",
                                                      "a string or an object"};
  return kWords[static_cast<std::size_t>(type)];
}

const core::Json& nothing() {
  static const core::Json empty = core::Json::object();
  return empty;
}

}  // namespace

RequestCheck::RequestCheck(const RequestDraft& draft)
    : draft_(draft),
      errors_before_(draft.diagnostics.errors().size()),
      body_(draft.body.is_object() ? draft.body : nothing()) {
  if (draft.body.is_object()) return;
  draft.error(draft.pointer,
              fmt::format("the request must be an object, found {}", draft.body.type_name()));
}

void RequestCheck::check_types(std::span<const KeyRule> rules) {
  for (const auto& [key, type] : rules) {
    const core::Json* const value = find(key);
    if (value == nullptr || is_of(type, *value)) continue;
    report(key, fmt::format("`{}` must be {}, found {}", key, words_for(type), value->type_name()));
  }
}

const core::Json* RequestCheck::find(std::string_view key) const {
  const auto found = body_.find(key);
  return found == body_.end() || found->is_null() ? nullptr : &*found;
}

void RequestCheck::report(std::string_view key, std::string message) {
  draft_.error(body_.contains(key) ? core::child_pointer(draft_.pointer, key) : draft_.pointer,
               std::move(message));
}

void RequestCheck::demand_messages() {
  if (&body_ == &nothing()) return;
  const core::Json* const messages = find("messages");
  if (messages == nullptr || !messages->is_array() || messages->empty()) {
    return report("messages",
                  "the request needs `messages`: a non-empty array such as "
                  R"([{"role": "user", "content": "Hello"}])");
  }
  const std::string list = core::child_pointer(draft_.pointer, "messages");
  for (std::size_t i = 0; i < messages->size(); ++i) {
    const core::Json& message = (*messages)[i];
    const bool fits =
        message.is_object() && message.contains("role") && message.find("role")->is_string();
    if (!fits) {
      draft_.error(core::child_pointer(list, i),
                   R"(each message must be an object with a `role`, such as "user")");
    }
  }
}

void RequestCheck::demand_text(std::string_view key, std::string_view example) {
  if (&body_ == &nothing()) return;
  const core::Json* const text = find(key);
  if (text != nullptr && text->is_string() && *text != "") return;
  report(key, fmt::format(R"(the request needs `{}`: a text such as "{}")", key, example));
}

}  // namespace orbench::protocol
