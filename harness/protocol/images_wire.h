#pragma once

#include <memory>

#include "harness/protocol/wire.h"

namespace orbench::protocol {

/// POST /images: pictures in base64, whole in one body, or in a stream that shows drafts of each
/// before it; a model that cannot stream answers with a body. A stream is whole when a picture was
/// completed and `[DONE]` follows.
/// Each picture, drafts included, must begin as its format does; one that says it is another
/// format than it is, or is none, makes the reply malformed, as does a body with fewer pictures
/// than were asked for.
[[nodiscard]] std::unique_ptr<Wire> make_images_wire();

}  // namespace orbench::protocol
