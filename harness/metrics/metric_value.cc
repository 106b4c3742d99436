#include "harness/metrics/metric_value.h"

#include <array>
#include <utility>

#include "harness/metrics/token_window.h"

namespace orbench::metrics {
namespace {

using core::Product;
using core::Stamp;

/// Fewest tokens between the first and the last read that a per-token figure may rest on.
constexpr std::int64_t kFewestTokens = 8;

constexpr MetricValue kAbsent{std::nullopt, Absence::kNotApplicable};
constexpr MetricValue kNoValue{std::nullopt, Absence::kUndefined};

/// An ok request went through every instant and owes the figure; a failed one may never have got
/// that far.
Absence absence(const Sample& s) {
  return s.outcome == core::Outcome::kOk ? Absence::kUndefined : Absence::kNotApplicable;
}

MetricValue missing(const Sample& s) {
  return absence(s) == Absence::kUndefined ? kNoValue : kAbsent;
}

/// The value of a metric in ms, exact.
struct Span {
  std::optional<core::Duration> length;
  Absence absence = Absence::kNotApplicable;  ///< meaningful only without a length
};

Span gap(const Sample& s, Stamp from, Stamp to) {
  if (!from.is_set() || !to.is_set()) return {std::nullopt, absence(s)};
  return {to.since_epoch() - from.since_epoch()};
}

/// For what only an event stream has: a plain reply has no first token.
Span stream_gap(const Sample& s, Stamp from, Stamp to) {
  return s.stream ? gap(s, from, to) : Span{};
}

/// For what only a stream of tokens has: an image that arrives is no token.
Span token_gap(const Sample& s, Stamp from, Stamp to) {
  return s.product == Product::kTokens ? stream_gap(s, from, to) : Span{};
}

/// For what replies of one kind have, streamed or not.
Span gap_of(Product product, const Sample& s, Stamp to) {
  return s.product == product ? gap(s, s.at.sent, to) : Span{};
}

template <class Number>
MetricValue counted(const std::optional<Number>& number, const MetricValue& otherwise) {
  return number ? MetricValue{static_cast<double>(*number)} : otherwise;
}

/// For what only a job has.
Span job_gap(const Sample& s, Stamp from, Stamp to) {
  return s.at.job_accepted.is_set() ? gap(s, from, to) : Span{};
}

Stamp service_end(const Sample& s) { return s.stream ? s.at.last_token : s.at.closed; }

/// Seconds from the first counted token to the last; empty when one read brought both, since the
/// gaps inside a read are unknown.
std::optional<double> token_seconds(const Sample& s, const TokenWindow& window) {
  if (!window.first.is_set() || s.at.last_token <= window.first) return std::nullopt;
  return core::to_seconds(s.at.last_token.since_epoch() - window.first.since_epoch());
}

template <MetricId id>
MetricValue per_token(const Sample& s) {
  if (!s.stream || s.product != Product::kTokens) return kAbsent;
  const std::optional<TokenWindow> window = token_window(s);
  if (!window) return missing(s);
  const std::optional<double> seconds = token_seconds(s, *window);
  if (!seconds) return missing(s);
  if (id == MetricId::tpot) {
    if (window->n < 2) return missing(s);
    return {*seconds * 1e3 / static_cast<double>(window->n - 1)};
  }
  const std::int64_t later = window->n - window->k;
  if (later < kFewestTokens) return missing(s);
  const auto tokens = static_cast<double>(later);
  return {id == MetricId::itl ? *seconds * 1e3 / tokens : tokens / *seconds};
}

MetricValue output_tps(const Sample& s) {
  if (s.product != Product::kTokens) return kAbsent;
  if (!s.usage.output_tokens || !s.at.sent.is_set() || s.at.done <= s.at.sent) return missing(s);
  const double seconds = core::to_seconds(s.at.done.since_epoch() - s.at.sent.since_epoch());
  return {static_cast<double>(*s.usage.output_tokens) / seconds};
}

MetricValue events_per_read(const Sample& s) {
  if (!s.stream || s.product != Product::kTokens) return kAbsent;
  if (s.token_reads == 0) return missing(s);
  return {static_cast<double>(s.token_events) / static_cast<double>(s.token_reads)};
}

/// Every model's answer owes its tokens; of the other kinds some are billed by other measures.
MetricValue tokens_missing(const Sample& s) {
  return s.product == Product::kTokens ? missing(s) : kAbsent;
}

/// Speech says nothing of its price, and what the API tells about itself is free.
MetricValue cost_missing(const Sample& s) {
  const bool silent = s.product == Product::kSound || s.product == Product::kDocument;
  return silent ? kAbsent : missing(s);
}

/// `amount` per second of service time.
MetricValue per_second(const Sample& s, double amount) {
  const Stamp end = service_end(s);
  if (!s.at.sent.is_set() || end <= s.at.sent) return missing(s);
  return {amount / core::to_seconds(end.since_epoch() - s.at.sent.since_epoch())};
}

MetricValue items_per_s(const Sample& s) {
  const bool counted_kind = s.product == Product::kImages || s.product == Product::kVectors ||
                            s.product == Product::kScores;
  if (!counted_kind) return kAbsent;
  return s.items == 0 ? missing(s) : per_second(s, static_cast<double>(s.items));
}

MetricValue input_tps(const Sample& s) {
  if (s.product != Product::kVectors && s.product != Product::kScores) return kAbsent;
  if (!s.usage.prompt_tokens) return s.product == Product::kVectors ? missing(s) : kAbsent;
  return per_second(s, static_cast<double>(*s.usage.prompt_tokens));
}

MetricValue audio_rate(const Sample& s) {
  // Of a compressed sound only the size is known.
  if (s.product != Product::kSound || !s.audio) return kAbsent;
  return per_second(s, core::to_seconds(*s.audio));
}

MetricValue rtf(const Sample& s) {
  if (s.product != Product::kTranscript) return kAbsent;
  const double seconds = core::to_seconds(s.audio.value_or(core::Duration{0}));
  const Stamp end = service_end(s);
  if (seconds <= 0 || !s.at.sent.is_set() || !end.is_set()) return missing(s);
  return {core::to_seconds(end.since_epoch() - s.at.sent.since_epoch()) / seconds};
}

/// The metrics that are spans of time between two instants, or for steps that not every request
/// takes. The id is known when this is compiled, so that of each switch one case is left.
template <MetricId id>
Span span_of(const Sample& s) {
  const Instants& at = s.at;
  switch (id) {
    case MetricId::ttft:
      return token_gap(s, at.sent, at.first_token());
    case MetricId::ttfa:
      return token_gap(s, at.sent, at.first_answer);
    case MetricId::ttfb:
      return gap(s, at.sent, at.headers);
    case MetricId::first_comment:
      return at.first_comment.is_set() ? stream_gap(s, at.sent, at.first_comment) : Span{};
    case MetricId::first_image:
      return gap_of(Product::kImages, s, at.first_answer);
    case MetricId::first_body:
      return gap_of(Product::kSound, s, at.first_answer);
    case MetricId::service_time:
      return gap(s, at.sent, service_end(s));
    case MetricId::e2e:
      return gap(s, at.sent, at.done);
    case MetricId::response_time:
      return gap(s, at.intended, service_end(s));
    case MetricId::response_ttft:
      return token_gap(s, at.intended, at.first_token());
    case MetricId::logical_time:
      return s.retried || !at.call_intended.is_set() ? Span{}
                                                     : gap(s, at.call_intended, service_end(s));
    case MetricId::queue_wait:
      return gap(s, at.intended, at.admitted);
    case MetricId::send_lag:
      return gap(s, at.admitted, at.dispatched);
    case MetricId::connect_wait:
      return gap(s, at.dispatched, at.sent);
    case MetricId::dns:
      return {s.dns};
    case MetricId::connect:
      return {s.connect};
    case MetricId::tls:
      return {s.tls};
    case MetricId::tail:
      return stream_gap(s, at.last_token, at.closed);
    case MetricId::job_queue:
      return job_gap(s, at.job_accepted, at.job_started);
    case MetricId::job_render:
      return job_gap(s, at.job_started, at.job_completed);
    case MetricId::job_download:
      return job_gap(s, at.job_download, at.done);
    default:
      return {};  // icl: Recorder::add takes its many values
  }
}

/// The others, likewise.
template <MetricId id>
MetricValue figure_of(const Sample& s) {
  switch (id) {
    case MetricId::itl:
    case MetricId::tpot:
    case MetricId::decode_tps:
      return per_token<id>(s);
    case MetricId::output_tps:
      return output_tps(s);
    case MetricId::items_per_s:
      return items_per_s(s);
    case MetricId::input_tps:
      return input_tps(s);
    case MetricId::audio_rate:
      return audio_rate(s);
    case MetricId::rtf:
      return rtf(s);
    case MetricId::cost:
      return s.usage.cost ? MetricValue{s.usage.cost->dollars()} : cost_missing(s);
    case MetricId::prompt_tokens:
      return counted(s.usage.prompt_tokens, tokens_missing(s));
    case MetricId::output_tokens:
      return counted(s.usage.output_tokens, tokens_missing(s));
    case MetricId::reasoning_tokens:
      // A usage that leaves the detail out says that there is none to tell; no usage says nothing.
      return counted(s.usage.reasoning_tokens, s.usage.present() ? kAbsent : tokens_missing(s));
    case MetricId::cached_tokens:
      return counted(s.usage.cached_tokens, s.usage.present() ? kAbsent : tokens_missing(s));
    case MetricId::events_per_read:
      return events_per_read(s);
    default:
      return kAbsent;
  }
}

/// Of the metrics in ms only two are quotients.
constexpr bool is_span(MetricId id) {
  return metric_info(id).unit == Unit::kMilliseconds && id != MetricId::itl && id != MetricId::tpot;
}

template <MetricId id>
MetricValue value_of(const Sample& s) {
  if constexpr (is_span(id)) {
    const Span span = span_of<id>(s);
    if (!span.length) return {std::nullopt, span.absence};
    return {core::to_ms(*span.length)};
  } else {
    return figure_of<id>(s);
  }
}

/// In steps of 1 µs, to the nearest; halves go away from zero.
std::int64_t to_micros(core::Duration span) {
  const std::int64_t ns = span.count();
  return (ns < 0 ? ns - 500 : ns + 500) / 1000;
}

constexpr auto kAllIds = std::make_index_sequence<kMetricCount>();

template <std::size_t... ids>
constexpr auto formulas(std::index_sequence<ids...> /*all*/) {
  return std::array{&value_of<static_cast<MetricId>(ids)>...};
}

}  // namespace

MetricValue metric_value(MetricId id, const Sample& s) {
  static constexpr auto kFormulas = formulas(kAllIds);
  return kFormulas[static_cast<std::size_t>(id)](s);
}

MetricSteps::MetricSteps(const Sample& sample) {
  // A pointer of its own, which stays in a register; `size_` would be written for each entry.
  Entry* next = entries_.data();
  const auto add = [&]<MetricId id>() {
    if constexpr (is_span(id)) {
      const Span span = span_of<id>(sample);
      if (!span.length && span.absence == Absence::kNotApplicable) return;
      *next++ = {id, span.length ? to_micros(*span.length) : kUndefined};
    } else {
      const MetricValue found = figure_of<id>(sample);
      if (!found.value && found.absence == Absence::kNotApplicable) return;
      *next++ = {id, found.value ? to_steps(id, *found.value) : kUndefined};
    }
  };
  [&]<std::size_t... ids>(std::index_sequence<ids...>) {
    (add.template operator()<static_cast<MetricId>(ids)>(), ...);
  }
  (kAllIds);
  size_ = static_cast<std::size_t>(next - entries_.data());
}

}  // namespace orbench::metrics
