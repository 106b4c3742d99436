#include "mock/responders/routing_metadata.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "harness/api/headers.h"
#include "harness/core/json_text.h"
#include "mock/error_reply.h"

namespace orbench::mock {
namespace {

using core::Json;

constexpr std::string_view kOldHeader = "x-openrouter-experimental-metadata";

}  // namespace

bool wants_metadata(const Request& request) {
  const auto says = [&](std::string_view name) {
    const auto value = request.header(name);
    return value && equal_ignoring_case(*value, "enabled");
  };
  return says(api::headers::kMetadata) || says(kOldHeader);
}

namespace {

Json metadata_json(const RoutingFacts& facts) {
  Json available = Json::array();
  for (const OfferedEndpoint& one : facts.available) {
    available.push_back(
        {{"provider", one.provider}, {"model", one.model}, {"selected", one.selected}});
  }
  Json attempts = Json::array();
  for (const Tried& one : facts.attempts) {
    attempts.push_back({{"provider", one.endpoint->provider_name},
                        {"model", one.endpoint->model_id},
                        {"status", one.status}});
  }
  return {{"requested", facts.requested},
          {"strategy", facts.strategy},
          {"region", nullptr},
          {"summary", facts.summary},
          {"attempt", facts.attempt},
          {"is_byok", facts.is_byok},
          {"endpoints", {{"total", facts.available.size()}, {"available", std::move(available)}}},
          {"attempts", std::move(attempts)}};
}

/// Which piece of an answer shows it.
Part place_in(const Script& script) {
  if (!script.has_events()) return Part::kBody;
  return script.wire == Wire::kMessages ? Part::kFinish : Part::kUsage;
}

/// The text with one more member: the last of the outer object, or, on the wire that wraps its
/// answer, the first of `response`.
std::string with_member(std::string text, const std::string& member, bool is_wrapped) {
  constexpr std::string_view kWrapped = "\"response\":{";
  const auto at = is_wrapped ? text.find(kWrapped) : text.rfind('}');
  if (at == std::string::npos) return text;
  if (is_wrapped) return text.insert(at + kWrapped.size(), member + ",");
  return text.insert(at, "," + member);
}

constexpr std::string_view kMember = "\"openrouter_metadata\":";

/// The object that begins at `from`: as far as its braces balance outside strings.
std::string_view object_at(std::string_view text, std::size_t from) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = from; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
      continue;
    }
    if (c == '"') in_string = true;
    if (c == '{') ++depth;
    if (c == '}' && --depth == 0) return text.substr(from, i + 1 - from);
  }
  return {};
}

/// Errors of a provider, which come after routing; those before it, and a 500, say nothing of it.
bool comes_from_upstream(int status) {
  constexpr std::array<int, 6> kUpstream = {408, 502, 503, 504, 524, 529};
  return std::find(kUpstream.begin(), kUpstream.end(), status) != kUpstream.end();
}

}  // namespace

void keep_metadata(const Script& answer, Script& error) {
  if (!comes_from_upstream(error.status) || error.has_events()) return;
  const std::size_t at = answer.text.find(kMember);
  if (at == std::string::npos) return;
  const std::string_view object = object_at(answer.text, at + kMember.size());
  const auto piece = std::find_if(error.pieces.begin(), error.pieces.end(),
                                  [](const Piece& one) { return one.part == Part::kBody; });
  if (object.empty() || piece == error.pieces.end()) return;
  const std::string body(error.bytes(*piece));
  if (body.empty() || body.front() != '{') return;
  const std::string text = with_member(body, std::string(kMember).append(object), false);
  if (error.content_length) *error.content_length += text.size() - piece->size;
  *piece = error.make(piece->action, Part::kBody, piece->gap, text);
}

void show_metadata(Script& script, const RoutingFacts& facts, const Call& call) {
  if (!wants_metadata(call.request)) return;
  const Part place = place_in(script);
  const auto piece = std::find_if(script.pieces.rbegin(), script.pieces.rend(),
                                  [&](const Piece& one) { return one.part == place; });
  if (piece == script.pieces.rend()) return;
  const bool is_wrapped = script.has_events() && script.wire == Wire::kResponses;
  const std::string member = std::string(kMember) + core::dumped(metadata_json(facts));
  const std::string text = with_member(std::string(script.bytes(*piece)), member, is_wrapped);
  if (script.content_length) *script.content_length += text.size() - piece->size;
  *piece = script.make(piece->action, place, piece->gap, text);
}

}  // namespace orbench::mock
