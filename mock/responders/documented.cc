#include "mock/responders/documented.h"

#include <algorithm>
#include <string>

#include <nlohmann/json.hpp>

#include "harness/api/error_codes.h"
#include "harness/api/fields.h"
#include "harness/api/paths.h"
#include "harness/core/json_text.h"
#include "harness/core/rng.h"
#include "mock/error_reply.h"
#include "mock/responders/parameters.h"
#include "mock/responders/sample.h"

namespace orbench::mock {
namespace {

constexpr int kGone = 410;

const std::vector<OwnAnswer>& own_answers() {
  static const std::vector<OwnAnswer> all = [] {
    std::vector<OwnAnswer> answers;
    for (const auto& group : {discovery_answers(), media_answers(), account_answers()}) {
      answers.insert(answers.end(), group.begin(), group.end());
    }
    return answers;
  }();
  return all;
}

Script example(const api::Endpoint& endpoint, const Call& call) {
  // Keyed by the operation, not by the order of requests: asked twice, it tells the same.
  core::Rng rng(call.config.settings.seed, endpoint.path);
  const core::Json body =
      sample(api::parse_shape(endpoint.success), call.state.clock.unix_seconds(), rng);
  return whole_script(endpoint.status, api::fields::kJson, core::dumped(body));
}

Script answer_documented(const Call& call) {
  const api::Endpoint& endpoint = documented(call);
  if (endpoint.status == kGone) {
    return error_reply(kGone, "This endpoint has been permanently removed.");
  }
  if (auto refusal = refuse_parameters(endpoint, call.request)) return std::move(*refusal);
  for (const OwnAnswer& own : own_answers()) {
    if (own.method == endpoint.method && own.path == endpoint.path) return own.answer(call);
  }
  if (auto answered = answer_resource(endpoint, call)) return std::move(*answered);
  return example(endpoint, call);
}

}  // namespace

const api::Endpoint& documented(const Call& call) {
  std::string_view path = call.request.path;
  path.remove_prefix(std::min(path.size(), api::paths::kMount.size()));
  std::string_view method = call.request.method;
  if (method == "HEAD") method = "GET";
  return *api::find_endpoint(method, path).value().endpoint;
}

std::vector<Responder> documented_responders(const std::vector<Responder>& taken) {
  std::vector<Responder> all;
  for (const api::Endpoint& endpoint : api::endpoints()) {
    const bool answered = std::any_of(taken.begin(), taken.end(), [&](const Responder& r) {
      return r.method == endpoint.method && r.path == endpoint.path;
    });
    if (answered) continue;
    Responder responder;
    responder.method = endpoint.method;
    responder.path = endpoint.path;
    responder.needs_key = endpoint.needs_key();
    responder.answer = &answer_documented;
    all.push_back(responder);
  }
  // `/videos/models` is no job: a pattern with fewer blanks goes first.
  const auto blanks = [](const Responder& r) {
    return std::count(r.path.begin(), r.path.end(), '{');
  };
  std::stable_sort(all.begin(), all.end(),
                   [&](const Responder& a, const Responder& b) { return blanks(a) < blanks(b); });
  return all;
}

}  // namespace orbench::mock
