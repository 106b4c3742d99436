#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/json.h"
#include "harness/protocol/request_draft.h"
#include "harness/protocol/request_template.h"
#include "harness/protocol/response_reader.h"

namespace orbench::protocol {

/// One kind of API endpoint. Adding one: endpoints/x.cc and its line in endpoints.def.
/// Threads: const, any thread.
class Endpoint {
 public:
  virtual ~Endpoint() = default;
  [[nodiscard]] virtual std::string_view name() const = 0;
  /// One line for `orbench list endpoints`.
  [[nodiscard]] virtual std::string_view what() const = 0;
  /// A request to start from, for `orbench init` and `run --endpoint` (model left out).
  [[nodiscard]] virtual core::JsonValue example_request() const = 0;
  /// The service may answer sooner when it has seen the beginning of a prompt before, so prompts
  /// are salted unless the scenario says otherwise.
  [[nodiscard]] virtual bool caches_prompts() const { return false; }
  /// Compiles the request of one cell. Mistakes are reported at their place; then nullptr.
  [[nodiscard]] virtual std::unique_ptr<RequestTemplate> compile(
      const RequestDraft& draft) const = 0;
  [[nodiscard]] virtual std::unique_ptr<ResponseReader> make_reader() const = 0;
  /// The member of a request that lists the turns of a conversation; empty for a kind that has no
  /// conversations. Its replies' text is that of answer_text().
  [[nodiscard]] virtual std::string_view turns_key() const { return {}; }
  /// Its requests are jobs, waited for by further exchanges: the workload's `job` applies.
  [[nodiscard]] virtual bool makes_jobs() const { return false; }
};

/// Every endpoint of endpoints.def, in its order. Static lifetime.
[[nodiscard]] const std::vector<const Endpoint*>& all_endpoints();
/// nullptr when unknown.
[[nodiscard]] const Endpoint* find_endpoint(std::string_view name);
[[nodiscard]] std::vector<std::string> endpoint_names();

}  // namespace orbench::protocol
