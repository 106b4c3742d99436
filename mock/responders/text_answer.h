#pragma once

#include <string_view>
#include <vector>

#include "harness/core/result.h"
#include "mock/responders/generation.h"
#include "mock/responders/responder.h"
#include "mock/responders/text_request.h"
#include "mock/router/routing_facts.h"

namespace orbench::mock {

/// What an endpoint says to a request for text, before it takes the shape of a wire.
struct TextAnswer {
  Generation said;
  bool stream = false;
  RoutingFacts facts;
  std::vector<const Endpoint*> tried;  ///< who was asked, the one that speaks last
};

/// Routes the request, lets the endpoint speak, and takes it down; or the answer that refuses.
/// The faults that a responder must obey are obeyed here.
[[nodiscard]] tl::expected<TextAnswer, Script> answer_text(const TextRequest& request,
                                                           std::string_view api_type,
                                                           const Call& call);

}  // namespace orbench::mock
