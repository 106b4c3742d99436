#include <array>
#include <utility>

#include "results/content_text.h"
#include "results/line_writer.h"
#include "results/routing_text.h"
#include "results/sample_fields.h"
#include "results/sample_log.h"

namespace orbench::results {
namespace {

/// The keys of a table of fields, in its order.
template <class Fields>
constexpr auto keys_of(const Fields& fields) {
  std::array<LineKey, std::tuple_size_v<Fields>> keys;
  for (std::size_t i = 0; i < fields.size(); ++i) keys.at(i) = LineKey(fields.at(i).key);
  return keys;
}

constexpr auto kInstantKeys = keys_of(kInstantFields);
constexpr auto kSpanKeys = keys_of(kSpanFields);
constexpr auto kFlagKeys = keys_of(kFlagFields);
constexpr auto kRareFlagKeys = keys_of(kRareFlagFields);
constexpr auto kTokenKeys = keys_of(kTokenFields);
constexpr auto kEventKeys = keys_of(kEventFields);
constexpr auto kByteKeys = keys_of(kByteFields);
constexpr auto kTextKeys = keys_of(kTextFields);
constexpr LineKey kId("id");
constexpr LineKey kWorkload("workload");
constexpr LineKey kModelAsked("model_asked");
constexpr LineKey kCell("cell");
constexpr LineKey kSeq("seq");
constexpr LineKey kBlock("block");
constexpr LineKey kAttempt("attempt");
constexpr LineKey kPhase("phase");
constexpr LineKey kOutcome("outcome");
constexpr LineKey kLimitOwner("limit_owner");
constexpr LineKey kStatus("status");
constexpr LineKey kCost("cost_usd");
constexpr LineKey kReasoning("reasoning");
constexpr LineKey kRouting("routing");
constexpr LineKey kContent("content");
constexpr LineKey kProduct("product");
constexpr std::size_t kOtherFields = 15;
constexpr std::size_t kOtherText = 100;  // of outcomes, phases and the like: words of ours

/// Calls visit(member, key) for each field of a table.
template <const auto& fields, const auto& keys, class Visit>
void for_each(Visit visit) {
  [&]<std::size_t... i>(std::index_sequence<i...>) { (visit(fields[i].member, keys[i]), ...); }
  (std::make_index_sequence<keys.size()>());
}

constexpr std::size_t kMostFields = kInstantKeys.size() + kSpanKeys.size() + kFlagKeys.size() +
                                    kRareFlagKeys.size() + kTokenKeys.size() + kEventKeys.size() +
                                    kByteKeys.size() + kTextKeys.size() + kOtherFields;

/// sample_id(), without making a string of it.
void id(const metrics::Sample& sample, LineWriter& line) {
  line.open_text(kId);
  line.raw("w");
  line.digits(sample.cell);
  line.raw(sample.phase == metrics::Phase::kWarmup ? "-warm-" : "-");
  line.digits(sample.seq);
  if (sample.attempt > 1) {
    line.raw(".");
    line.digits(sample.attempt);
  }
  line.close_text();
}

void identity(const metrics::Sample& sample, std::string_view cell_fields, LineWriter& line) {
  id(sample, line);
  line.raw(cell_fields);
  line.integer(kCell, sample.cell);
  line.integer(kSeq, sample.seq);
  line.integer(kBlock, sample.block);
  line.integer(kAttempt, sample.attempt);
  line.word(kPhase, sample.phase == metrics::Phase::kWarmup ? "warmup" : "measured");
  line.word(kOutcome, core::to_string(sample.outcome));
  if (sample.limit_owner != core::LimitOwner::kNone) {
    line.word(kLimitOwner, core::to_string(sample.limit_owner));
  }
  if (sample.status != 0) line.integer(kStatus, sample.status);
}

void micros(const LineKey& key, core::Duration value, LineWriter& line) {
  line.scaled<3>(key, value.count());
}

void times(const metrics::Sample& sample, LineWriter& line) {
  for_each<kInstantFields, kInstantKeys>([&](auto instant, const LineKey& key) {
    const core::Stamp at = sample.at.*instant;
    if (at.is_set()) micros(key, at.since_epoch(), line);
  });
  for_each<kSpanFields, kSpanKeys>([&](auto member, const LineKey& key) {
    if (const auto& span = sample.*member) micros(key, *span, line);
  });
}

void usage(const metrics::Sample& sample, LineWriter& line) {
  for_each<kTokenFields, kTokenKeys>([&](auto member, const LineKey& key) {
    if (const auto& tokens = sample.usage.*member) line.integer(key, *tokens);
  });
  if (sample.usage.cost) line.scaled<12>(kCost, sample.usage.cost->pico());
  line.word(kReasoning, metrics::to_string(sample.reasoning));
  if (sample.product != core::Product::kTokens) {
    line.word(kProduct, core::to_string(sample.product));
  }
}

template <const auto& fields, const auto& keys>
void counts(const metrics::Sample& sample, LineWriter& line) {
  for_each<fields, keys>([&](auto member, const LineKey& key) {
    if (const auto count = sample.*member; count != 0) line.integer(key, count);
  });
}

void flags(const metrics::Sample& sample, LineWriter& line) {
  for_each<kFlagFields, kFlagKeys>(
      [&](auto member, const LineKey& key) { line.flag(key, sample.*member); });
  for_each<kRareFlagFields, kRareFlagKeys>([&](auto member, const LineKey& key) {
    if (sample.*member) line.flag(key, true);
  });
}

void texts(const metrics::Sample& sample, LineWriter& line) {
  for_each<kTextFields, kTextKeys>([&](auto member, const LineKey& key) {
    if (const std::string& value = sample.*member; !value.empty()) line.text(key, value);
  });
}

std::size_t text_bytes(const metrics::Sample& sample, std::size_t json_bytes) {
  std::size_t bytes = kOtherText + json_bytes;
  for (const auto& field : kTextFields) bytes += (sample.*field.member).size();
  return bytes;
}

}  // namespace

std::string sample_fields_of(const CellIdentity& cell) {
  LineRoom room(2, cell.workload.size() + cell.model.size());
  LineWriter line(room);
  line.text(kWorkload, cell.workload);
  line.text(kModelAsked, cell.model);
  std::string object(line.finish());
  object.front() = ',';
  object.pop_back();
  return object;
}

void append_sample_line(const metrics::Sample& sample, std::string_view cell_fields,
                        std::string& out) {
  const std::string routing = sample.routing ? routing_text(*sample.routing) : std::string{};
  const std::string content = content_text(sample.content);
  const std::size_t json_bytes = cell_fields.size() + routing.size() + content.size();
  LineRoom room(kMostFields, text_bytes(sample, json_bytes));
  LineWriter line(room);
  identity(sample, cell_fields, line);
  flags(sample, line);
  times(sample, line);
  usage(sample, line);
  counts<kEventFields, kEventKeys>(sample, line);
  counts<kByteFields, kByteKeys>(sample, line);
  texts(sample, line);
  if (!routing.empty()) line.json(kRouting, routing);
  if (!content.empty()) line.json(kContent, content);
  out.append(line.finish());
}

}  // namespace orbench::results
