#include "harness/protocol/content/value_text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/protocol/printable.h"

namespace orbench::protocol {

std::string value_text(const ForeignJson& value) {
  constexpr std::size_t kMostBytes = 80;
  if (value.is_object()) return "an object";
  if (value.is_array()) return fmt::format("a list of {}", value.size());
  if (!value.is_string()) {
    return value.dump(-1, ' ', false, ForeignJson::error_handler_t::replace);
  }
  std::string text = "\"";
  append_printable(text, value.get_ref<const std::string&>(), kMostBytes);
  return text + "\"";
}

}  // namespace orbench::protocol
