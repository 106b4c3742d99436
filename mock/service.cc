#include "mock/service.h"

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "harness/api/endpoints.h"
#include "harness/api/error_codes.h"
#include "harness/api/headers.h"
#include "harness/api/paths.h"
#include "mock/error_reply.h"
#include "mock/responders/generation.h"
#include "mock/responders/responder.h"

namespace orbench::mock {
namespace {

constexpr std::string_view kFaultHeader = "x-mock-fault";
// The edge's request id ends in the place it ran at; this one is no place.
constexpr std::string_view kEdgeRay = "0000000000000000-ZZZ";

bool has_key(const Request& request, const Responder& responder) {
  constexpr std::string_view kScheme = "Bearer ";
  if (responder.takes_api_key_header && !request.header("x-api-key").value_or("").empty()) {
    return true;
  }
  const auto value = request.header(api::headers::kAuthorization);
  return value && value->size() > kScheme.size() &&
         equal_ignoring_case(value->substr(0, kScheme.size()), kScheme);
}

/// HEAD is GET whose body the writer leaves out.
std::string_view effective_method(const Request& request) {
  return request.method == "HEAD" ? std::string_view("GET") : std::string_view(request.method);
}

const core::Clock& machine_clock() {
  static const core::MonotonicClock clock;
  return clock;
}

}  // namespace

struct Service::Match {
  const Responder* responder = nullptr;
  std::vector<std::string_view> arguments;
  std::string allowed_methods;  ///< of responders that fit but for the method
  std::string generation_id;    ///< of an inference request
};

Service::Service(Config config) : Service(std::move(config), machine_clock()) {}

Script Service::answer_match(const Request& request, const Match& match, std::uint64_t sequence) {
  if (match.responder->refuse_first != nullptr) {
    if (auto refusal = match.responder->refuse_first(request)) return std::move(*refusal);
  }
  if (match.responder->needs_key && !has_key(request, *match.responder)) {
    return error_reply(api::error_codes::kUnauthorized, "No cookie auth credentials found");
  }
  ActiveFaults faults;
  if (match.responder->is_inference) {
    faults.draw(config_.faults, config_.settings.seed, sequence, match.responder->path);
  }
  const auto asked = request.header(kFaultHeader);
  if (asked && config_.settings.allow_fault_header) {
    if (auto added = faults.add(*asked); !added) {
      return error_reply(api::error_codes::kBadRequest, added.error().message);
    }
  }
  auto recorded = match.responder->is_inference
                      ? replayed(config_.replays, match.responder->path, request.body, sequence)
                      : std::nullopt;
  Script script = recorded
                      ? std::move(*recorded)
                      : match.responder->answer({request, config_, faults, sequence,
                                                 match.arguments, state_, match.generation_id});
  faults.apply(script, {config_.settings.start_unix});
  return script;
}

Service::Match Service::match(const Request& request) {
  Match match;
  std::string_view path = request.path;
  if (path.substr(0, api::paths::kMount.size()) != api::paths::kMount) return match;
  path.remove_prefix(api::paths::kMount.size());
  const std::string_view method = effective_method(request);
  for (const Responder& responder : responders()) {
    auto arguments = api::match_path(responder.path, path);
    if (!arguments) continue;
    if (responder.method != method) {
      if (!match.allowed_methods.empty()) match.allowed_methods += ", ";
      match.allowed_methods += responder.method;
      continue;
    }
    // `/videos/models` is no job: the pattern with fewer blanks knows better.
    if (match.responder != nullptr && arguments->size() >= match.arguments.size()) continue;
    match.responder = &responder;
    match.arguments = std::move(*arguments);
  }
  return match;
}

Script Service::answer(const Request& request) {
  Match match = Service::match(request);
  Script script;
  if (match.responder != nullptr) {
    const bool inference = match.responder->is_inference;
    const std::uint64_t sequence = inference ? inference_requests_++ : other_requests_++;
    if (inference) {
      match.generation_id = generation_id(config_.settings, sequence, match.responder->id_prefix);
    }
    script = answer_match(request, match, sequence);
    if (script.status >= api::error_codes::kBadRequest && match.responder->dress_error != nullptr) {
      match.responder->dress_error(script);
    }
    if (inference) script.set_header("X-Generation-Id", match.generation_id);
  } else if (!match.allowed_methods.empty()) {
    script = error_reply(405, "Method Not Allowed");
    script.set_header("Allow", match.allowed_methods);
  } else {
    script = error_reply(api::error_codes::kNotFound, "Not Found");
  }
  script.set_header("cf-ray", std::string(kEdgeRay));
  return script;
}

}  // namespace orbench::mock
