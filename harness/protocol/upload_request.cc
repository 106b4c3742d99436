#include "harness/protocol/upload_request.h"

#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/api/fields.h"
#include "harness/core/base64.h"
#include "harness/core/json_text.h"
#include "harness/protocol/body_template.h"
#include "harness/protocol/endpoint_headers.h"
#include "harness/protocol/form_body.h"

namespace orbench::protocol {
namespace {

using core::Json;

constexpr std::string_view kFile = "file";
constexpr std::size_t kLargestFile = 25U << 20U;  // what the API takes

class UploadRequest final : public RequestTemplate {
 public:
  UploadRequest(std::string_view path, FormBody form, std::string model, const Asked& asked)
      : path_(path), form_(std::move(form)), model_(std::move(model)), asked_(asked) {}

  void render(const RenderContext& /*context*/, core::HttpRequest& out) const override {
    out.method.assign("POST");
    while (out.url.ends_with('/')) out.url.pop_back();
    out.url.append(path_);
    add_if_absent(out.headers, "Content-Type", form_.content_type);
    add_if_absent(out.headers, "Accept", api::fields::kJson);
    // The same bytes each time: a reply from the cache would say nothing about a model.
    add_if_absent(out.headers, "X-OpenRouter-Cache", "false");
    out.body.assign(form_.bytes);
  }
  [[nodiscard]] const Asked& asked() const override { return asked_; }
  [[nodiscard]] const std::string& model() const override { return model_; }

 private:
  std::string path_;
  FormBody form_;
  std::string model_;
  Asked asked_;
};

std::string text_of_field(const Json& value) {
  return value.is_string() ? value.get<std::string>() : core::dumped(value);
}

void add_field(const std::string& key, const Json& value, std::vector<FormPart>& parts) {
  if (value.is_null()) return;
  if (!value.is_array()) {
    parts.push_back({key, text_of_field(value)});
    return;
  }
  for (const Json& element : value) parts.push_back({key + "[]", text_of_field(element)});
}

std::optional<FormPart> read_file(const RequestDraft& draft) {
  const std::string at = core::child_pointer(draft.pointer, kFile);
  const Json& file = *draft.body.find(kFile);
  const auto text = [&file](const char* key) {
    const auto found = file.is_object() ? file.find(key) : file.end();
    return found != file.end() && found->is_string() && *found != "" ? &*found : nullptr;
  };
  if (text("name") == nullptr || text("content") == nullptr) {
    draft.error(at, R"(a file is {"name": "talk.wav", "content": "${file:talk.wav|base64}"})");
    return std::nullopt;
  }
  const std::string content_at = core::child_pointer(at, "content");
  const std::size_t errors_before = draft.diagnostics.errors().size();
  auto bytes = decoded_constant(draft.part(*text("content"), content_at));
  if (draft.diagnostics.errors().size() > errors_before) return std::nullopt;
  if (!bytes || bytes->empty()) {
    draft.error(content_at, "the content of a file is written in base64; see ${file:PATH|base64}");
    return std::nullopt;
  }
  if (bytes->size() > kLargestFile) {
    draft.error(content_at,
                fmt::format("the file has {} bytes, the API takes at most 25 MB", bytes->size()));
    return std::nullopt;
  }
  return FormPart{std::string(kFile), std::move(*bytes), text("name")->get<std::string>()};
}

}  // namespace

std::optional<std::string> decoded_constant(const RequestDraft& draft) {
  const auto text = BodyTemplate::compile(draft);
  if (text == nullptr) return std::nullopt;
  std::string quoted;
  text->render({}, quoted);
  const Json value = Json::parse(quoted, nullptr, false);
  if (!value.is_string()) return std::nullopt;
  return core::decode_base64(value.get_ref<const std::string&>());
}

std::unique_ptr<RequestTemplate> compile_upload(const RequestDraft& draft, std::string_view path,
                                                void (*look)(std::string_view file, Asked& asked)) {
  auto file = read_file(draft);
  const auto model = draft.body.find("model");
  const bool names_model = model != draft.body.end() && model->is_string();
  if (model != draft.body.end() && !names_model) {
    draft.error(core::child_pointer(draft.pointer, "model"),
                fmt::format("`model` must be a string, found {}", model->type_name()));
    return nullptr;
  }
  if (!file) return nullptr;
  Asked asked;
  look(file->value, asked);
  std::vector<FormPart> parts;
  for (const auto& [key, value] : draft.body.items()) {
    if (key != kFile) add_field(key, value, parts);
  }
  parts.push_back(std::move(*file));
  return std::make_unique<UploadRequest>(path, make_form(parts),
                                         names_model ? model->get<std::string>() : "", asked);
}

}  // namespace orbench::protocol
