#include "harness/protocol/transcription_wire.h"

#include "harness/protocol/json_wire.h"
#include "harness/protocol/reply_fields.h"

namespace orbench::protocol {
namespace {

using simdjson::error_code;
using simdjson::SUCCESS;

class TranscriptionWire final : public JsonWire {
 public:
  [[nodiscard]] core::Product product() const override { return core::Product::kTranscript; }
  void expect(const Asked& asked) override { asked_ = asked; }

 private:
  error_code read_field(std::string_view key, ondemand::value& value, Walk& walk) override {
    if (key != "text") return read_reply_field(key, value, walk).value_or(SUCCESS);
    if (raw_text_of(value).data() == nullptr) {
      walk.out.defect = "`text` is no text";
    } else {
      walk.out.material.has_answer = !text_of(value).empty();
    }
    return SUCCESS;
  }

  void end(Walk& walk) override {
    if (asked_.audio) walk.out.audio = asked_.audio;
  }

  Asked asked_;
};

}  // namespace

std::unique_ptr<Wire> make_transcription_wire() { return std::make_unique<TranscriptionWire>(); }

}  // namespace orbench::protocol
