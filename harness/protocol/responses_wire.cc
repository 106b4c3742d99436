#include "harness/protocol/responses_wire.h"

#include <algorithm>
#include <array>
#include <functional>
#include <utility>

#include "harness/protocol/error_json.h"
#include "harness/protocol/json_wire.h"
#include "harness/protocol/printable.h"
#include "harness/protocol/response_output.h"
#include "harness/protocol/routing_json.h"
#include "harness/protocol/usage_json.h"

namespace orbench::protocol {
namespace {

using simdjson::error_code;
using simdjson::SUCCESS;

struct DeltaType {
  std::string_view event;
  DeltaText kind;
};
constexpr std::array kDeltaTypes = std::to_array<DeltaType>({
    {"response.output_text.delta", DeltaText::kAnswer},
    {"response.refusal.delta", DeltaText::kAnswer},
    {"response.function_call_arguments.delta", DeltaText::kAnswer},
    {"response.custom_tool_call_input.delta", DeltaText::kAnswer},
    {"response.reasoning_text.delta", DeltaText::kDetail},
    {"response.reasoning_summary_text.delta", DeltaText::kSummary},
});

constexpr std::string_view kItemAdded = "response.output_item.added";
constexpr std::string_view kCompleted = "response.completed";
constexpr std::array<std::string_view, 3> kLastEvents = {kCompleted, "response.incomplete",
                                                         "response.failed"};
constexpr std::array<std::string_view, 2> kErrorEvents = {"error", "response.error"};
/// How a response may end.
constexpr std::array<std::string_view, 4> kFinalStatus = {"completed", "incomplete", "failed",
                                                          "cancelled"};

template <class Names>
bool is_one_of(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

class ResponsesWire final : public JsonWire {
 public:
  [[nodiscard]] StreamEnd stream_end() const override { return StreamEnd::kLastAndDone; }
  [[nodiscard]] std::string_view last_event() const override { return kCompleted; }

 private:
  void begin(Walk& /*walk*/) override {
    event_ = {};
    response_ = {};
    item_ = {};
    flat_error_.reset();
  }

  error_code read_field(std::string_view key, ondemand::value& field, Walk& walk) override {
    return walk.in_stream ? read_event_field(key, field, walk)
                          : read_response_field(key, field, walk);
  }

  error_code read_event_field(std::string_view key, ondemand::value& field, Walk& walk) {
    if (key == "response") {
      return each_field(field, [&](std::string_view name, ondemand::value& value) {
        return read_response_field(name, value, walk);
      });
    }
    if (key == "item") return read_output_item(field, item_);
    if (key == "error") return read_api_error(field, walk.out.error);
    if (key == "code" || key == "message" || key == "error_type" || key == "metadata") {
      if (!flat_error_.has_value()) flat_error_.emplace();
      return flat_error_->take(key, field);
    }
    if (key == "type") {
      event_.type = text_of(field);
    } else if (key == "delta") {
      event_.delta = raw_text_of(field);
      event_.delta_bytes = text_of(field).size();
    } else if (key == "sequence_number") {
      event_.number = digits_of(field);
    } else if (key == "partial_image_b64") {
      item_.picture |= !raw_text_of(field).empty();
    }
    return SUCCESS;
  }

  error_code read_response_field(std::string_view key, ondemand::value& field, Walk& walk) {
    WireEvent& out = walk.out;
    if (key == "output") return read_output(field, walk);
    if (key == "usage") return read_usage(field, walk);
    if (key == "error") return read_api_error(field, out.error);
    if (key == "openrouter_metadata") {
      walk.repeatable = false;
      return read_router_metadata(field, out.routing.emplace());
    }
    if (key == "incomplete_details") {
      return each_field(field, [this](std::string_view name, ondemand::value& value) {
        if (name == "reason") response_.incomplete = text_of(value);
        return SUCCESS;
      });
    }
    if (key == "id") {
      out.id = text_of(field);
    } else if (key == "model") {
      out.model = text_of(field);
    } else if (key == "service_tier") {
      out.tier = text_of(field);
    } else if (key == "status") {
      response_.status = text_of(field);
    } else if (key == "error_type") {
      response_.error_type = text_of(field);
    }
    return SUCCESS;
  }

  /// The finished items. A stream has brought their texts already, but for what it never shows.
  error_code read_output(ondemand::value& value, Walk& walk) {
    return each_element(value, [&](ondemand::value& element) {
      OutputItem item;
      const error_code failure = read_output_item(element, item);
      if (walk.in_stream) {
        take_unseen(item, walk);
      } else {
        item.add_to(walk.out);
      }
      return failure;
    });
  }

  static void take_unseen(const OutputItem& item, Walk& walk) {
    if (!item.encrypted && item.summary_bytes == 0) return;
    walk.out.reasoning_opaque = true;
    walk.repeatable = false;
  }

  void end(Walk& walk) override {
    WireEvent& out = walk.out;
    if (walk.in_stream) end_event(walk);
    if (is_one_of(kFinalStatus, response_.status)) {
      out.finish_reason = response_.incomplete.empty() ? response_.status : response_.incomplete;
      out.failed |= response_.status == "failed" || response_.status == "cancelled";
    }
    if (out.error.has_value() && !response_.error_type.empty()) {
      out.error->kind.clear();
      append_printable(out.error->kind, response_.error_type, kMaxNameBytes);
    }
  }

  void end_event(Walk& walk) {
    WireEvent& out = walk.out;
    out.last = is_one_of(kLastEvents, event_.type);
    take_unseen(item_, walk);
    if (is_one_of(kErrorEvents, event_.type) && !out.error.has_value()) {
      out.error = flat_error_.has_value() ? flat_error_->finish() : ApiError{};
    }
    take_delta(walk);
    if (!item_.picture || event_.type == kItemAdded) return;
    out.material.has_answer = true;
    walk.repeatable = false;
  }

  void take_delta(Walk& walk) {
    const auto* const known =
        std::find_if(kDeltaTypes.begin(), kDeltaTypes.end(),
                     [this](const DeltaType& type) { return type.event == event_.type; });
    const bool is_delta = known != kDeltaTypes.end() && event_.delta.data() != nullptr;
    if (is_delta) {
      DeltaMaterial material;
      material.add(known->kind, event_.delta_bytes);
      material.add_to(walk.out);
    }
    // Both differ from event to event; the shape takes them in the order of the text.
    const bool number_first = std::less<>{}(event_.number.data(), event_.delta.data());
    if (number_first && !event_.number.empty()) walk.shape.add_number(event_.number);
    if (is_delta) walk.shape.add(known->kind, event_.delta);
    if (!number_first && !event_.number.empty()) walk.shape.add_number(event_.number);
  }

  struct Event {
    std::string_view type;
    std::string_view delta;  // as it stands in the text
    std::size_t delta_bytes = 0;
    std::string_view number;
  };
  struct Response {
    std::string_view status;
    std::string_view incomplete;
    std::string_view error_type;
  };
  Event event_;
  Response response_;
  OutputItem item_;
  std::optional<ErrorDraft> flat_error_;
};

}  // namespace

std::unique_ptr<Wire> make_responses_wire() { return std::make_unique<ResponsesWire>(); }

}  // namespace orbench::protocol
