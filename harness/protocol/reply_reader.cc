#include "harness/protocol/reply_reader.h"

#include <utility>

#include "harness/api/fields.h"
#include "harness/core/same_text.h"
#include "harness/protocol/media_type.h"
#include "harness/protocol/printable.h"

namespace orbench::protocol {
namespace {

constexpr std::string_view kSpace = " \t\r\n";
constexpr std::size_t kShownBytes = 120;  // of bytes that could not be read

std::string_view trimmed_front(std::string_view text) {
  if (text.starts_with('{')) return text;  // nearly always
  const std::size_t first = text.find_first_not_of(kSpace);
  return first == std::string_view::npos ? std::string_view{} : text.substr(first);
}

/// Names repeat on every chunk: nothing is written unless one changed.
void assign_name(std::string& out, std::string_view name, bool is_plain = false) {
  if (name.empty() || name == out) return;
  if (is_plain && name.size() <= kMaxNameBytes) {
    out.assign(name);
    return;
  }
  out.clear();
  append_printable(out, name, kMaxNameBytes);
}

template <class T>
void replace_if_known(std::optional<T>& old, const std::optional<T>& known) {
  if (known.has_value()) old = known;
}

}  // namespace

ReplyReader::ReplyReader(std::unique_ptr<Wire> wire)
    : wire_(std::move(wire)),
      limits_(wire_->limits()),
      stream_end_(wire_->stream_end()),
      sse_(limits_.stream) {
  facts_.product = wire_->product();
}

void ReplyReader::reset() {
  sse_.reset();
  wire_->trim();
  event_.example = 0;  // what it says is of the reply before
  timeline_.reset();
  facts_.reset();
  facts_.product = wire_->product();
  asked_ = Asked{};
  if (body_.capacity() > kMaxKeptBytes) body_ = std::string{};
  body_.clear();
  malformed_.reset();
  defect_.reset();
  error_.reset();
  status_ = 0;
  kind_ = Body::kUndecided;
  type_ = Type::kAbsent;
  has_rate_limit_ = false;
  over_limit_ = false;
  ended_ = false;
  last_ = false;
  failed_ = false;
  had_output_ = false;
}

void ReplyReader::on_head(const core::ResponseHead& head) {
  status_ = head.status;
  has_rate_limit_ = head.has_rate_limit;
  facts_.cached = core::same_ignoring_case(head.cache_status, "hit");
  assign_name(facts_.served.generation_id, head.generation_id);
  const std::string_view type = media_type_of(head.content_type);
  if (core::same_ignoring_case(type, api::fields::kEventStream)) {
    type_ = Type::kEventStream;
  } else {
    type_ = type.empty() ? Type::kAbsent : Type::kOther;
  }
  if (!status_ok()) kind_ = Body::kPlain;
}

bool ReplyReader::on_bytes(core::Stamp at, std::string_view bytes) {
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

void ReplyReader::decide(std::string_view& bytes) {
  bytes = trimmed_front(bytes);
  if (bytes.empty()) return;
  const char first = bytes.front();
  const bool maybe_stream = type_ == Type::kEventStream || (type_ == Type::kAbsent && first != '<');
  kind_ = first != '{' && maybe_stream ? Body::kStream : Body::kPlain;
  facts_.stream = kind_ == Body::kStream;
}

bool ReplyReader::take_plain(std::string_view bytes) {
  if (body_.size() + bytes.size() > limits_.body_bytes) {
    body_ = std::string{};
    return false;
  }
  body_.append(bytes);
  return true;
}

void ReplyReader::on_comment(std::string_view /*text*/) { timeline_.on_comment(); }

void ReplyReader::on_event(const SseEvent& event) {
  const std::string_view data = trimmed_front(event.data);
  if (data.empty() || data.front() == ':') {
    timeline_.on_comment();
    return;
  }
  timeline_.on_event();
  if (data == api::fields::kDone) {
    take_done();
  } else if (ended_) {
    malformed("data after the end of the stream", data);
  } else if (!wire_->read(event.data, true, event_)) {
    malformed("an event is not a JSON object", data);
  } else {
    take(event_);
  }
}

std::size_t ReplyReader::take_known(std::string_view text, std::string_view end) {
  const std::size_t size = ended_ ? 0 : wire_->read_known(text, end, event_);
  if (size == 0) return 0;
  timeline_.on_event();
  take_material(event_);
  return size;
}

void ReplyReader::take_done() {
  ended_ = true;
  timeline_.on_done();
}

void ReplyReader::take(WireEvent& event) {
  if (event.repeats) return take_material(event);
  const bool failed = event.error.has_value();
  if (!failed) take_material(event);
  if (failed && !error_.has_value()) error_ = std::move(event.error);
  if (event.routing && event.routing->told) facts_.routing = std::move(event.routing);
  if (event.has_usage) take_usage(event.usage);
  take_names(event);
  failed_ |= event.failed;
  if (event.defect.has_value() && !defect_) defect_ = *event.defect;
  if (!event.last) return;
  last_ = true;
  if (stream_end_ == StreamEnd::kLast && facts_.stream) take_done();
}

void ReplyReader::take_material(const WireEvent& event) {
  facts_.items += event.items;
  if (event.audio.has_value()) facts_.audio = event.audio;
  facts_.reasoning_text |= event.reasoning_text;
  facts_.reasoning_opaque |= event.reasoning_opaque;
  if (!event.material.has_token()) return;
  had_output_ = true;
  const bool tokens = facts_.product == core::Product::kTokens;
  if (facts_.stream && tokens) timeline_.on_material(event.material);
  // A whole body of images is where the first of them came.
  if (facts_.product == core::Product::kImages) timeline_.on_media();
}

void ReplyReader::take_usage(const core::Usage& usage) {
  facts_.has_usage = true;
  if (facts_.stream) timeline_.on_usage();
  replace_if_known(facts_.usage.prompt_tokens, usage.prompt_tokens);
  replace_if_known(facts_.usage.output_tokens, usage.output_tokens);
  replace_if_known(facts_.usage.reasoning_tokens, usage.reasoning_tokens);
  replace_if_known(facts_.usage.cached_tokens, usage.cached_tokens);
  replace_if_known(facts_.usage.cost, usage.cost);
}

void ReplyReader::take_names(const WireEvent& event) {
  Served& served = facts_.served;
  // The header's id comes first and names the same generation.
  if (served.generation_id.empty()) assign_name(served.generation_id, event.id);
  const bool plain = event.names_are_plain;
  assign_name(served.provider, event.provider, plain);
  if (served.provider.empty() && facts_.routing) served.provider = facts_.routing->selected;
  assign_name(served.model, event.model, plain);
  assign_name(served.tier, event.tier, plain);
  if (served.finish_reason.empty()) assign_name(served.finish_reason, event.finish_reason, plain);
}

void ReplyReader::malformed(std::string_view why, std::string_view bytes) {
  if (malformed_) return;
  std::string& text = malformed_.made();
  text.assign(why);
  text += ": ";
  append_printable(text, bytes, text.size() + kShownBytes);
}

void ReplyReader::finish(core::Stamp at, bool complete) {
  if (kind_ == Body::kUndecided && type_ == Type::kEventStream) {
    kind_ = Body::kStream;  // one without any event
    facts_.stream = true;
  }
  if (kind_ != Body::kStream && !over_limit_) {
    timeline_.begin_read(at);
    read_plain(complete);
  }
  facts_.verdict = judge(complete);
  if (error_ && !error_->failed_step.empty()) {
    facts_.routing.made().failed_step = error_->failed_step;
  }
}

void ReplyReader::read_plain(bool complete) {
  if (complete) timeline_.on_done();
  if (wire_->read(body_, false, event_)) {
    take(event_);
  } else {
    malformed_ = describe_text(body_);
  }
}

bool ReplyReader::terminated() const { return ended_ || (facts_.stream && error_.has_value()); }

}  // namespace orbench::protocol
