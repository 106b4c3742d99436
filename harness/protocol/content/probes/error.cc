#include <memory>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/protocol/content/assembly.h"
#include "harness/protocol/content/value_text.h"
#include "harness/protocol/content_probe.h"

namespace orbench::protocol {
namespace {

using Json = ForeignJson;

bool is_success(int status) { return status >= 200 && status < 300; }

/// `{"success": false, "error": {"name": …, "message": …}}`: the request was found wrong before
/// anything else was looked at.
bool is_validation(const Json& body, const Json& error) {
  const auto success = body.find("success");
  return success != body.end() && *success == false && !text_at(error, "name").empty();
}

/// What is wrong with the code; empty when nothing is.
std::string code_defect(const Json& error, int status) {
  const auto code = error.find("code");
  if (code == error.end()) {
    const bool other = error.contains("availability") || error.contains("error_type");
    return other || is_success(status) ? "" : "the error has no code";
  }
  // Inside a success a code may be a word, or null.
  if (is_success(status)) {
    const bool known = code->is_number_integer() || code->is_string() || code->is_null();
    return known ? "" : fmt::format("the error's code is {}", value_text(*code));
  }
  if (*code == status) return {};
  return fmt::format("the error's code is {}, the status {}", value_text(*code), status);
}

/// The envelope of an error as the API documents it, section 4.1 of its reference.
class ErrorProbe final : public ContentProbe {
 public:
  [[nodiscard]] ProbeFinding look(const SeenReply& reply) const override {
    std::string defect = defect_of(reply);
    if (defect.empty()) return {};
    return {ProbeAnswer::kBroken, fmt::format("{}: {}", reply.status, defect)};
  }

 private:
  static std::string defect_of(const SeenReply& reply) {
    if (!reply.body.is_object()) return "the error is no JSON object";
    const Json* error = error_in(reply.body);
    if (error == nullptr) return "the reply has no error object";
    if (text_at(*error, "message").empty()) return "the error has no message";
    if (reply.endpoint == "messages") {
      if (text_at(reply.body, "type") != "error") return "its type is not \"error\"";
      return text_at(*error, "type").empty() ? "the error has no type" : "";
    }
    if (is_validation(reply.body, *error)) return {};
    return code_defect(*error, reply.status);
  }

  /// At the top, or in the choice that broke off.
  static const Json* error_in(const Json& body) {
    const auto top = body.find("error");
    if (top != body.end() && top->is_object()) return &*top;
    const auto choices = body.find("choices");
    if (choices == body.end() || !choices->is_array()) return nullptr;
    for (const Json& choice : *choices) {
      const auto own = choice.is_object() ? choice.find("error") : choice.end();
      if (choice.is_object() && own != choice.end() && own->is_object()) return &*own;
    }
    return nullptr;
  }
};

std::unique_ptr<ContentProbe> read(core::Params& params) {
  params.choice("error", "documented", {"documented"});
  return std::make_unique<ErrorProbe>();
}

}  // namespace

ContentProbeKind error_probe() {
  return {"error", R"("documented": errors come in the documented envelope, their code the status)",
          {},      true,
          false,   &read};
}

}  // namespace orbench::protocol
