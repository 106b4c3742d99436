#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "harness/core/json.h"
#include "harness/core/rng.h"

namespace orbench::protocol {

inline constexpr std::uint64_t kMostTextTokens = 1'000'000;

/// Appends `tokens` common English words with a space between them, each a token of its own to the
/// usual tokenizers when a space stands before it; every twelfth is a full stop instead. So the
/// text is close to that many tokens. What the service billed is reported beside it. The words are
/// taken as passages of up to 48 from random places of one long text, so a request costs copies,
/// not choices. No character needs an escape in JSON. Threads: any.
void append_seeded_text(core::Rng& rng, std::uint64_t tokens, std::string& out);

/// What the `${text:N}` in the strings of a body ask for together; empty when there is none.
[[nodiscard]] std::optional<std::int64_t> text_tokens_in(const core::Json& body);

}  // namespace orbench::protocol
