#include <array>
#include <iterator>

#include <fmt/format.h>

#include "results/sample_fields.h"
#include "results/sample_log.h"
#include "results/utf8_text.h"

namespace orbench::results {
namespace {

using core::Duration;

/// Writes the fields of one flat object; runs once per request, so nothing is allocated but `out`.
class LineWriter {
 public:
  explicit LineWriter(std::string& out) : out_(out) { out_ += '{'; }

  void text(std::string_view key, std::string_view value) {
    name(key);
    append_json_string(value, out_);
  }
  template <class Integer>
  void integer(std::string_view key, Integer value) {
    name(key);
    digits(value);
  }
  void flag(std::string_view key, bool value) {
    name(key);
    out_ += value ? "true" : "false";
  }
  /// `value` / 10^decimals, exactly.
  void scaled(std::string_view key, std::int64_t value, std::size_t decimals) {
    name(key);
    if (value < 0) out_ += '-';
    const fmt::format_int magnitude(value < 0 ? 0 - static_cast<std::uint64_t>(value)
                                              : static_cast<std::uint64_t>(value));
    const std::string_view all(magnitude.data(), magnitude.size());
    const std::size_t whole = all.size() > decimals ? all.size() - decimals : 0;
    out_ += whole == 0 ? "0" : all.substr(0, whole);
    out_ += '.';
    if (whole == 0) out_.append(decimals - all.size(), '0');
    out_ += all.substr(whole);
  }
  void micros(std::string_view key, Duration value) { scaled(key, value.count(), 3); }
  void finish() { out_ += '}'; }

 private:
  void name(std::string_view key) {
    out_ += out_.back() == '{' ? "\"" : ",\"";
    out_ += key;
    out_ += "\":";
  }
  template <class Integer>
  void digits(Integer value) {
    const fmt::format_int text(value);
    out_.append(text.data(), text.size());
  }

  std::string& out_;
};

void identity(const metrics::Sample& sample, const CellIdentity& cell, LineWriter& line) {
  line.text("id", sample_id(sample));
  line.text("workload", cell.workload);
  line.text("model_asked", cell.model);
  line.integer("cell", sample.cell);
  line.integer("seq", sample.seq);
  line.integer("block", sample.block);
  line.integer("attempt", sample.attempt);
  line.text("phase", sample.phase == metrics::Phase::kWarmup ? "warmup" : "measured");
  line.text("outcome", core::to_string(sample.outcome));
  if (sample.limit_owner != core::LimitOwner::kNone) {
    line.text("limit_owner", core::to_string(sample.limit_owner));
  }
  if (sample.status != 0) line.integer("status", sample.status);
}

void times(const metrics::Sample& sample, LineWriter& line) {
  for (const auto& field : kInstantFields) {
    const core::Stamp at = sample.at.*field.member;
    if (at.is_set()) line.micros(field.key, at.since_epoch());
  }
  for (const auto& field : kSpanFields) {
    if (const auto& span = sample.*field.member) line.micros(field.key, *span);
  }
}

void usage(const metrics::Sample& sample, LineWriter& line) {
  for (const auto& field : kTokenFields) {
    if (const auto& tokens = sample.usage.*field.member) line.integer(field.key, *tokens);
  }
  if (sample.usage.cost) line.scaled("cost_usd", sample.usage.cost->pico(), 12);
  line.text("reasoning", metrics::to_string(sample.reasoning));
}

template <class Fields>
void counts(const metrics::Sample& sample, const Fields& fields, LineWriter& line) {
  for (const auto& field : fields) {
    if (sample.*field.member != 0) line.integer(field.key, sample.*field.member);
  }
}

}  // namespace

void append_sample_line(const metrics::Sample& sample, const CellIdentity& cell, std::string& out) {
  LineWriter line(out);
  identity(sample, cell, line);
  for (const auto& field : kFlagFields) line.flag(field.key, sample.*field.member);
  times(sample, line);
  usage(sample, line);
  counts(sample, kEventFields, line);
  counts(sample, kByteFields, line);
  for (const auto& field : kTextFields) {
    if (const std::string& value = sample.*field.member; !value.empty()) {
      line.text(field.key, value);
    }
  }
  line.finish();
}

}  // namespace orbench::results
