#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/core/base64.h"
#include "harness/protocol/content_probe.h"

namespace orbench::protocol {
namespace {

constexpr std::size_t kFloatBytes = 4;

/// Nothing for what is no vector.
std::optional<std::size_t> length_of(const ForeignJson& item) {
  const auto found = item.is_object() ? item.find("embedding") : item.end();
  if (!item.is_object() || found == item.end()) return std::nullopt;
  if (found->is_array()) return found->size();
  if (!found->is_string()) return std::nullopt;
  const auto bytes = core::decode_base64(found->get_ref<const std::string&>());
  if (!bytes || bytes->size() % kFloatBytes != 0) return std::nullopt;
  return bytes->size() / kFloatBytes;
}

class DimensionProbe final : public ContentProbe {
 public:
  explicit DimensionProbe(std::size_t wanted) : wanted_(wanted) {}

  [[nodiscard]] ProbeFinding look(const SeenReply& reply) const override {
    const auto data = reply.body.is_object() ? reply.body.find("data") : reply.body.end();
    if (!reply.body.is_object() || data == reply.body.end() || !data->is_array() || data->empty()) {
      return {ProbeAnswer::kBroken, "the reply holds no embedding"};
    }
    for (const ForeignJson& item : *data) {
      const auto length = length_of(item);
      if (length == wanted_) continue;
      return {ProbeAnswer::kBroken, length ? fmt::format("an embedding of {} dimensions", *length)
                                           : "an embedding that is no vector"};
    }
    return {};
  }

 private:
  std::size_t wanted_;
};

std::unique_ptr<ContentProbe> read(core::Params& params) {
  const auto wanted = params.optional_integer("dimension", {1, 1e6});
  if (!wanted) return nullptr;
  return std::make_unique<DimensionProbe>(static_cast<std::size_t>(*wanted));
}

}  // namespace

ContentProbeKind dimension_probe() {
  return {"dimension", "every embedding has so many dimensions", {"embeddings"}, false, false,
          &read};
}

}  // namespace orbench::protocol
