#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace orbench::protocol {

/// One part of a form; a file when it has a file name.
struct FormPart {
  std::string name;
  std::string value;
  std::string file_name = {};
};

/// A form as it is sent: multipart/form-data, with a boundary that no part holds. The same parts
/// give the same bytes.
/// Source: RFC 7578; RFC 2046, section 5.1.
struct FormBody {
  std::string content_type;
  std::string bytes;
};
[[nodiscard]] FormBody make_form(const std::vector<FormPart>& parts);

}  // namespace orbench::protocol
