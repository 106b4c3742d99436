#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace orbench::mock {

/// One field of a form.
struct FormPart {
  std::string_view name;
  std::string_view file_name;  ///< empty: no file
  std::string_view value;
};

/// The fields of a `multipart/form-data` body, or nothing when it is not one: no boundary in the
/// content type, no closing delimiter, a part without a name.
/// Lifetime: views into the arguments.
/// Source: RFC 7578, RFC 2046 section 5.1.
[[nodiscard]] std::optional<std::vector<FormPart>> parse_form(std::string_view content_type,
                                                              std::string_view body);

/// The value of a field, or an empty view.
[[nodiscard]] std::string_view form_value(const std::vector<FormPart>& form, std::string_view name);

}  // namespace orbench::mock
