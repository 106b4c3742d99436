#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "harness/metrics/sample.h"

/// The keys of a line of samples.jsonl, each once, for the writer and the reader (what they mean
/// is in schema/samples.v1.json). Times are µs, money is USD; what is absent, empty or zero is not
/// written, but for some flags.
namespace orbench::results {

template <class Owner, class Value>
struct SampleField {
  std::string_view key;
  Value Owner::*member;
};

using core::Usage;
using metrics::Instants;
using metrics::Sample;

inline constexpr std::array<SampleField<Instants, core::Stamp>, 18> kInstantFields = {{
    {"intended_us", &Instants::intended},
    {"call_intended_us", &Instants::call_intended},
    {"admitted_us", &Instants::admitted},
    {"dispatched_us", &Instants::dispatched},
    {"sent_us", &Instants::sent},
    {"headers_us", &Instants::headers},
    {"first_comment_us", &Instants::first_comment},
    {"first_event_us", &Instants::first_event},
    {"first_reasoning_us", &Instants::first_reasoning},
    {"first_answer_us", &Instants::first_answer},
    {"last_token_us", &Instants::last_token},
    {"usage_us", &Instants::usage},
    {"done_us", &Instants::done},
    {"job_accepted_us", &Instants::job_accepted},
    {"job_started_us", &Instants::job_started},
    {"job_completed_us", &Instants::job_completed},
    {"job_download_us", &Instants::job_download},
    {"closed_us", &Instants::closed},
}};

inline constexpr std::array<SampleField<Sample, std::optional<core::Duration>>, 4> kSpanFields = {{
    {"dns_us", &Sample::dns},
    {"connect_us", &Sample::connect},
    {"tls_us", &Sample::tls},
    {"audio_us", &Sample::audio},
}};

inline constexpr std::array<SampleField<Sample, bool>, 3> kFlagFields = {{
    {"good", &Sample::good},
    {"stream", &Sample::stream},
    {"connection_reused", &Sample::connection_reused},
}};

/// Written where they are true.
inline constexpr std::array<SampleField<Sample, bool>, 3> kRareFlagFields = {{
    {"retried", &Sample::retried},
    {"objectives_undefined", &Sample::objectives_undefined},
    {"cached", &Sample::cached},
}};

inline constexpr std::array<SampleField<Usage, std::optional<std::int64_t>>, 4> kTokenFields = {{
    {"prompt_tokens", &Usage::prompt_tokens},
    {"output_tokens", &Usage::output_tokens},
    {"reasoning_tokens", &Usage::reasoning_tokens},
    {"cached_tokens", &Usage::cached_tokens},
}};

inline constexpr std::array<SampleField<Sample, std::uint32_t>, 7> kEventFields = {{
    {"turn", &Sample::turn},
    {"items", &Sample::items},
    {"events", &Sample::events},
    {"token_events", &Sample::token_events},
    {"token_reads", &Sample::token_reads},
    {"coalesced", &Sample::coalesced},
    {"comments", &Sample::comments},
}};

inline constexpr std::array<SampleField<Sample, std::uint64_t>, 5> kByteFields = {{
    {"token_bytes", &Sample::token_bytes},
    {"first_read_bytes", &Sample::first_read_bytes},
    {"answer_first_read_bytes", &Sample::answer_first_read_bytes},
    {"answer_bytes", &Sample::answer_bytes},
    {"bytes_received", &Sample::bytes_received},
}};

inline constexpr std::array<SampleField<Sample, std::string>, 6> kTextFields = {{
    {"provider", &Sample::provider},
    {"model", &Sample::model},
    {"tier", &Sample::tier},
    {"generation_id", &Sample::generation_id},
    {"finish_reason", &Sample::finish_reason},
    {"error", &Sample::error},
}};

}  // namespace orbench::results
