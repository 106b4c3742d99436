#include "harness/protocol/url_value.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/protocol/url_text.h"

namespace orbench::protocol {
namespace {

constexpr std::string_view kTemplateOpen = "${";

/// The words of a plain value; nothing for objects, lists and null.
std::optional<std::string> text_of_plain(const core::Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number() || value.is_boolean()) return value.dump();
  return std::nullopt;
}

std::optional<std::string> text_of_value(const core::Json& value) {
  if (!value.is_array()) return text_of_plain(value);
  std::string joined;
  for (const core::Json& element : value) {
    const auto text = text_of_plain(element);
    if (!text) return std::nullopt;
    if (!joined.empty()) joined += ',';
    joined += *text;
  }
  return joined;
}

}  // namespace

UrlValue UrlValue::fixed(std::string_view text) {
  UrlValue value;
  append_url_text(value.encoded_, text);
  return value;
}

UrlValue UrlValue::taken(std::string name) {
  UrlValue value;
  value.taken_ = std::move(name);
  return value;
}

std::optional<UrlValue> UrlValue::compile(const RequestDraft& draft) {
  const auto text = text_of_value(draft.body);
  if (!text) {
    draft.error(draft.pointer,
                fmt::format("a value of a URL is a text, a number, true, false or a list of them, "
                            "found {}",
                            draft.body.type_name()));
    return std::nullopt;
  }
  if (text->find(kTemplateOpen) == std::string::npos) return fixed(*text);
  UrlValue value;
  const core::Json joined(*text);
  value.template_ = BodyTemplate::compile(draft.part(joined, draft.pointer));
  if (value.template_ == nullptr) return std::nullopt;
  return value;
}

void UrlValue::append(const RenderContext& context, const TakenValues& taken,
                      std::string& out) const {
  if (template_ != nullptr) {
    std::string quoted;
    template_->render(context, quoted);
    const core::Json text = core::Json::parse(quoted, nullptr, false);
    if (text.is_string()) append_url_text(out, text.get_ref<const std::string&>());
    return;
  }
  out += encoded_;
  if (taken_.empty()) return;
  for (const auto& [name, value] : taken) {
    if (name == taken_) append_url_text(out, value);
  }
}

}  // namespace orbench::protocol
