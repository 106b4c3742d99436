#include "mock/responders/multipart.h"

#include <algorithm>
#include <string>

namespace orbench::mock {
namespace {

/// The value of `key="…"` or `key=…` among the parameters of a header.
std::string_view parameter(std::string_view header, std::string_view key) {
  const std::string wanted = std::string(key) + "=";
  for (std::size_t at = 0; (at = header.find(wanted, at)) != std::string_view::npos; ++at) {
    // `filename=` holds `name=` as well.
    if (at > 0 && header[at - 1] != ' ' && header[at - 1] != ';') continue;
    std::string_view value = header.substr(at + wanted.size());
    if (!value.empty() && value.front() == '"') {
      value.remove_prefix(1);
      return value.substr(0, value.find('"'));
    }
    return value.substr(0, value.find_first_of("; \r\n"));
  }
  return {};
}

}  // namespace

std::optional<std::vector<FormPart>> parse_form(std::string_view content_type,
                                                std::string_view body) {
  const std::string_view boundary = parameter(content_type, "boundary");
  if (content_type.rfind("multipart/form-data", 0) != 0 || boundary.empty()) return std::nullopt;
  const std::string opening = "--" + std::string(boundary);
  const std::string delimiter = "\r\n" + opening;
  if (body.rfind(opening, 0) != 0) return std::nullopt;
  body.remove_prefix(opening.size());
  std::vector<FormPart> form;
  while (body.rfind("--", 0) != 0) {
    const auto blank = body.find("\r\n\r\n");
    const auto end = blank == std::string_view::npos ? blank : body.find(delimiter, blank + 2);
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view head = body.substr(0, blank);
    FormPart part{parameter(head, "name"), parameter(head, "filename"), {}};
    if (part.name.empty()) return std::nullopt;
    if (end > blank + 4) part.value = body.substr(blank + 4, end - blank - 4);
    form.push_back(part);
    body.remove_prefix(end + delimiter.size());
  }
  return form;
}

std::string_view form_value(const std::vector<FormPart>& form, std::string_view name) {
  const auto found =
      std::find_if(form.begin(), form.end(), [&](const FormPart& p) { return p.name == name; });
  return found == form.end() ? std::string_view{} : found->value;
}

}  // namespace orbench::mock
