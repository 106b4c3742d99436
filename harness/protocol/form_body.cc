#include "harness/protocol/form_body.h"

#include <algorithm>
#include <cstdint>

#include <fmt/format.h>

#include "harness/core/rng.h"

namespace orbench::protocol {
namespace {

/// A name between quotes: the three characters that would end it early are encoded.
std::string quoted(std::string_view name) {
  std::string text = "\"";
  for (const char c : name) {
    if (c == '"') {
      text += "%22";
    } else if (c == '\r') {
      text += "%0D";
    } else if (c == '\n') {
      text += "%0A";
    } else {
      text += c;
    }
  }
  return text + '"';
}

std::string boundary_for(const std::vector<FormPart>& parts) {
  std::uint64_t key = 0;
  for (const FormPart& part : parts) key = key * 31 + core::stable_hash(part.value);
  for (;; ++key) {
    std::string boundary = fmt::format("orbench-{:016x}", key);
    const bool taken = std::any_of(parts.begin(), parts.end(), [&](const FormPart& part) {
      return part.value.find(boundary) != std::string::npos;
    });
    if (!taken) return boundary;
  }
}

}  // namespace

FormBody make_form(const std::vector<FormPart>& parts) {
  const std::string boundary = boundary_for(parts);
  FormBody form;
  form.content_type = "multipart/form-data; boundary=" + boundary;
  for (const FormPart& part : parts) {
    form.bytes +=
        fmt::format("--{}\r\nContent-Disposition: form-data; name={}", boundary, quoted(part.name));
    if (!part.file_name.empty()) {
      form.bytes += fmt::format("; filename={}\r\nContent-Type: application/octet-stream",
                                quoted(part.file_name));
    }
    form.bytes.append("\r\n\r\n").append(part.value).append("\r\n");
  }
  form.bytes.append("--").append(boundary).append("--\r\n");
  return form;
}

}  // namespace orbench::protocol
