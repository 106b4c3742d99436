#include "harness/protocol/conversation.h"

#include <utility>

#include <nlohmann/json.hpp>

#include "harness/core/json_text.h"
#include "harness/protocol/endpoint.h"

namespace orbench::protocol {
namespace {

constexpr std::string_view kEndOfTurns = "]}";

core::Json turn(std::string_view role, std::string_view content) {
  core::Json json = core::Json::object();
  json["role"] = role;
  json["content"] = content;
  return json;
}

}  // namespace

bool make_continuable(core::Json& request, std::string_view turns_key) {
  if (!request.is_object()) return false;
  const std::string key(turns_key);
  const auto found = request.find(key);
  if (found == request.end()) return false;
  core::Json turns = *found;
  if (turns.is_string())
    turns = core::Json::array({turn("user", turns.get_ref<const std::string&>())});
  if (!turns.is_array() || turns.empty()) return false;
  request.erase(key);
  request[key] = std::move(turns);
  return true;
}

void append_history(std::string_view history, std::string& body) {
  if (history.empty() || !body.ends_with(kEndOfTurns)) return;
  body.insert(body.size() - kEndOfTurns.size(), history);
}

std::unique_ptr<FollowUps> FollowUps::compile(const std::vector<std::string>& texts,
                                              const RequestDraft& draft) {
  auto compiled = std::make_unique<FollowUps>();
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const core::Json says = turn("user", texts[i]);
    auto text = BodyTemplate::compile(draft.part(says, core::child_pointer(draft.pointer, i)));
    if (text == nullptr) return nullptr;
    compiled->texts_.push_back(std::move(text));
  }
  return compiled;
}

void FollowUps::append_turn(const RenderContext& context, std::string_view answer,
                            std::size_t index, std::string& history) const {
  history += ',';
  history += core::dumped(turn("assistant", answer));
  history += ',';
  texts_[index]->render(context, history);
}

}  // namespace orbench::protocol
