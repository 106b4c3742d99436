#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "harness/api/shape.h"
#include "harness/protocol/api_call.h"
#include "harness/protocol/endpoint.h"

namespace orbench::protocol {

/// A call that must come before the one that is measured, and what its reply gives to those after
/// it: names, and the JSON pointers of their values.
struct ApiStep {
  std::unique_ptr<ApiCall> call;
  std::vector<std::pair<std::string, std::string>> take;
  bool pause = false;  ///< the poll interval lies between it and the next
};

/// What a request of the endpoint `api` is, beyond its bytes. The reader of its reply looks here.
struct ApiPlan {
  std::vector<ApiStep> steps;
  std::unique_ptr<ApiCall> call;  ///< the one that is measured
  api::Shape success;             ///< of its reply
};

/// Compiles `{"operation": …, "arguments": …, "query": …, "body": …, "prepare": {…}}`.
/// `prepare` is a call like it, or a list of them, with `take` (values of its reply that fill
/// blanks and parameters of the same name in the calls after it) and `pause`. Templates are for the
/// first call of a request: what comes after it is the same each time, but for what was taken.
/// Mistakes are reported, each at its place; then nullptr.
[[nodiscard]] std::unique_ptr<RequestTemplate> compile_api_request(const RequestDraft& draft);

}  // namespace orbench::protocol
