#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace orbench::mock {

/// A whole answer to a request that never became one, so that no responder sees it: `status_line`,
/// the error envelope, and the connection is closed.
[[nodiscard]] std::string own_answer(std::string_view status_line, int status,
                                     std::string_view message);

/// evhttp refuses what it cannot read with a page of HTML; OpenRouter words every error in its
/// envelope. Gives `queued`, all that waits to be sent, with such a page at its end so worded;
/// nothing when there is none. Interim answers before it (100) stay.
[[nodiscard]] std::optional<std::string> reworded(std::string_view queued);

}  // namespace orbench::mock
