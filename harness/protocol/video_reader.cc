#include "harness/protocol/video_reader.h"

#include <memory>
#include <utility>

#include "harness/api/fields.h"
#include "harness/api/paths.h"
#include "harness/protocol/endpoint_headers.h"
#include "harness/protocol/url_text.h"
#include "harness/protocol/video_wire.h"

namespace orbench::protocol {
namespace {

// An MP4 file begins with a box of type `ftyp`: ISO/IEC 14496-12, section 4.3.
constexpr std::size_t kTypeAt = 4;
constexpr std::string_view kFileType = "ftyp";
constexpr std::size_t kFirstBytes = kTypeAt + kFileType.size();

template <class T>
void replace_if_known(std::optional<T>& old, const std::optional<T>& known) {
  if (known.has_value()) old = known;
}

void replace_if_known(std::string& old, const std::string& known) {
  if (!known.empty()) old = known;
}

}  // namespace

VideoReader::VideoReader() : VideoReader(std::make_unique<VideoWire>()) {}

VideoReader::VideoReader(std::unique_ptr<VideoWire> wire) : wire_(*wire), reply_(std::move(wire)) {
  facts_.product = core::Product::kVideo;
}

void VideoReader::reset() {
  reply_.reset();
  asked_ = Asked{};
  job_id_.clear();
  next_.reset();
  reads_film_ = false;
  film_.clear();
  timeline_.reset();
  facts_.reset();
  facts_.product = core::Product::kVideo;
}

void VideoReader::render_next_exchange(core::HttpRequest& out) {
  out.method.assign("GET");
  while (out.url.ends_with('/')) out.url.pop_back();
  out.url.append(api::paths::kVideos).append("/");
  append_url_text(out.url, job_id_);
  reads_film_ = next_->phase == JobPhase::kDownload;
  if (reads_film_) out.url.append("/content?index=0");
  add_if_absent(out.headers, "Accept", reads_film_ ? "video/mp4" : api::fields::kJson);
  out.body.clear();
  reply_.reset();
}

void VideoReader::on_head(const core::ResponseHead& head) {
  // A film that is refused is refused in JSON, as everything else.
  if (head.status < 200 || head.status > 299) reads_film_ = false;
  reply_.on_head(head);
}

bool VideoReader::on_bytes(core::Stamp at, std::string_view bytes) {
  if (!reads_film_) return reply_.on_bytes(at, bytes);
  if (film_.size() < kFirstBytes) film_.append(bytes.substr(0, kFirstBytes - film_.size()));
  return true;
}

void VideoReader::finish(core::Stamp at, bool complete) {
  next_.reset();
  if (reads_film_) {
    facts_.verdict = judge_film(complete);
    timeline_.begin_read(at);
    timeline_.on_done();
    return;
  }
  reply_.finish(at, complete);
  keep_facts();
  if (facts_.verdict == BodyVerdict::kOk) take_job(at);
}

void VideoReader::keep_facts() {
  const ResponseFacts& reply = reply_.facts();
  facts_.verdict = reply.verdict;
  facts_.limit_owner = reply.limit_owner;
  facts_.error = reply.error;
  facts_.cached |= reply.cached;
  facts_.has_usage |= reply.has_usage;
  replace_if_known(facts_.usage.prompt_tokens, reply.usage.prompt_tokens);
  replace_if_known(facts_.usage.output_tokens, reply.usage.output_tokens);
  replace_if_known(facts_.usage.cost, reply.usage.cost);
  replace_if_known(facts_.served.provider, reply.served.provider);
  replace_if_known(facts_.served.model, reply.served.model);
  replace_if_known(facts_.served.finish_reason, reply.served.finish_reason);
  // The submission's own: each answer about the job may carry an id of its own.
  if (facts_.served.generation_id.empty()) {
    facts_.served.generation_id = reply.served.generation_id;
  }
}

void VideoReader::take_job(core::Stamp at) {
  if (job_id_.empty()) job_id_ = wire_.job_id();
  JobInstants& job = facts_.job;
  job.accepted.set_once(at);
  switch (wire_.status()) {
    case VideoWire::Status::kCompleted:
      job.completed = at;
      next_ = NextExchange{JobPhase::kDownload, false};
      return;
    case VideoWire::Status::kInProgress:
      job.started.set_once(at);
      break;
    case VideoWire::Status::kWaiting:
      break;
  }
  next_ = NextExchange{job.started.is_set() ? JobPhase::kRender : JobPhase::kQueue, true};
}

BodyVerdict VideoReader::judge_film(bool complete) {
  if (!complete) {
    facts_.error = "the film ended early";
    return BodyVerdict::kTruncated;
  }
  if (film_.empty()) {
    facts_.error = "the film is empty";
    return BodyVerdict::kEmpty;
  }
  if (film_.size() < kFirstBytes || film_.substr(kTypeAt) != kFileType) {
    facts_.error = "the content does not begin as an MP4 file";
    return BodyVerdict::kMalformed;
  }
  facts_.error.clear();
  return BodyVerdict::kOk;
}

}  // namespace orbench::protocol
