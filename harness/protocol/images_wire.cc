#include "harness/protocol/images_wire.h"

#include <string>
#include <utility>

#include <fmt/format.h>

#include "harness/core/same_text.h"
#include "harness/protocol/error_json.h"
#include "harness/protocol/json_wire.h"
#include "harness/protocol/picture_format.h"
#include "harness/protocol/printable.h"
#include "harness/protocol/routing_json.h"
#include "harness/protocol/usage_json.h"

namespace orbench::protocol {
namespace {

using simdjson::error_code;
using simdjson::SUCCESS;

constexpr std::string_view kPartial = "image_generation.partial_image";
constexpr std::string_view kCompleted = "image_generation.completed";
constexpr std::size_t kMegabyte = 1U << 20U;

/// `image/jpg` is what many call a JPEG.
bool is_called(std::string_view name, std::string_view media_type) {
  return core::same_ignoring_case(name, media_type) ||
         (media_type == "image/jpeg" && core::same_ignoring_case(name, "image/jpg"));
}

struct Picture {
  std::string_view base64;
  std::string_view media_type;

  void take(std::string_view key, ondemand::value& field) {
    if (key == "b64_json") {
      base64 = text_of(field);
    } else if (key == "media_type") {
      media_type = text_of(field);
    }
  }

  /// Why it is no picture; empty when it is one.
  [[nodiscard]] std::string defect() const {
    if (base64.empty()) return "an image without data";
    const std::string_view found = media_type_of_picture(base64);
    if (found.empty()) return "an image that is neither PNG, JPEG, WebP nor SVG";
    if (media_type.empty() || is_called(media_type, found)) return {};
    std::string claimed;
    append_printable(claimed, media_type, kMaxNameBytes);
    return fmt::format("an image said to be {} is {}", claimed, found);
  }
};

class ImagesWire final : public JsonWire {
 public:
  [[nodiscard]] core::Product product() const override { return core::Product::kImages; }
  [[nodiscard]] StreamEnd stream_end() const override { return StreamEnd::kLastAndDone; }
  [[nodiscard]] std::string_view last_event() const override { return kCompleted; }
  /// Ten pictures of the largest size and losslessly packed, in base64.
  [[nodiscard]] ReplyLimits limits() const override {
    return {512 * kMegabyte, {64 * kMegabyte, 64 * kMegabyte}};
  }
  [[nodiscard]] std::string compare(const Asked& asked, const ResponseFacts& facts) const override {
    // How a stream tells several pictures apart is not documented: it is taken as it comes.
    if (facts.stream || facts.items >= asked.items) return {};
    return fmt::format("the reply holds {} of the {} images asked for", facts.items, asked.items);
  }

 private:
  void begin(Walk& /*walk*/) override {
    type_ = {};
    picture_ = {};
  }

  error_code read_field(std::string_view key, ondemand::value& field, Walk& walk) override {
    WireEvent& out = walk.out;
    if (key == "data" && !walk.in_stream) {
      return each_element(field, [&](ondemand::value& element) {
        Picture one;
        const error_code failure =
            each_field(element, [&](std::string_view name, ondemand::value& value) {
              one.take(name, value);
              return SUCCESS;
            });
        take(one, out);
        ++out.items;
        return failure;
      });
    }
    if (key == "usage") return read_usage(field, walk);
    if (key == "error") return read_api_error(field, out.error);
    if (key == "openrouter_metadata") {
      walk.repeatable = false;
      return read_router_metadata(field, out.routing.emplace());
    }
    if (key == "type") {
      type_ = text_of(field);
    } else if (walk.in_stream) {
      picture_.take(key, field);
    }
    return SUCCESS;
  }

  void end(Walk& walk) override {
    // A picture is no text: what it says is not in any length.
    walk.repeatable = false;
    const bool completed = type_ == kCompleted;
    if (!walk.in_stream || (!completed && type_ != kPartial)) return;
    take(picture_, walk.out);
    walk.out.last = completed;
    walk.out.items = completed ? 1 : 0;
  }

  static void take(const Picture& picture, WireEvent& out) {
    std::string defect = picture.defect();
    if (defect.empty()) {
      out.material.has_answer = true;
    } else if (!out.defect.has_value()) {
      out.defect = std::move(defect);
    }
  }

  std::string_view type_;
  Picture picture_;
};

}  // namespace

std::unique_ptr<Wire> make_images_wire() { return std::make_unique<ImagesWire>(); }

}  // namespace orbench::protocol
