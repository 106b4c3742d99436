#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/core/json.h"
#include "results/discovery.h"

namespace orbench::run {

/// Rows of the API's tables. All tolerant: members may be absent, null or of another type; a reply
/// that holds no table gives no rows.
/// Source: the API reference, sections 1.10, 2.7 and 3.

/// `GET /models/{author}/{slug}/endpoints`: the rows of `model`.
[[nodiscard]] std::vector<results::EndpointRow> endpoint_rows(const core::Json& reply,
                                                              const std::string& model);
/// `GET /model/{author}/{slug}`: the dated name; empty when it does not say.
[[nodiscard]] std::string canonical_slug(const core::Json& reply);
/// `GET /endpoints/zdr`: marks the rows that are listed, and all others as not listed.
void mark_zdr(const core::Json& reply, std::vector<results::EndpointRow>& rows);
/// `GET /models?distillable=true`.
void mark_distillable(const core::Json& reply, std::vector<results::ModelRow>& models);
/// `GET /providers`.
[[nodiscard]] std::vector<results::ProviderRow> provider_rows(const core::Json& reply);
/// `GET /generation`; empty when the reply holds no record.
[[nodiscard]] std::optional<results::Generation> generation_row(const core::Json& reply);
/// A refusal: the step that failed and the tags that its message says each step removed.
[[nodiscard]] results::Probe probe_row(const core::Json& reply, int status);

/// A reply's body as JSON; null when it is none.
[[nodiscard]] core::JsonValue parse_reply(const std::string& body);

}  // namespace orbench::run
