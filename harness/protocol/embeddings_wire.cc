#include "harness/protocol/embeddings_wire.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "harness/core/base64.h"
#include "harness/protocol/json_wire.h"
#include "harness/protocol/reply_fields.h"

namespace orbench::protocol {
namespace {

using simdjson::error_code;
using simdjson::SUCCESS;
using JsonType = ondemand::json_type;

constexpr std::size_t kFloatBytes = 4;

/// Little-endian, as the API sends them.
bool is_finite_float(std::string_view bytes) {
  std::uint32_t bits = 0;
  for (std::size_t i = 0; i < kFloatBytes; ++i) {
    bits |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
  }
  return std::isfinite(std::bit_cast<float>(bits));
}

/// How many floats a base64 text holds; nothing when it is no such text.
std::optional<std::size_t> floats_in(std::string_view text) {
  const auto bytes = core::decode_base64(text);
  if (!bytes || bytes->size() % kFloatBytes != 0) return std::nullopt;
  for (std::size_t at = 0; at < bytes->size(); at += kFloatBytes) {
    if (!is_finite_float(std::string_view(*bytes).substr(at, kFloatBytes))) return std::nullopt;
  }
  return bytes->size() / kFloatBytes;
}

class EmbeddingsWire final : public JsonWire {
 public:
  [[nodiscard]] core::Product product() const override { return core::Product::kVectors; }
  void expect(const Asked& asked) override { asked_ = asked; }

 private:
  void begin(Walk& /*walk*/) override {
    items_ = 0;
    dimensions_.reset();
    seen_.clear();
    defect_.clear();
  }

  error_code read_field(std::string_view key, ondemand::value& value, Walk& walk) override {
    if (key == "data") {
      return each_element(value, [this](ondemand::value& item) { return read_item(item); });
    }
    return read_reply_field(key, value, walk).value_or(SUCCESS);
  }

  void end(Walk& walk) override {
    if (asked_.items > 0 && items_ > 0 && items_ != asked_.items) {
      report(fmt::format("{} embeddings came for {} inputs", items_, asked_.items));
    }
    if (asked_.dimensions > 0 && dimensions_ && *dimensions_ != asked_.dimensions) {
      report(fmt::format("the embeddings have {} dimensions, {} were asked for", *dimensions_,
                         asked_.dimensions));
    }
    walk.out.items = items_;
    walk.out.material.has_answer = items_ > 0;
    if (!defect_.empty()) walk.out.defect = defect_;
  }

  error_code read_item(ondemand::value& item) {
    const std::uint32_t position = items_++;
    bool has_vector = false;
    const error_code failure = each_field(item, [&](std::string_view key, ondemand::value& value) {
      if (key == "embedding") {
        has_vector = true;
        return read_vector(value, position);
      }
      if (key == "index") read_index(value, position);
      return SUCCESS;
    });
    if (!has_vector) report(fmt::format("embedding {} is missing", position));
    return failure;
  }

  error_code read_vector(ondemand::value& value, std::uint32_t position) {
    JsonType type{};
    if (const error_code failure = value.type().get(type)) return failure;
    std::optional<std::size_t> length;
    if (type == JsonType::string) {
      length = floats_in(text_of(value));
    } else if (type == JsonType::array) {
      const error_code failure = count_numbers(value, length);
      if (failure != SUCCESS) return failure;
    }
    if (!length || *length == 0) {
      report(fmt::format("embedding {} is no vector of finite numbers", position));
    } else if (dimensions_.value_or(*length) != *length) {
      report(fmt::format("embedding {} has {} dimensions, the one before it {}", position, *length,
                         *dimensions_));
    } else {
      dimensions_ = length;
    }
    return SUCCESS;
  }

  static error_code count_numbers(ondemand::value& value, std::optional<std::size_t>& length) {
    std::size_t count = 0;
    bool all_numbers = true;
    const error_code failure = each_element(value, [&](ondemand::value& element) {
      double number = 0.0;
      all_numbers = element.get_double().get(number) == SUCCESS && all_numbers;
      ++count;
      return SUCCESS;
    });
    if (all_numbers) length = count;
    return failure;
  }

  /// Each input is named once, where names are given at all.
  void read_index(ondemand::value& value, std::uint32_t position) {
    const auto index = count_of(value);
    const std::size_t most = asked_.items > 0 ? asked_.items : kMostIndexes;
    if (!index || *index >= static_cast<std::int64_t>(most)) {
      return report(fmt::format("embedding {} names no input", position));
    }
    const auto at = static_cast<std::size_t>(*index);
    if (seen_.size() <= at) seen_.resize(at + 1);
    if (seen_[at]) report(fmt::format("input {} is embedded twice", at));
    seen_[at] = true;
  }

  void report(std::string defect) {
    if (defect_.empty()) defect_ = std::move(defect);
  }

  static constexpr std::size_t kMostIndexes = 1U << 20U;

  Asked asked_;
  std::uint32_t items_ = 0;
  std::optional<std::size_t> dimensions_;
  std::vector<bool> seen_;
  std::string defect_;
};

}  // namespace

std::unique_ptr<Wire> make_embeddings_wire() { return std::make_unique<EmbeddingsWire>(); }

}  // namespace orbench::protocol
