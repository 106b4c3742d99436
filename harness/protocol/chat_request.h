#pragma once

#include "harness/protocol/request_draft.h"

namespace orbench::protocol {

/// Reports what POST /chat/completions could only refuse: `messages` missing or empty, and
/// well-known keys of a wrong type. Values are not judged (a test may want the service's refusal),
/// `null` means "not set", and unknown keys pass: the API grows by adding.
/// Each mistake is reported at its place.
void check_chat_request(const RequestDraft& draft);

}  // namespace orbench::protocol
