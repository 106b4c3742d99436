#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "harness/api/fields.h"
#include "harness/api/paths.h"
#include "harness/protocol/body_template.h"
#include "harness/protocol/chat_reader.h"
#include "harness/protocol/chat_request.h"
#include "harness/protocol/endpoint.h"

namespace orbench::protocol {

const Endpoint& chat_endpoint();

namespace {

bool same_name(std::string_view a, std::string_view b) {
  const auto lower = [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [lower](char x, char y) { return lower(x) == lower(y); });
}

void add_if_absent(std::vector<core::Header>& headers, std::string_view name,
                   std::string_view value) {
  for (const core::Header& header : headers) {
    if (same_name(header.name, name)) return;
  }
  headers.push_back({std::string(name), std::string(value)});
}

class ChatTemplate final : public RequestTemplate {
 public:
  ChatTemplate(std::unique_ptr<BodyTemplate> body, std::string model, bool streaming)
      : body_(std::move(body)), model_(std::move(model)), streaming_(streaming) {}

  void render(const RenderContext& context, core::HttpRequest& out) const override {
    out.method.assign("POST");
    while (out.url.ends_with('/')) out.url.pop_back();
    out.url.append(api::paths::kChatCompletions);
    add_if_absent(out.headers, "Content-Type", api::fields::kJson);
    add_if_absent(out.headers, "Accept",
                  streaming_ ? api::fields::kEventStream : api::fields::kJson);
    // A reply from the cache says nothing about a model, so it is asked for on purpose only.
    add_if_absent(out.headers, "X-OpenRouter-Cache", "false");
    out.body.clear();
    body_->render(context, out.body);
  }
  [[nodiscard]] bool streaming() const override { return streaming_; }
  [[nodiscard]] const std::string& model() const override { return model_; }

 private:
  std::unique_ptr<BodyTemplate> body_;
  std::string model_;
  bool streaming_;
};

class ChatEndpoint final : public Endpoint {
 public:
  [[nodiscard]] std::string_view name() const override { return "chat"; }
  [[nodiscard]] std::string_view what() const override {
    return "POST /chat/completions: a chat model's answer, streamed or whole";
  }
  [[nodiscard]] bool caches_prompts() const override { return true; }
  [[nodiscard]] core::JsonValue example_request() const override {
    core::Json message;
    message["role"] = "user";
    message["content"] = "${nonce} Describe the sea in a short paragraph.";
    core::Json request;
    request["messages"] = core::Json::array({std::move(message)});
    request["max_tokens"] = 128;
    request["stream"] = true;
    return core::JsonValue(std::move(request));
  }
  [[nodiscard]] std::unique_ptr<RequestTemplate> compile(const RequestDraft& draft) const override {
    const std::size_t errors_before = draft.diagnostics.errors().size();
    check_chat_request(draft);
    auto body = BodyTemplate::compile(draft);
    if (draft.diagnostics.errors().size() > errors_before) return nullptr;
    const auto model = draft.body.find("model");
    const auto stream = draft.body.find("stream");
    const bool names_model = model != draft.body.end() && model->is_string();
    const bool streaming = stream != draft.body.end() && stream->is_boolean() && *stream == true;
    return std::make_unique<ChatTemplate>(
        std::move(body), names_model ? model->get_ref<const std::string&>() : std::string{},
        streaming);
  }
  [[nodiscard]] std::unique_ptr<ResponseReader> make_reader() const override {
    return std::make_unique<ChatReader>();
  }
  [[nodiscard]] std::string_view turns_key() const override { return "messages"; }
};

}  // namespace

const Endpoint& chat_endpoint() {
  static const ChatEndpoint endpoint;
  return endpoint;
}

}  // namespace orbench::protocol
