#include "harness/protocol/json_endpoint.h"

#include <utility>

#include <nlohmann/json.hpp>

#include "harness/api/fields.h"
#include "harness/protocol/body_template.h"
#include "harness/protocol/endpoint_headers.h"

namespace orbench::protocol {
namespace {

class JsonRequest final : public RequestTemplate {
 public:
  JsonRequest(const JsonEndpointKind& kind, std::unique_ptr<BodyTemplate> body, std::string model,
              const Asked& asked)
      : kind_(kind), body_(std::move(body)), model_(std::move(model)), asked_(asked) {}

  void render(const RenderContext& context, core::HttpRequest& out) const override {
    out.method.assign("POST");
    while (out.url.ends_with('/')) out.url.pop_back();
    out.url.append(kind_.path);
    add_if_absent(out.headers, "Content-Type", api::fields::kJson);
    add_if_absent(out.headers, "Accept", asked_.stream ? api::fields::kEventStream : kind_.accept);
    // A reply from the cache says nothing about a model, so it is asked for on purpose only.
    add_if_absent(out.headers, "X-OpenRouter-Cache", "false");
    if (kind_.asks_for_metadata) add_if_absent(out.headers, "X-OpenRouter-Metadata", "enabled");
    render_body(context, out.body);
  }
  bool render_body(const RenderContext& context, std::string& out) const override {
    out.clear();
    body_->render(context, out);
    return true;
  }
  [[nodiscard]] const Asked& asked() const override { return asked_; }
  [[nodiscard]] const std::string& model() const override { return model_; }

 private:
  const JsonEndpointKind kind_;
  std::unique_ptr<BodyTemplate> body_;
  std::string model_;
  Asked asked_;
};

constexpr KeyRule kStream{"stream", KeyType::kFlag};

}  // namespace

core::JsonValue example_of_messages() {
  core::Json message;
  message["role"] = "user";
  message["content"] = "${nonce} Describe the sea in a short paragraph.";
  core::Json request;
  request["messages"] = core::Json::array({std::move(message)});
  request["max_tokens"] = 128;
  request["stream"] = true;
  return core::JsonValue(std::move(request));
}

std::unique_ptr<RequestTemplate> JsonEndpoint::compile(const RequestDraft& draft) const {
  RequestCheck check(draft);
  check.check_types(kind_.types);
  if (kind_.streams) check.check_types({&kStream, 1});
  if (kind_.check != nullptr) kind_.check(check);
  auto body = BodyTemplate::compile(draft);
  if (!check.ok()) return nullptr;

  Asked asked;
  const core::Json* const stream = check.find("stream");
  asked.stream = kind_.streams && stream != nullptr && *stream == true;
  if (kind_.ask != nullptr) kind_.ask(check, asked);
  const core::Json* const model = check.find("model");
  const bool names_model = model != nullptr && model->is_string();
  return std::make_unique<JsonRequest>(
      kind_, std::move(body), names_model ? model->get_ref<const std::string&>() : std::string{},
      asked);
}

}  // namespace orbench::protocol
