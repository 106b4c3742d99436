#include <array>
#include <limits>

#include <nlohmann/json.hpp>

#include "harness/api/paths.h"
#include "harness/protocol/json_endpoint.h"
#include "harness/protocol/reply_reader.h"
#include "harness/protocol/rerank_wire.h"

namespace orbench::protocol {

const Endpoint& rerank_endpoint();

namespace {

constexpr std::array kTypes = std::to_array<KeyRule>({
    {"model", KeyType::kText},
    {"query", KeyType::kText},
    {"documents", KeyType::kList},
    {"top_n", KeyType::kInteger},
    {"provider", KeyType::kObject},
    {"session_id", KeyType::kText},
});

core::JsonValue example() {
  core::Json request;
  request["query"] = "${nonce} What causes the tides?";
  request["documents"] = {"The moon pulls at the sea.", "Bread is baked from flour.",
                          "The sun adds to spring tides."};
  request["top_n"] = 2;
  return core::JsonValue(std::move(request));
}

bool is_document(const core::Json& document) {
  return document.is_string() ||
         (document.is_object() && (document.contains("text") || document.contains("image")));
}

void check(RequestCheck& request) {
  request.demand_text("query", "What causes the tides?");
  const core::Json* const documents = request.find("documents");
  if (documents == nullptr || (documents->is_array() && documents->empty())) {
    return request.report("documents",
                          R"(the request needs `documents`: a list such as ["one", "two"])");
  }
  if (!documents->is_array()) return;
  for (const core::Json& document : *documents) {
    if (is_document(document)) continue;
    return request.report("documents",
                          R"(each document is a text, or an object with "text" or "image")");
  }
}

void ask(const RequestCheck& request, Asked& asked) {
  asked.items = static_cast<std::uint32_t>(request.find("documents")->size());
  const core::Json* const most = request.find("top_n");
  if (most == nullptr) return;
  const auto wanted = most->get<std::int64_t>();
  constexpr std::int64_t kMost = std::numeric_limits<std::uint32_t>::max();
  if (wanted > 0 && wanted <= kMost) asked.most_items = static_cast<std::uint32_t>(wanted);
}

constexpr JsonEndpointKind kRerank = {
    .name = "rerank",
    .what = "POST /rerank: documents in the order of their relevance to a query",
    .path = api::paths::kRerank,
    .accept = "application/json;q=1, text/event-stream;q=0",
    .types = kTypes,
    .example = &example,
    .make_reader = []() -> std::unique_ptr<ResponseReader> {
      return std::make_unique<ReplyReader>(make_rerank_wire());
    },
    .check = &check,
    .ask = &ask,
};

}  // namespace

const Endpoint& rerank_endpoint() {
  static const JsonEndpoint endpoint(kRerank);
  return endpoint;
}

}  // namespace orbench::protocol
