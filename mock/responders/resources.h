#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/api/endpoints.h"
#include "harness/core/json.h"
#include "mock/responders/responder.h"
#include "mock/server/query.h"

namespace orbench::mock {

/// Tools of the operations on resources (mock/state/collections.h).

/// A new object of a documented shape: times and ids made up, amounts zero, what may be null null;
/// then the members of `given` that the shape has.
[[nodiscard]] core::Json fresh_object(const api::Shape& shape, const core::Json& given,
                                      const Call& call);

/// The shape of the rows, or of the one object, that an operation answers with.
[[nodiscard]] api::Shape row_shape(const api::Endpoint& endpoint);

/// The rows that the query asks for (`offset`, `limit`, equality with a member), as
/// `{"data", "total_count"}`.
[[nodiscard]] Script list_reply(const api::Endpoint& endpoint, const std::vector<Row>& rows,
                                const Call& call);
/// `{"data": object}` with the operation's status.
[[nodiscard]] Script object_reply(const api::Endpoint& endpoint, const core::Json& object);
/// JSON with the operation's status.
[[nodiscard]] Script json_reply(const api::Endpoint& endpoint, const core::Json& body);
[[nodiscard]] Script not_found(std::string_view what);
[[nodiscard]] Script no_room();

/// `2026-01-01T00:00:00.000Z`, as the service's clock shows it.
[[nodiscard]] std::string now_text(const Call& call);

// Operations on what belongs to another resource; each gives nothing for an operation that is not
// its own.
[[nodiscard]] std::optional<Script> answer_preset(const api::Endpoint& endpoint, const Call& call);
[[nodiscard]] std::optional<Script> answer_budget(const api::Endpoint& endpoint, const Call& call);
[[nodiscard]] std::optional<Script> answer_membership(const api::Endpoint& endpoint,
                                                      const Call& call);
[[nodiscard]] std::optional<Script> answer_file(const api::Endpoint& endpoint, const Call& call);

}  // namespace orbench::mock
