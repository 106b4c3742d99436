#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "harness/api/endpoints.h"
#include "mock/responders/responder.h"

namespace orbench::mock {

/// An operation of the endpoint table that has an answer of its own. Its parameters have been held
/// against the table before it is called.
struct OwnAnswer {
  std::string_view method;
  std::string_view path;
  Script (*answer)(const Call& call) = nullptr;
};

[[nodiscard]] std::vector<OwnAnswer> discovery_answers();
[[nodiscard]] std::vector<OwnAnswer> media_answers();  ///< discovery of images and videos
[[nodiscard]] std::vector<OwnAnswer> account_answers();

/// The create, read, update and delete of what clients make (mock/state/collections.h); nothing
/// for an operation that is none of these.
[[nodiscard]] std::optional<Script> answer_resource(const api::Endpoint& endpoint,
                                                    const Call& call);

/// Responders for every operation of harness/api that `taken` lacks: key and parameters are
/// checked as documented, then comes the operation's own answer, a resource, or an example of the
/// documented shape.
[[nodiscard]] std::vector<Responder> documented_responders(const std::vector<Responder>& taken);

/// The operation that a call is for. REQUIRES: one that documented_responders() answers.
[[nodiscard]] const api::Endpoint& documented(const Call& call);

}  // namespace orbench::mock
