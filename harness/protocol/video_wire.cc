#include "harness/protocol/video_wire.h"

#include <algorithm>
#include <array>
#include <utility>

#include "harness/protocol/error_json.h"
#include "harness/protocol/printable.h"
#include "harness/protocol/reply_fields.h"
#include "harness/protocol/url_text.h"

namespace orbench::protocol {
namespace {

using simdjson::error_code;
using simdjson::SUCCESS;

constexpr std::array<std::string_view, 4> kFailed = {"failed", "cancelled", "expired", "dead"};

}  // namespace

void VideoWire::begin(Walk& /*walk*/) {
  status_ = Status::kWaiting;
  job_id_.clear();
  told_ = {};
  error_.reset();
}

error_code VideoWire::read_field(std::string_view key, ondemand::value& value, Walk& walk) {
  if (key == "id") {
    job_id_ = text_of(value);
  } else if (key == "generation_id") {
    walk.out.id = text_of(value);
  } else if (key == "status") {
    told_ = text_of(value);
  } else if (key == "error") {
    return read_api_error(value, error_);
  } else {
    return read_reply_field(key, value, walk).value_or(SUCCESS);
  }
  return SUCCESS;
}

void VideoWire::end(Walk& walk) {
  WireEvent& out = walk.out;
  const bool is_job = !told_.empty();
  if (is_job && told_ == "in_progress") status_ = Status::kInProgress;
  if (is_job && told_ == "completed") status_ = Status::kCompleted;
  out.failed = std::find(kFailed.begin(), kFailed.end(), told_) != kFailed.end();
  if (out.failed || status_ == Status::kCompleted) out.finish_reason = told_;
  // Of a job that goes on, a word about trouble is no failure; of a reply without one it is all.
  if (out.failed || !is_job) out.error = std::move(error_);
  if (out.failed && out.error && out.error->kind.empty()) {
    append_printable(out.error->kind, told_, kMaxNameBytes);
  }
  out.material.has_answer = is_job;
  if (is_job && (!is_path_segment(job_id_) || job_id_.size() > kMaxNameBytes)) {
    out.defect = "the job has no usable id";
  }
}

}  // namespace orbench::protocol
