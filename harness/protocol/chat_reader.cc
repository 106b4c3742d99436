#include "harness/protocol/chat_reader.h"

#include <utility>

#include <fmt/format.h>

#include "harness/api/fields.h"
#include "harness/protocol/printable.h"

namespace orbench::protocol {
namespace {

constexpr std::string_view kSpace = " \t\r\n";
constexpr std::size_t kShownBytes = 120;  // of bytes that could not be read

bool equal_ignoring_case(std::string_view text, std::string_view lower) {
  if (text.size() != lower.size()) return false;
  for (std::size_t i = 0; i < lower.size(); ++i) {
    const char c = text[i];
    if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c) != lower[i]) return false;
  }
  return true;
}

/// A media type without its parameters and the space around it.
std::string_view media_type(std::string_view content_type) {
  content_type = content_type.substr(0, content_type.find(';'));
  const std::size_t first = content_type.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return content_type.substr(first, content_type.find_last_not_of(kSpace) - first + 1);
}

std::string_view trimmed_front(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kSpace);
  return first == std::string_view::npos ? std::string_view{} : text.substr(first);
}

/// Names repeat on every chunk: nothing is written unless one changed.
void assign_name(std::string& out, std::string_view name) {
  if (name.empty() || name == out) return;
  out.clear();
  append_printable(out, name, kMaxNameBytes);
}

/// Empties the facts; their strings keep their memory.
void forget(ResponseFacts& facts) {
  Served served = std::move(facts.served);
  std::string error = std::move(facts.error);
  for (std::string* name : {&served.provider, &served.model, &served.tier, &served.generation_id,
                            &served.finish_reason, &error}) {
    name->clear();
  }
  facts = ResponseFacts{};
  facts.served = std::move(served);
  facts.error = std::move(error);
}

template <class T>
void replace_if_known(std::optional<T>& old, const std::optional<T>& known) {
  if (known.has_value()) old = known;
}

}  // namespace

void ChatReader::reset() {
  sse_.reset();
  json_.trim();
  chunk_ = ChatChunk{};
  timeline_.reset();
  forget(facts_);
  if (body_.capacity() > kMaxKeptBytes) body_ = std::string{};
  body_.clear();
  malformed_.clear();
  error_.reset();
  status_ = 0;
  kind_ = Body::kUndecided;
  type_ = Type::kAbsent;
  has_rate_limit_ = false;
  over_limit_ = false;
  done_ = false;
  finish_error_ = false;
  had_token_ = false;
}

void ChatReader::on_head(const core::ResponseHead& head) {
  status_ = head.status;
  has_rate_limit_ = head.has_rate_limit;
  facts_.cached = equal_ignoring_case(head.cache_status, "hit");
  assign_name(facts_.served.generation_id, head.generation_id);
  const std::string_view type = media_type(head.content_type);
  if (equal_ignoring_case(type, api::fields::kEventStream)) {
    type_ = Type::kEventStream;
  } else {
    type_ = type.empty() ? Type::kAbsent : Type::kOther;
  }
  if (!status_ok()) kind_ = Body::kPlain;
}

bool ChatReader::on_bytes(core::Stamp at, std::string_view bytes) {
  if (over_limit_) return false;
  timeline_.begin_read(at);
  if (kind_ == Body::kUndecided) decide(bytes);
  switch (kind_) {
    case Body::kUndecided:
      return true;
    case Body::kStream:
      over_limit_ = !sse_.feed(bytes, *this);
      break;
    case Body::kPlain:
      over_limit_ = !take_plain(bytes);
      break;
  }
  return !over_limit_;
}

void ChatReader::decide(std::string_view& bytes) {
  bytes = trimmed_front(bytes);
  if (bytes.empty()) return;
  const char first = bytes.front();
  const bool maybe_stream = type_ == Type::kEventStream || (type_ == Type::kAbsent && first != '<');
  kind_ = first != '{' && maybe_stream ? Body::kStream : Body::kPlain;
  facts_.stream = kind_ == Body::kStream;
}

bool ChatReader::take_plain(std::string_view bytes) {
  if (body_.size() + bytes.size() > kMaxBodyBytes) {
    body_ = std::string{};
    return false;
  }
  body_.append(bytes);
  return true;
}

void ChatReader::on_comment(std::string_view /*text*/) { timeline_.on_comment(); }

void ChatReader::on_event(const SseEvent& event) {
  const std::string_view data = trimmed_front(event.data);
  if (data.empty() || data.front() == ':') {
    timeline_.on_comment();
    return;
  }
  timeline_.on_event();
  if (data == api::fields::kDone) {
    done_ = true;
    timeline_.on_done();
  } else if (done_) {
    malformed("data after [DONE]", data);
  } else if (!json_.read(event.data, chunk_)) {
    malformed("an event is not a JSON object", data);
  } else {
    take(chunk_);
  }
}

