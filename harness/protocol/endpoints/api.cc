#include <nlohmann/json.hpp>

#include "harness/protocol/api_reader.h"
#include "harness/protocol/api_request.h"
#include "harness/protocol/endpoint.h"

namespace orbench::protocol {

const Endpoint& api_endpoint();

namespace {

class ApiEndpoint final : public Endpoint {
 public:
  [[nodiscard]] std::string_view name() const override { return "api"; }
  [[nodiscard]] std::string_view what() const override {
    return "any documented operation by method and path, held against its documented shape";
  }
  [[nodiscard]] core::JsonValue example_request() const override {
    core::Json request;
    request["operation"] = "GET /models/{author}/{slug}/endpoints";
    request["arguments"] = {{"author", "acme"}, {"slug", "swift-8b"}};
    return core::JsonValue(std::move(request));
  }
  [[nodiscard]] std::unique_ptr<RequestTemplate> compile(const RequestDraft& draft) const override {
    return compile_api_request(draft);
  }
  [[nodiscard]] std::unique_ptr<ResponseReader> make_reader() const override {
    return std::make_unique<ApiReader>();
  }
  // Not a job, but a call that prepares another may be polled for.
  [[nodiscard]] bool makes_jobs() const override { return true; }
};

}  // namespace

const Endpoint& api_endpoint() {
  static const ApiEndpoint endpoint;
  return endpoint;
}

}  // namespace orbench::protocol
