#include "mock/responders/stream_plan.h"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

namespace orbench::mock {

void StreamPlan::open(core::Duration ttft, std::string_view comment, std::string_view opening) {
  const core::Duration latest = ttft * 3 / 4;
  core::Duration at{};
  for (std::int64_t i = 0; i < settings_.keep_alive_count; ++i) {
    const core::Duration due = std::min(i * settings_.keep_alive_interval, latest);
    script_.add(Action::kBytes, Part::kComment, due - at, comment);
    at = due;
  }
  script_.add(Action::kBytes, Part::kRole, latest - at, opening);
  // The first token's own delay counts from the request, so what has passed is taken off.
  waited_ -= latest;
}

void StreamPlan::event(Part part, std::string_view bytes) {
  // Before the first token there is nothing to wait for, and the account stays open.
  const core::Duration wait = waited_ > core::Duration::zero() ? take_wait() : core::Duration{};
  script_.add(Action::kBytes, part, wait, bytes);
}

void StreamPlan::event_with(const std::vector<Token>& tokens, Part part, std::string_view bytes) {
  const core::Duration first = tokens.empty() ? core::Duration{} : tokens.front().took;
  waited_ += first;
  script_.add(Action::kBytes, part, take_wait(), bytes);
  waited_ -= first;
}

std::uint32_t StreamPlan::tokens(Part part, const std::vector<Token>& tokens,
                                 std::uint32_t number) {
  const auto chunk = static_cast<std::size_t>(settings_.tokens_per_chunk);
  for (std::size_t i = 0; i < tokens.size(); i += chunk) {
    const std::size_t end = std::min(tokens.size(), i + chunk);
    text_.clear();
    for (std::size_t k = i; k < end; ++k) {
      text_ += tokens[k].text;
      waited_ += tokens[k].took;
    }
    script_.add(Action::kToken, part, take_wait(), text_);
    script_.pieces.back().number = number++;
  }
  return number;
}

void StreamPlan::skip(const std::vector<Token>& hidden) {
  for (const Token& token : hidden) waited_ += token.took;
}

core::Duration StreamPlan::take_wait() { return std::exchange(waited_, {}); }

TokenFrame frame_of(std::string_view event) {
  static const std::string number_mark = std::to_string(kNumberMark);
  TokenFrame frame;
  const auto first = event.find(kTokenMark);
  const auto last = event.rfind(kTokenMark);
  frame.twice = first != last;
  frame.prefix = event.substr(0, first);
  if (frame.twice) {
    frame.middle = event.substr(first + kTokenMark.size(), last - first - kTokenMark.size());
  } else if (const auto number = frame.prefix.find(number_mark); number != std::string::npos) {
    frame.numbered = true;
    frame.middle = frame.prefix.substr(number + number_mark.size());
    frame.prefix.resize(number);
  }
  frame.suffix = event.substr(last + kTokenMark.size());
  return frame;
}

std::string joined(const std::vector<Token>& tokens, bool escaped) {
  std::string text;
  for (const Token& token : tokens) text += token.text;
  if (escaped || text.find('\\') == std::string::npos) return text;
  // A cut between two pieces never parts an escape, so what is joined is a JSON string again.
  return core::Json::parse('"' + text + '"', nullptr, false).get<std::string>();
}

}  // namespace orbench::mock
