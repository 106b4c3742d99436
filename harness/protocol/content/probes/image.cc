#include <memory>
#include <string>
#include <string_view>

#include "harness/core/base64.h"
#include "harness/protocol/content/answer_parts.h"
#include "harness/protocol/content/picture_structure.h"
#include "harness/protocol/content_probe.h"

namespace orbench::protocol {
namespace {

class ImageProbe final : public ContentProbe {
 public:
  [[nodiscard]] ProbeFinding look(const SeenReply& reply) const override {
    const auto pictures = pictures_of(reply.endpoint, reply.body);
    for (const std::string_view base64 : pictures) {
      const auto bytes = core::decode_base64(base64);
      std::string defect = bytes ? picture_defect(*bytes) : "an image that is no base64";
      if (!defect.empty()) return {ProbeAnswer::kBroken, std::move(defect)};
    }
    if (!pictures.empty()) return {};
    if (reply.endpoint != "images") return {ProbeAnswer::kNothing};
    return {ProbeAnswer::kBroken, "the reply holds no image"};
  }
};

std::unique_ptr<ContentProbe> read(core::Params& params) {
  params.choice("image", "decodes", {"decodes"});
  return std::make_unique<ImageProbe>();
}

}  // namespace

ContentProbeKind image_probe() {
  return {"image",
          R"("decodes": every image is base64 of a PNG, JPEG, WebP or SVG that is whole)",
          {"images", "chat", "responses"},
          false,
          false,
          &read};
}

}  // namespace orbench::protocol
