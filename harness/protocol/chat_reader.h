#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "harness/protocol/chat_chunk.h"
#include "harness/protocol/endpoint.h"
#include "harness/protocol/sse_parser.h"
#include "harness/protocol/token_timeline.h"

namespace orbench::protocol {

/// Reads one reply of POST /chat/completions, streamed or plain, and decides how it ended.
/// What the body is follows from the reply, not from the request: a status that is not 2xx has a
/// plain body; a body that begins with `{` is JSON; else `text/event-stream`, or no type at all
/// and no `<` in front, is a stream. A stream ends with `[DONE]` or with an error event; data
/// behind `[DONE]` is malformed, a repeated `[DONE]` is not.
/// A keep-alive that some gateways put into a data field (empty, or beginning with ':') counts as
/// a comment.
/// Limits:  a plain body over kMaxBodyBytes or what SseParser refuses makes on_bytes() false.
/// Threads: one thread per object.
/// Source:  the API's chat endpoint and error envelopes; docs in harness/api.
class ChatReader final : public ResponseReader, private SseSink {
 public:
  static constexpr std::size_t kMaxBodyBytes = 64U << 20U;
  static constexpr std::size_t kMaxKeptBytes = 1U << 20U;

  void reset() override;
  void on_head(const core::ResponseHead& head) override;
  bool on_bytes(core::Stamp at, std::string_view bytes) override;
  void finish(core::Stamp at, bool complete) override;
  [[nodiscard]] bool terminated() const override;
  [[nodiscard]] const TokenTimeline& timeline() const override { return timeline_; }
  [[nodiscard]] const ResponseFacts& facts() const override { return facts_; }

 private:
  enum class Body { kUndecided, kStream, kPlain };
  enum class Type { kAbsent, kEventStream, kOther };

  void on_event(const SseEvent& event) override;
  void on_comment(std::string_view text) override;

  /// Decides what the body is by its first byte that is no white space, and drops the white space.
  void decide(std::string_view& bytes);
  bool take_plain(std::string_view bytes);
  void read_plain(bool complete);
  void take(ChatChunk& chunk);
  void take_usage(const Usage& usage);
  void take_names(const ChatChunk& chunk);
  void malformed(std::string_view why, std::string_view bytes);
  [[nodiscard]] bool status_ok() const { return status_ >= 200 && status_ < 300; }

  BodyVerdict judge(bool complete);
  void judge_by_status();
  void explain(std::string_view prefix, std::string_view text);

  SseParser sse_;
  ChatChunkParser json_;
  ChatChunk chunk_;
  TokenTimeline timeline_;
  ResponseFacts facts_;
  std::string body_;       // a plain body
  std::string malformed_;  // why, of the first event that could not be read; empty if none
  std::optional<ApiError> error_;

  int status_ = 0;  // 0: no head came
  Body kind_ = Body::kUndecided;
  Type type_ = Type::kAbsent;
  bool has_rate_limit_ = false;
  bool over_limit_ = false;
  bool done_ = false;
  bool finish_error_ = false;  // finish_reason "error", with or without an error object
  bool had_token_ = false;
};

}  // namespace orbench::protocol
