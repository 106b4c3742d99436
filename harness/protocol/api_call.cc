#include "harness/protocol/api_call.h"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/api/fields.h"
#include "harness/core/suggestion.h"
#include "harness/protocol/endpoint_headers.h"
#include "harness/protocol/url_text.h"

namespace orbench::protocol {
namespace {

using api::Shape;
using core::Json;

/// The names of a pattern's blanks, in their order.
std::vector<std::string> blanks_of(std::string_view pattern) {
  std::vector<std::string> names;
  for (auto open = pattern.find('{'); open != std::string_view::npos; open = pattern.find('{')) {
    const auto close = pattern.find('}', open);
    names.emplace_back(pattern.substr(open + 1, close - open - 1));
    pattern.remove_prefix(close);
  }
  return names;
}

bool holds(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

/// Reports every mistake before it gives up.
class ApiCallCompiler {
 public:
  ApiCallCompiler(const RequestDraft& draft, const std::vector<std::string>& taken)
      : draft_(draft), taken_(taken), errors_before_(draft.diagnostics.errors().size()) {}

  std::unique_ptr<ApiCall> compile() {
    auto call = std::make_unique<ApiCall>();
    if (!find_operation(*call)) return nullptr;
    read_arguments(*call);
    read_query(*call);
    call->body_ = compile_api_body(draft_, *call->operation_);
    if (draft_.diagnostics.errors().size() > errors_before_) return nullptr;
    return call;
  }

 private:
  [[nodiscard]] const Json* find(std::string_view key) const {
    const auto found = draft_.body.find(key);
    return found == draft_.body.end() || found->is_null() ? nullptr : &*found;
  }
  [[nodiscard]] std::string at(std::string_view key) const {
    return core::child_pointer(draft_.pointer, key);
  }
  [[nodiscard]] std::string text(std::string_view key) {
    const Json* const value = find(key);
    if (value == nullptr) return {};
    if (value->is_string()) return value->get<std::string>();
    draft_.error(at(key), fmt::format("`{}` must be a string, found {}", key, value->type_name()));
    return {};
  }

  bool find_operation(ApiCall& call) {
    std::string method = text("method");
    std::string path = text("path");
    std::string place = at("path");
    if (find("operation") != nullptr) {
      if (!method.empty() || !path.empty()) {
        draft_.error(at("operation"), "give `operation`, or `method` and `path`, not both");
        return false;
      }
      const std::string operation = text("operation");
      const std::size_t blank = operation.find(' ');
      method = operation.substr(0, blank);
      path = blank == std::string::npos ? "" : operation.substr(blank + 1);
      place = at("operation");
    }
    if (method.empty() || path.empty()) {
      draft_.error(draft_.pointer, R"(a call needs its `operation`, such as "GET /models/count")");
      return false;
    }
    const auto match = api::find_endpoint(method, path);
    if (!match) {
      report_unknown(place, method + " " + path);
      return false;
    }
    call.operation_ = match->endpoint;
    for (const std::string_view argument : match->arguments) in_place_.emplace_back(argument);
    return true;
  }

  void report_unknown(const std::string& place, const std::string& typed) {
    std::vector<std::string> known;
    for (const api::Endpoint& endpoint : api::endpoints()) {
      known.push_back(name_of(endpoint));
    }
    const std::string nearest = core::nearest_name(typed, known);
    draft_.error(place,
                 fmt::format("the API documents no operation \"{}\"{}", typed,
                             nearest.empty() ? "; write the path without the base URL and the query"
                                             : fmt::format(" (did you mean \"{}\"?)", nearest)));
  }

  void read_arguments(ApiCall& call) {
    const std::vector<std::string> blanks = blanks_of(call.operation_->path);
    const Json* const given = object_at(draft_, "arguments");
    for (std::size_t i = 0; i < blanks.size(); ++i) {
      const bool filled = in_place_[i] != "{" + blanks[i] + "}";
      const bool named = given != nullptr && given->contains(blanks[i]);
      if (filled) {
        call.arguments_.push_back(UrlValue::fixed(decoded_url_text(in_place_[i])));
      } else if (named) {
        add_argument(call, *given->find(blanks[i]), blanks[i]);
      } else if (holds(taken_, blanks[i])) {
        call.arguments_.push_back(UrlValue::taken(blanks[i]));
      } else {
        draft_.error(draft_.pointer, fmt::format("\"{}\" has a blank: give `arguments.{}`",
                                                 call.name(), blanks[i]));
      }
    }
    if (given == nullptr) return;
    for (const auto& [name, value] : given->items()) {
      if (holds(blanks, name)) continue;
      draft_.error(core::child_pointer(at("arguments"), name),
                   fmt::format("the path of \"{}\" has no blank {}{}", call.name(), name,
                               core::suggest(name, blanks)));
    }
  }

  void add_argument(ApiCall& call, const Json& value, const std::string& name) {
    const std::string place = core::child_pointer(at("arguments"), name);
    auto argument = UrlValue::compile(draft_.part(value, place));
    if (!argument) return;
    if (value.is_string() && !is_path_segment(value.get_ref<const std::string&>())) {
      return draft_.error(place, R"(one segment of a path is not empty, "." or "..")");
    }
    call.arguments_.push_back(std::move(*argument));
  }

  void read_query(ApiCall& call) {
    const Json* const given = object_at(draft_, "query");
    const api::Endpoint& operation = *call.operation_;
    const std::vector<Shape::Member> none;
    const auto& known = operation.takes_body() ? none : operation.parameters.members;
    for (const Shape::Member& member : known) {
      const std::string name(member.name);
      if (given != nullptr && given->contains(name)) continue;
      if (holds(taken_, name)) {
        call.query_.emplace_back(name, UrlValue::taken(name));
      } else if (member.required) {
        draft_.error(draft_.pointer, fmt::format("\"{}\" needs `query.{}`", call.name(), name));
      }
    }
    if (given == nullptr) return;
    for (const auto& [name, value] : given->items()) {
      const std::string place = core::child_pointer(at("query"), name);
      check_parameter_name(draft_, name, place, known);
      auto parameter = UrlValue::compile(draft_.part(value, place));
      std::string encoded;
      append_url_text(encoded, name);
      if (parameter) call.query_.emplace_back(std::move(encoded), std::move(*parameter));
    }
  }

  const RequestDraft& draft_;
  const std::vector<std::string>& taken_;
  const std::size_t errors_before_;
  std::vector<std::string> in_place_;  // what stands where the blanks are
};

std::unique_ptr<ApiCall> ApiCall::compile(const RequestDraft& draft,
                                          const std::vector<std::string>& taken) {
  return ApiCallCompiler(draft, taken).compile();
}

void ApiCall::render(const RenderContext& context, const TakenValues& taken,
                     core::HttpRequest& out) const {
  out.method.assign(operation_->method);
  while (out.url.ends_with('/')) out.url.pop_back();
  std::string_view rest = operation_->path;
  for (const UrlValue& argument : arguments_) {
    out.url.append(rest.substr(0, rest.find('{')));
    argument.append(context, taken, out.url);
    rest.remove_prefix(rest.find('}') + 1);
  }
  out.url.append(rest);
  char before = '?';
  for (const auto& [name, value] : query_) {
    out.url.append(1, before).append(name).append("=");
    value.append(context, taken, out.url);
    before = '&';
  }
  out.body.clear();
  body_.append(context, out.body);
  if (!body_.content_type.empty()) add_if_absent(out.headers, "Content-Type", body_.content_type);
  add_if_absent(out.headers, "Accept", operation_->success.empty() ? "*/*" : api::fields::kJson);
}

}  // namespace orbench::protocol
