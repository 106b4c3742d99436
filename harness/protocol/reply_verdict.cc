// How a reply ended: what ReplyReader decides once all of it is read.
#include <utility>

#include <fmt/format.h>

#include "harness/api/fields.h"
#include "harness/protocol/printable.h"
#include "harness/protocol/reply_reader.h"

namespace orbench::protocol {

BodyVerdict ReplyReader::judge(bool complete) {
  if (status_ == 0) {
    explain("no reply", "");
    return BodyVerdict::kTruncated;
  }
  if (!status_ok()) return judge_by_status();
  if (error_.has_value() || failed_) return judge_error();
  if (over_limit_) {
    explain("the reply breaks a size limit", "");
    return BodyVerdict::kMalformed;
  }
  const bool whole = facts_.stream ? ended_ : complete;
  if (malformed_ && (facts_.stream || whole)) {
    explain(facts_.stream ? "" : "the reply is not JSON: ", *malformed_);
    return BodyVerdict::kMalformed;
  }
  const bool lacks_last = facts_.stream && stream_end_ != StreamEnd::kDone && !last_;
  if (whole && !lacks_last) return judge_content();
  const std::string_view end = lacks_last ? wire_->last_event() : api::fields::kDone;
  explain(facts_.stream ? "the stream ended without " : "the body ended early",
          facts_.stream ? end : "");
  return BodyVerdict::kTruncated;
}

BodyVerdict ReplyReader::judge_by_status() {
  const ApiError* error = error_.has_value() ? &*error_ : nullptr;
  const std::size_t first = body_.find_first_not_of(" \t\r\n");
  const bool is_page = first != std::string::npos && body_[first] == '<';
  const Refusal refusal = judge_status({status_, has_rate_limit_, is_page, error});
  facts_.limit_owner = refusal.owner;
  std::string why = "a body over the size limit";
  if (error != nullptr) {
    why = describe(*error, status_);
  } else if (!over_limit_) {
    why = malformed_ ? *malformed_ : "a body without an error object";
  }
  explain(fmt::format("HTTP {}: ", status_), why);
  return refusal.verdict;
}

BodyVerdict ReplyReader::judge_error() {
  if (!error_.has_value()) {
    explain("error in the reply: ",
            fmt::format("it ended as \"{}\" and nothing says why", facts_.served.finish_reason));
    return BodyVerdict::kInBandError;
  }
  const Refusal refusal = judge_in_band(*error_);
  facts_.limit_owner = refusal.owner;
  explain("error in the reply: ", describe(*error_));
  return refusal.verdict;
}

/// A reply that came to its end: is it one?
BodyVerdict ReplyReader::judge_content() {
  if (!defect_ && has_output()) {
    std::string found = wire_->compare(asked_, facts_);
    if (!found.empty()) defect_ = std::move(found);
  }
  if (defect_) {
    explain("", *defect_);
    return BodyVerdict::kMalformed;
  }
  if (!has_output()) {
    explain("the reply holds no output", "");
    return BodyVerdict::kEmpty;
  }
  return BodyVerdict::kOk;
}

bool ReplyReader::has_output() const {
  // Thinking that is never shown is billed, and was work.
  const bool billed =
      facts_.product == core::Product::kTokens && facts_.usage.output_tokens.value_or(0) > 0;
  return had_output_ || billed;
}

void ReplyReader::explain(std::string_view prefix, std::string_view text) {
  facts_.error.assign(prefix);
  append_printable(facts_.error, text, kMaxErrorBytes);
}

}  // namespace orbench::protocol
