#include "mock/responders/responses_wire.h"

#include <algorithm>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/api/fields.h"
#include "harness/core/json_text.h"
#include "mock/error_reply.h"
#include "mock/responders/responses_object.h"
#include "mock/responders/stream_plan.h"

namespace orbench::mock {
namespace {

using core::Json;

// The captured keep-alive of this endpoint says nothing.
constexpr std::string_view kComment = ": \n\n";

/// One output item while it is streamed: what its events are called and hold.
struct Item {
  Part part;
  TokenFrame Script::*frame;
  std::string_view event;      ///< `response.output_text`: `.delta` and `.done` follow
  std::string_view part_type;  ///< of the content part; empty: the item has none
  const std::vector<Token>* tokens;
  Json done;  ///< the finished item
};

class ResponsesStream {
 public:
  ResponsesStream(const Generation& said, const Json& echo, const Settings& settings)
      : said_(said), script_(event_stream_script()), plan_(script_, settings), object_(said, echo) {
    script_.wire = Wire::kResponses;
  }

  Script play() {
    const Json begun = object_.begun();
    plan_.event(Part::kRole, event("response.created", {{"response", begun}}));
    plan_.event(Part::kRole, event("response.in_progress", {{"response", begun}}));
    const std::vector<Item> all = items();
    plan_.open(said_.first_token_at(), kComment, all.empty() ? "" : item_added(all.front()));
    if (!said_.reasoning_visible) plan_.skip(said_.reasoning);
    for (const Item& item : all) {
      if (index_ > 0) plan_.event(Part::kRole, item_added(item));
      play_item(item);
    }
    finish();
    return std::move(script_);
  }

 private:
  std::string event(std::string_view type, const Json& members) {
    Json json = {{"type", type}, {"sequence_number", number_++}};
    for (const auto& [key, value] : members.items()) json[key] = value;
    return fmt::format("data: {}\n\n", core::dumped(json));
  }

  [[nodiscard]] std::vector<Item> items() const {
    std::vector<Item> all;
    if (said_.reasoning_visible && !said_.reasoning.empty()) {
      all.push_back({Part::kReasoning, &Script::reasoning_frame, "response.reasoning_text",
                     "reasoning_text", &said_.reasoning, object_.reasoning_item()});
    }
    if (!said_.content.empty()) {
      all.push_back({Part::kContent, &Script::content_frame, "response.output_text", "output_text",
                     &said_.content, object_.message_item()});
    }
    if (!said_.tool_arguments.empty()) {
      all.push_back({Part::kTool,
                     &Script::tool_frame,
                     "response.function_call_arguments",
                     {},
                     &said_.tool_arguments,
                     object_.call_item()});
    }
    return all;
  }

  std::string item_added(const Item& item) {
    Json begun = item.done;
    begun["status"] = "in_progress";
    if (item.part_type.empty()) {
      begun["arguments"] = "";
    } else {
      begun["content"] = Json::array();
    }
    return event("response.output_item.added", {{"output_index", index_}, {"item", begun}});
  }

  /// Where an event of the item belongs.
  [[nodiscard]] Json place(const Item& item) const {
    Json place = {{"item_id", item.done["id"]}, {"output_index", index_}};
    if (!item.part_type.empty()) place["content_index"] = 0;
    return place;
  }

  void play_item(const Item& item) {
    Json begun_part = {{"type", item.part_type}, {"text", ""}};
    if (item.part == Part::kContent) begun_part["annotations"] = Json::array();
    if (!item.part_type.empty()) part_event(item, "response.content_part.added", begun_part);

    Json delta = place(item);
    delta["delta"] = kTokenMark;
    if (item.part == Part::kContent) delta["logprobs"] = Json::array();
    const std::uint32_t first = std::exchange(number_, kNumberMark);
    script_.*item.frame = frame_of(event(fmt::format("{}.delta", item.event), delta));
    number_ = plan_.tokens(item.part, *item.tokens, first);

    Json whole = place(item);
    if (item.part == Part::kTool) whole["name"] = said_.tool_name;
    whole[item.part == Part::kTool ? "arguments" : "text"] = joined(*item.tokens);
    if (item.part == Part::kContent) whole["logprobs"] = Json::array();
    plan_.event(Part::kRole, event(fmt::format("{}.done", item.event), whole));
    if (!item.part_type.empty()) {
      part_event(item, "response.content_part.done", item.done["content"][0]);
    }
    plan_.event(Part::kRole, event("response.output_item.done",
                                   {{"output_index", index_}, {"item", item.done}}));
    ++index_;
  }

  void part_event(const Item& item, std::string_view type, const Json& part) {
    Json members = place(item);
    members["part"] = part;
    plan_.event(Part::kRole, event(type, members));
  }

  void finish() {
    const Json whole = object_.finished();
    plan_.event(Part::kUsage, event(fmt::format("response.{}", whole["status"].get<std::string>()),
                                    {{"response", whole}}));
    plan_.event(Part::kDone, fmt::format("data: {}\n\n", api::fields::kDone));
    plan_.end();
  }

  const Generation& said_;
  Script script_;
  StreamPlan plan_;
  ResponsesObject object_;
  std::uint32_t number_ = 0;
  int index_ = 0;
};

}  // namespace

Script responses_plain(const Generation& said, const Json& echo) {
  const core::Duration delay = std::max(said.total_time(), said.first_token_at());
  return whole_script(200, api::fields::kJson, core::dumped(ResponsesObject(said, echo).finished()),
                      delay);
}

Script responses_stream(const Generation& said, const Json& echo, const Settings& settings) {
  return ResponsesStream(said, echo, settings).play();
}

}  // namespace orbench::mock
