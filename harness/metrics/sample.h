#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "harness/core/outcome.h"
#include "harness/core/product.h"
#include "harness/core/rare.h"
#include "harness/core/routing.h"
#include "harness/core/units.h"
#include "harness/core/usage.h"
#include "harness/metrics/content.h"

namespace orbench::metrics {

/// Which part of the run a request belongs to, by its intended start.
enum class Phase : std::uint8_t { kWarmup, kMeasured };

/// How the model's thinking showed on the wire; latency per token is never pooled across classes.
enum class ReasoningClass : std::uint8_t {
  kNone,    ///< no reasoning tokens
  kText,    ///< reasoning text was streamed
  kOpaque,  ///< only a summary or encrypted data was streamed
  kHidden,  ///< billed, nothing streamed
};
[[nodiscard]] std::string_view to_string(ReasoningClass reasoning);

/// The instants of metrics.md section 1; unset where the request never got there.
struct Instants {
  core::Stamp intended;
  core::Stamp call_intended;  ///< of the first attempt; set only where retries are on
  core::Stamp admitted;
  core::Stamp dispatched;
  core::Stamp sent;
  core::Stamp headers;
  core::Stamp first_comment;
  core::Stamp first_event;
  core::Stamp first_reasoning;
  core::Stamp first_answer;  ///< of a reply without tokens: first image, first byte of sound
  core::Stamp last_token;    ///< likewise the last
  core::Stamp usage;
  core::Stamp done;
  core::Stamp job_accepted;   ///< of a job, as are the next three: seen accepted
  core::Stamp job_started;    ///< first seen in progress
  core::Stamp job_completed;  ///< first seen completed
  core::Stamp job_download;   ///< the request for its result was sent
  core::Stamp closed;

  /// The earlier of first_reasoning and first_answer; unset when neither happened.
  [[nodiscard]] core::Stamp first_token() const {
    if (!first_reasoning.is_set()) return first_answer;
    if (!first_answer.is_set()) return first_reasoning;
    return std::min(first_reasoning, first_answer);
  }
};

/// What a sample has in figures. Times are offsets from the run epoch.
struct SampleFigures {
  std::uint64_t seq = 0;   ///< counts the workload's arrivals of this phase from 0
  std::uint32_t cell = 0;  ///< index into the run's cells (a cell belongs to one workload)
  std::int32_t block = 0;  ///< 0-based block of the measured window; -1 in warm-up
  std::uint32_t attempt = 1;
  std::uint32_t turn = 0;  ///< of a conversation, from 1; 0 where there is none
  Phase phase = Phase::kMeasured;

  core::Outcome outcome = core::Outcome::kNotSent;
  core::LimitOwner limit_owner = core::LimitOwner::kNone;
  int status = 0;                     ///< HTTP status; 0 when no status line arrived
  bool good = false;                  ///< ok and every objective met
  bool retried = false;               ///< another attempt follows: not the end of its call
  bool objectives_undefined = false;  ///< ok and not good, only because an objective had no value
  bool stream = false;                ///< the reply was an event stream
  bool connection_reused = false;
  bool cached = false;  ///< answered from the response cache: no sample of the model
  core::Product product = core::Product::kTokens;  ///< what the reply is made of

  Instants at;
  std::optional<core::Duration> dns;  ///< recorded only where it happened
  std::optional<core::Duration> connect;
  std::optional<core::Duration> tls;

  core::Usage usage;
  ReasoningClass reasoning = ReasoningClass::kNone;
  std::uint32_t items = 0;  ///< images made, inputs embedded, documents ranked; 0 if not counted
  std::optional<core::Duration> audio;  ///< length of the sound made or heard, where it is known
  std::uint32_t events = 0;             ///< data events of any kind
  std::uint32_t token_events = 0;       ///< subset of events: those with tokens in them
  std::uint32_t token_reads = 0;        ///< network reads that held at least one token event
  std::uint32_t coalesced = 0;          ///< token events that shared a read with an earlier one
  std::uint32_t comments = 0;           ///< SSE comment lines
  std::uint64_t token_bytes = 0;        ///< bytes of token text in all
  std::uint64_t first_read_bytes = 0;   ///< subset of token_bytes: in the first token-bearing read
  std::uint64_t answer_first_read_bytes = 0;  ///< answer text in the first read that held any
  std::uint64_t answer_bytes = 0;             ///< subset of token_bytes: visible answer
  std::uint64_t bytes_received = 0;           ///< body bytes
};
static_assert(std::is_trivially_copyable_v<SampleFigures>, "they are reset for each request");

/// The record of one request: everything a report, a check or a log line says about it.
struct Sample : SampleFigures {
  std::string provider;  ///< display name; empty when the wire did not say
  std::string model;     ///< as served
  std::string tier;
  std::string generation_id;
  std::string finish_reason;
  core::Rare<core::Routing> routing;  ///< asked for where the router's word is checked
  std::vector<ContentMark> content;   ///< where a content check looks at this reply
  std::string error;  ///< one line for people, at most kMaxErrorBytes; empty when ok

  static constexpr std::size_t kMaxErrorBytes = 240;

  /// Back to the defaults; strings keep their memory for the next request.
  void reset();
};

}  // namespace orbench::metrics
