#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "harness/api/endpoints.h"
#include "harness/protocol/body_template.h"
#include "harness/protocol/request_draft.h"

namespace orbench::protocol {

/// `GET /keys/{hash}`
[[nodiscard]] std::string name_of(const api::Endpoint& operation);

/// What a call of an operation sends: JSON, a form, or nothing.
struct ApiBody {
  std::unique_ptr<BodyTemplate> json;
  std::string form;
  std::string content_type;  ///< empty: nothing is sent

  void append(const RenderContext& context, std::string& out) const;
};

/// Compiles the keys `body` and `form` of a call. Mistakes are reported, each at its place.
[[nodiscard]] ApiBody compile_api_body(const RequestDraft& draft, const api::Endpoint& operation);

/// The object at a key of the draft; null when it is absent, or no object, which is reported.
[[nodiscard]] const core::Json* object_at(const RequestDraft& draft, std::string_view key);

/// A name that the table lacks may be new; one that is nearly in it is a slip, and reported.
void check_parameter_name(const RequestDraft& draft, const std::string& name,
                          const std::string& place, const std::vector<api::Shape::Member>& known);

}  // namespace orbench::protocol
