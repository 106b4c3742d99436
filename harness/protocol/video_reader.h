#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "harness/protocol/endpoint.h"
#include "harness/protocol/reply_reader.h"
#include "harness/protocol/token_timeline.h"

namespace orbench::protocol {

class VideoWire;

/// Reads a video from its submission to its last byte: POST /videos, GET /videos/{jobId} until it
/// says completed, then its content. The film is counted, not kept, and must begin as an MP4 file.
/// Questions go to the documented paths below the target, never to an address from a reply: a key
/// follows no foreign address.
/// Threads: one thread per object.
/// Source:  the API reference, section 1.9.
class VideoReader final : public ResponseReader {
 public:
  VideoReader();

  void reset() override;
  void expect(const Asked& asked) override { asked_ = asked; }
  void on_head(const core::ResponseHead& head) override;
  bool on_bytes(core::Stamp at, std::string_view bytes) override;
  void finish(core::Stamp at, bool complete) override;
  [[nodiscard]] std::optional<NextExchange> next_exchange() const override { return next_; }
  void render_next_exchange(core::HttpRequest& out) override;
  [[nodiscard]] bool terminated() const override { return false; }
  [[nodiscard]] const TokenTimeline& timeline() const override { return timeline_; }
  [[nodiscard]] const ResponseFacts& facts() const override { return facts_; }

 private:
  explicit VideoReader(std::unique_ptr<VideoWire> wire);

  /// A reply about the job ended: what it said is kept, and what it leads to.
  void take_job(core::Stamp at);
  void keep_facts();
  BodyVerdict judge_film(bool complete);

  VideoWire& wire_;  // reply_ owns it
  ReplyReader reply_;
  Asked asked_;
  std::string job_id_;
  std::optional<NextExchange> next_;
  bool reads_film_ = false;
  std::string film_;  // its first bytes
  TokenTimeline timeline_;
  ResponseFacts facts_;
};

}  // namespace orbench::protocol
