#pragma once

#include "mock/responders/responder.h"
#include "mock/router/routing_facts.h"
#include "mock/server/script.h"

namespace orbench::mock {

/// Whether the request asks for `openrouter_metadata`, by header.
[[nodiscard]] bool wants_metadata(const Request& request);
/// Adds `openrouter_metadata` to a finished answer, if the request asks for it: to a
/// plain body, an error included, as its last member; to a stream in the event that ends it.
/// Source: the API reference, section 2.6.
void show_metadata(Script& script, const RoutingFacts& facts, const Call& call);

/// An error of the provider that takes an answer's place shows what that answer would have shown.
void keep_metadata(const Script& answer, Script& error);

}  // namespace orbench::mock
