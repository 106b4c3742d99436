#include <array>
#include <limits>

#include <nlohmann/json.hpp>

#include "harness/api/paths.h"
#include "harness/protocol/embeddings_wire.h"
#include "harness/protocol/json_endpoint.h"
#include "harness/protocol/reply_reader.h"

namespace orbench::protocol {

const Endpoint& embeddings_endpoint();

namespace {

constexpr std::array kTypes = std::to_array<KeyRule>({
    {"model", KeyType::kText},
    {"input", KeyType::kTextOrList},
    {"dimensions", KeyType::kInteger},
    {"encoding_format", KeyType::kText},
    {"input_type", KeyType::kText},
    {"provider", KeyType::kObject},
    {"user", KeyType::kText},
    {"session_id", KeyType::kText},
});

core::JsonValue example() {
  core::Json request;
  request["input"] = {"${nonce} The sea rises and falls twice a day.",
                      "${nonce} The moon is the cause."};
  request["encoding_format"] = "float";
  return core::JsonValue(std::move(request));
}

void check(RequestCheck& request) {
  const core::Json* const input = request.find("input");
  const bool empty = input == nullptr || *input == "" || (input->is_array() && input->empty());
  if (!empty) return;
  request.report("input",
                 R"(the request needs `input`: a text, a list of texts such as ["one", "two"], )"
                 "or a list of token ids");
}

/// A text or a list of tokens is one input; a list of anything else is a batch.
void ask(const RequestCheck& request, Asked& asked) {
  const core::Json& input = *request.find("input");
  const bool batch = input.is_array() && !input.front().is_number();
  asked.items = batch ? static_cast<std::uint32_t>(input.size()) : 1;
  const core::Json* const dimensions = request.find("dimensions");
  if (dimensions == nullptr) return;
  const auto wanted = dimensions->get<std::int64_t>();
  constexpr std::int64_t kMost = std::numeric_limits<std::uint32_t>::max();
  if (wanted > 0 && wanted <= kMost) asked.dimensions = static_cast<std::uint32_t>(wanted);
}

constexpr JsonEndpointKind kEmbeddings = {
    .name = "embeddings",
    .what = "POST /embeddings: vectors of texts or tokens, as numbers or base64",
    .path = api::paths::kEmbeddings,
    .accept = "application/json;q=1, text/event-stream;q=0",
    .types = kTypes,
    .example = &example,
    .make_reader = []() -> std::unique_ptr<ResponseReader> {
      return std::make_unique<ReplyReader>(make_embeddings_wire());
    },
    .check = &check,
    .ask = &ask,
};

}  // namespace

const Endpoint& embeddings_endpoint() {
  static const JsonEndpoint endpoint(kEmbeddings);
  return endpoint;
}

}  // namespace orbench::protocol
