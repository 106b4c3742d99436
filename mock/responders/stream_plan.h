#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "mock/config.h"
#include "mock/responders/generation.h"
#include "mock/server/script.h"

namespace orbench::mock {

/// Lays the events of a text stream out in time, whatever their wire: what the tokens took is what
/// passes between them, and every other event comes with the token before it.
/// Lifetime: borrows the script and the settings.
class StreamPlan {
 public:
  StreamPlan(Script& script, const Settings& settings) : script_(script), settings_(settings) {}

  /// Keep-alive comments at their intervals, and `opening` at three quarters of `ttft`, so that a
  /// client that takes it for a token measures a visible error. No comment comes later than that.
  void open(core::Duration ttft, std::string_view comment, std::string_view opening);
  /// Lets time pass before what comes next.
  void wait(core::Duration took) { waited_ += took; }
  /// An event of its own.
  void event(Part part, std::string_view bytes);
  /// An event that comes with the first of `tokens`, ahead of it.
  void event_with(const std::vector<Token>& tokens, Part part, std::string_view bytes);
  /// Tokens in the part's frame, `tokens_per_chunk` at a time. `number` is that of the first
  /// event, for frames that show it; returns the number after the last.
  std::uint32_t tokens(Part part, const std::vector<Token>& tokens, std::uint32_t number = 0);
  /// Tokens that take their time and are not shown.
  void skip(const std::vector<Token>& hidden);
  void end() { script_.add(Action::kEnd, Part::kEnd, {}, {}); }

 private:
  core::Duration take_wait();

  Script& script_;
  const Settings& settings_;
  core::Duration waited_{};  // since the last piece, not yet laid out
  std::string text_;
};

/// Stands where a token goes while a frame is built; no other text of an event can hold it.
inline constexpr std::string_view kTokenMark = "<token>";
/// The same for an event's number: 4294967295, which no event reaches.
inline constexpr std::uint32_t kNumberMark = 0xFFFFFFFF;

/// Cuts an event at its token marks (one or two), and at its number mark when it has one, which
/// then must come before the only token.
[[nodiscard]] TokenFrame frame_of(std::string_view event);

/// The words of all tokens. Token texts are escaped for the stream; with `escaped` false they are
/// as a client reads them.
[[nodiscard]] std::string joined(const std::vector<Token>& tokens, bool escaped = false);

}  // namespace orbench::mock
