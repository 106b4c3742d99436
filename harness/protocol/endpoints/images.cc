#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "harness/api/fields.h"
#include "harness/api/paths.h"
#include "harness/protocol/images_wire.h"
#include "harness/protocol/json_endpoint.h"
#include "harness/protocol/reply_reader.h"

namespace orbench::protocol {

const Endpoint& images_endpoint();

namespace {

constexpr std::array kTypes = std::to_array<KeyRule>({
    {"model", KeyType::kText},
    {"n", KeyType::kInteger},
    {"size", KeyType::kText},
    {"resolution", KeyType::kText},
    {"aspect_ratio", KeyType::kText},
    {"quality", KeyType::kText},
    {"background", KeyType::kText},
    {"output_format", KeyType::kText},
    {"output_compression", KeyType::kInteger},
    {"seed", KeyType::kInteger},
    {"input_references", KeyType::kList},
    {"provider", KeyType::kObject},
    {"user", KeyType::kText},
});

core::JsonValue example() {
  core::Json request;
  request["prompt"] = "${nonce} A lighthouse in the evening.";
  request["n"] = 1;
  return core::JsonValue(std::move(request));
}

void ask(const RequestCheck& request, Asked& asked) {
  constexpr std::int64_t kMost = 1'000;  // what the service would refuse is not counted on
  const core::Json* const wanted = request.find("n");
  const std::int64_t count = wanted == nullptr ? 1 : wanted->get<std::int64_t>();
  asked.items = static_cast<std::uint32_t>(std::clamp<std::int64_t>(count, 0, kMost));
}

std::unique_ptr<ResponseReader> make_reader() {
  return std::make_unique<ReplyReader>(make_images_wire());
}

constexpr JsonEndpointKind kImages = {
    .name = "images",
    .what = "POST /images: pictures, whole or in a stream that shows drafts of them",
    .path = api::paths::kImages,
    .accept = api::fields::kJson,
    .types = kTypes,
    .streams = true,
    .example = &example,
    .make_reader = &make_reader,
    .check = [](RequestCheck& request) { request.demand_text("prompt", "A lighthouse"); },
    .ask = &ask,
};

}  // namespace

const Endpoint& images_endpoint() {
  static const JsonEndpoint endpoint(kImages);
  return endpoint;
}

}  // namespace orbench::protocol