void ChatReader::take(ChatChunk& chunk) {
  const bool failed = chunk.error.has_value();
  if (!failed && chunk.material.has_token()) {
    had_token_ = true;
    if (facts_.stream) timeline_.on_material(chunk.material);
    facts_.reasoning_text |= chunk.reasoning_text;
    facts_.reasoning_opaque |= chunk.reasoning_opaque;
  }
  if (failed && !error_.has_value()) error_ = std::move(chunk.error);
  if (chunk.routing && chunk.routing->told) facts_.routing = std::move(*chunk.routing);
  if (chunk.has_usage) take_usage(chunk.usage);
  take_names(chunk);
}

void ChatReader::take_usage(const Usage& usage) {
  facts_.has_usage = true;
  if (facts_.stream) timeline_.on_usage();
  replace_if_known(facts_.usage.prompt_tokens, usage.prompt_tokens);
  replace_if_known(facts_.usage.output_tokens, usage.output_tokens);
  replace_if_known(facts_.usage.reasoning_tokens, usage.reasoning_tokens);
  replace_if_known(facts_.usage.cached_tokens, usage.cached_tokens);
  replace_if_known(facts_.usage.cost, usage.cost);
}

void ChatReader::take_names(const ChatChunk& chunk) {
  Served& served = facts_.served;
  // The header's id comes first and names the same generation.
  if (served.generation_id.empty()) assign_name(served.generation_id, chunk.id);
  assign_name(served.provider, chunk.provider);
  assign_name(served.model, chunk.model);
  assign_name(served.tier, chunk.tier);
  if (served.finish_reason.empty()) assign_name(served.finish_reason, chunk.finish_reason);
  finish_error_ |= chunk.finish_reason == api::fields::kFinishError;
}

void ChatReader::malformed(std::string_view why, std::string_view bytes) {
  if (!malformed_.empty()) return;
  malformed_.assign(why);
  malformed_ += ": ";
  append_printable(malformed_, bytes, malformed_.size() + kShownBytes);
}

void ChatReader::finish(core::Stamp at, bool complete) {
  if (kind_ == Body::kUndecided && type_ == Type::kEventStream) {
    kind_ = Body::kStream;  // one without any event
    facts_.stream = true;
  }
  if (kind_ != Body::kStream && !over_limit_) {
    timeline_.begin_read(at);
    read_plain(complete);
  }
  facts_.verdict = judge(complete);
  if (error_.has_value()) facts_.routing.failed_step = error_->failed_step;
}

void ChatReader::read_plain(bool complete) {
  if (complete) timeline_.on_done();
  if (json_.read(body_, chunk_)) {
    take(chunk_);
  } else {
    malformed_ = describe_text(body_);
  }
}

bool ChatReader::terminated() const { return done_ || (facts_.stream && error_.has_value()); }

BodyVerdict ChatReader::judge(bool complete) {
  if (status_ == 0) {
    explain("no reply", "");
    return BodyVerdict::kTruncated;
  }
  if (!status_ok()) {
    judge_by_status();
    return facts_.verdict;
  }
  if (error_.has_value()) {
    const Refusal refusal = judge_in_band(*error_);
    facts_.limit_owner = refusal.owner;
    explain("error in the reply: ", describe(*error_));
    return refusal.verdict;
  }
  if (finish_error_) {
    explain("error in the reply: ", "finish_reason is \"error\" and nothing says why");
    return BodyVerdict::kInBandError;
  }
  if (over_limit_) {
    explain("the reply breaks a size limit", "");
    return BodyVerdict::kMalformed;
  }
  const bool ended = facts_.stream ? done_ : complete;
  if (!malformed_.empty() && (facts_.stream || ended)) {
    explain(facts_.stream ? "" : "the reply is not JSON: ", malformed_);
    return BodyVerdict::kMalformed;
  }
  if (!ended) {
    explain(facts_.stream ? "the stream ended without [DONE]" : "the body ended early", "");
    return BodyVerdict::kTruncated;
  }
  if (!had_token_ && facts_.usage.output_tokens.value_or(0) == 0) {
    explain("the reply holds no output", "");
    return BodyVerdict::kEmpty;
  }
  return BodyVerdict::kOk;
}

void ChatReader::judge_by_status() {
  const ApiError* error = error_.has_value() ? &*error_ : nullptr;
  const Refusal refusal = judge_status(status_, has_rate_limit_, error);
  facts_.verdict = refusal.verdict;
  facts_.limit_owner = refusal.owner;
  std::string why = "a body over the size limit";
  if (error != nullptr) {
    why = describe(*error, status_);
  } else if (!over_limit_) {
    why = malformed_.empty() ? "a body without an error object" : malformed_;
  }
  explain(fmt::format("HTTP {}: ", status_), why);
}

void ChatReader::explain(std::string_view prefix, std::string_view text) {
  facts_.error.assign(prefix);
  append_printable(facts_.error, text, kMaxErrorBytes);
}

}  // namespace orbench::protocol
