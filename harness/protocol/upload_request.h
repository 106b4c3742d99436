#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "harness/protocol/endpoint.h"

namespace orbench::protocol {

/// The bytes of a base64 text that is the same in every request: written out, or
/// `${file:…|base64}`. Nothing when it is no base64. Mistakes in the template are reported.
[[nodiscard]] std::optional<std::string> decoded_constant(const RequestDraft& draft);

/// Compiles a request that is sent as multipart/form-data: `file` holds `name` and `content` (in
/// base64), every other key is a field of the form; lists become several fields `key[]`, objects
/// JSON. Its bytes are made once and are the same each time.
/// `look` sees the file, for what it says of the reply.
/// Mistakes are reported, each at its place; then nullptr.
[[nodiscard]] std::unique_ptr<RequestTemplate> compile_upload(const RequestDraft& draft,
                                                              std::string_view path,
                                                              void (*look)(std::string_view file,
                                                                           Asked& asked));

}  // namespace orbench::protocol
