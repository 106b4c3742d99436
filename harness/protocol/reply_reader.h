#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "harness/core/rare.h"
#include "harness/protocol/endpoint.h"
#include "harness/protocol/sse_parser.h"
#include "harness/protocol/token_timeline.h"
#include "harness/protocol/wire.h"

namespace orbench::protocol {

/// Reads one reply of an endpoint, streamed or plain, and decides how it ended; what its JSON
/// means, its Wire says.
/// What the body is follows from the reply, not from the request: a status that is not 2xx has a
/// plain body; a body that begins with `{` is JSON; else `text/event-stream`, or no type at all
/// and no `<` in front, is a stream. A stream ends as its wire ends it, or with an error event;
/// data behind the end is malformed, a repeated `[DONE]` is not. A keep-alive that some gateways
/// put into a data field (empty, or beginning with ':') counts as a comment. Limits:  what the
/// wire's limits() refuse makes on_bytes() false. Threads: one thread per object. Source:  the
/// API's endpoints and error envelopes; docs in harness/api.
class ReplyReader final : public ResponseReader, private SseSink {
 public:
  static constexpr std::size_t kMaxKeptBytes = 1U << 20U;

  explicit ReplyReader(std::unique_ptr<Wire> wire);

  void reset() override;
  void expect(const Asked& asked) override {
    asked_ = asked;
    wire_->expect(asked);
  }
  void on_head(const core::ResponseHead& head) override;
  bool on_bytes(core::Stamp at, std::string_view bytes) override;
  void finish(core::Stamp at, bool complete) override;
  [[nodiscard]] bool terminated() const override;
  [[nodiscard]] const TokenTimeline& timeline() const override { return timeline_; }
  [[nodiscard]] const ResponseFacts& facts() const override { return facts_; }

 private:
  enum class Body : std::uint8_t { kUndecided, kStream, kPlain };
  enum class Type : std::uint8_t { kAbsent, kEventStream, kOther };

  void on_event(const SseEvent& event) override;
  void on_comment(std::string_view text) override;
  std::size_t take_known(std::string_view text, std::string_view end) override;

  /// Decides what the body is by its first byte that is no white space, and drops the white space.
  void decide(std::string_view& bytes);
  bool take_plain(std::string_view bytes);
  void read_plain(bool complete);
  void take(WireEvent& event);
  void take_usage(const core::Usage& usage);
  void take_names(const WireEvent& event);
  void take_material(const WireEvent& event);
  void take_done();
  void malformed(std::string_view why, std::string_view bytes);
  [[nodiscard]] bool status_ok() const { return status_ >= 200 && status_ < 300; }

  BodyVerdict judge(bool complete);
  BodyVerdict judge_by_status();
  BodyVerdict judge_error();
  BodyVerdict judge_content();
  [[nodiscard]] bool has_output() const;
  void explain(std::string_view prefix, std::string_view text);

  std::unique_ptr<Wire> wire_;
  const ReplyLimits limits_;
  const StreamEnd stream_end_;
  SseParser sse_;
  WireEvent event_;
  TokenTimeline timeline_;
  ResponseFacts facts_;
  Asked asked_;
  std::string body_;                   // a plain body
  core::Rare<std::string> malformed_;  // why, of the first event that could not be read
  core::Rare<std::string> defect_;     // why the first that could be read is not what it should be
  core::Rare<ApiError> error_;

  int status_ = 0;  // 0: no head came
  Body kind_ = Body::kUndecided;
  Type type_ = Type::kAbsent;
  bool has_rate_limit_ = false;
  bool over_limit_ = false;
  bool ended_ = false;   // nothing more is due of the stream
  bool last_ = false;    // the event that ends what the model says was read
  bool failed_ = false;  // the reply says so, with or without an error object
  bool had_output_ = false;
};

}  // namespace orbench::protocol
