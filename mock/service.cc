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
#include "mock/responders/admission.h"
#include "mock/responders/generation.h"
#include "mock/responders/responder.h"

namespace orbench::mock {
namespace {

constexpr std::string_view kFaultHeader = "x-mock-fault";
// The edge's request id ends in the place it ran at; this one is no place.
constexpr std::string_view kEdgeRay = "0000000000000000-ZZZ";

/// The key that the request brings; nothing, or empty, when it brings none.
std::optional<std::string_view> secret_of(const Request& request, const Responder& responder) {
  constexpr std::string_view kScheme = "Bearer ";
  if (responder.takes_api_key_header && !request.header("x-api-key").value_or("").empty()) {
    return request.header("x-api-key");
  }
  const auto value = request.header(api::headers::kAuthorization);
  const bool is_bearer = value && value->size() > kScheme.size() &&
                         equal_ignoring_case(value->substr(0, kScheme.size()), kScheme);
  if (!is_bearer) return std::nullopt;
  return value->substr(kScheme.size());
}

/// HEAD is GET whose body the writer leaves out.
std::string_view effective_method(const Request& request) {
  return request.method == "HEAD" ? std::string_view("GET") : std::string_view(request.method);
}

/// The catalog's own copy of a provider's name, which stays; empty for anything else.
std::string_view known_name(const Catalog& catalog, std::string_view name) {
  for (const Provider& provider : catalog.providers()) {
    if (provider.name == name) return provider.name;
  }
  return {};
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

tl::expected<KeyTerms, Script> Service::key_of(const Request& request, const Responder& responder) {
  constexpr int kUnauthorized = api::error_codes::kUnauthorized;
  if (!responder.needs_key) return {};
  const auto secret = secret_of(request, responder);
  if (!secret) {
    return tl::unexpected(error_reply(kUnauthorized, "No cookie auth credentials found"));
  }
  auto terms =
      state_.keys.find(*secret, config_.account, state_.collections, state_.clock.wall_seconds());
  if (!terms) return tl::unexpected(error_reply(kUnauthorized, terms.error()));
  return std::move(*terms);
}

Script Service::answer_match(const Request& request, const Match& match, std::uint64_t sequence) {
  const Responder& responder = *match.responder;
  if (responder.refuse_first != nullptr) {
    if (auto refusal = responder.refuse_first(request)) return std::move(*refusal);
  }
  auto key = key_of(request, responder);
  if (!key) return std::move(key.error());
  ActiveFaults faults;
  if (responder.is_inference) {
    faults.draw(config_.faults, config_.settings.seed, sequence, responder.path);
  }
  const auto asked = request.header(kFaultHeader);
  if (asked && config_.settings.allow_fault_header) {
    if (auto added = faults.add(*asked); !added) {
      return error_reply(api::error_codes::kBadRequest, added.error().message);
    }
  }
  auto recorded = responder.is_inference
                      ? replayed(config_.replays, responder.path, request.body, sequence)
                      : std::nullopt;
  const Call call{
      request,        config_, faults, sequence, match.arguments, state_, match.generation_id,
      std::move(*key)};
  Script script = recorded ? std::move(*recorded) : responder.answer(call);
  faults.apply(script, {state_.clock.wall_seconds()});
  state_.settle(script, request, call.key);
  if (state_.watched() && responder.is_inference) {
    state_.conclude({sequence + 1,
                     match.generation_id,
                     responder.path,
                     {},
                     {},
                     {},
                     faults.names(),
                     script.status});
  }
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
  if (auto refused = refuse_at_edge(config_, state_, requests_++)) {
    script = std::move(*refused);
  } else if (match.responder != nullptr) {
    const bool inference = match.responder->is_inference;
    const std::uint64_t sequence = inference ? inference_requests_++ : other_requests_++;
    if (inference) {
      match.generation_id = generation_id(config_.settings.seed, sequence,
                                          state_.clock.unix_seconds(), match.responder->id_prefix);
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
  if (state_.watched()) {
    const std::string_view path =
        match.responder != nullptr ? match.responder->path : std::string_view();
    state_.tally.count({path, script.status, known_name(config_.catalog, script.provider)});
  }
  return script;
}

}  // namespace orbench::mock
