#include "mock/metrics_text.h"

#include <iterator>
#include <map>
#include <utility>

#include <fmt/format.h>

namespace orbench::mock {
namespace {

/// Writes families one after another: help, type, then samples.
class Page {
 public:
  void family(std::string_view name, std::string_view type, std::string_view help) {
    name_ = name;
    fmt::format_to(std::back_inserter(text_), "# HELP {0} {2}\n# TYPE {0} {1}\n", name, type, help);
  }
  template <class Value>
  void sample(std::string_view labels, Value value) {
    fmt::format_to(std::back_inserter(text_), "{}{} {}\n", name_, labels, value);
  }
  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  std::string_view name_;
  std::string text_;
};

std::string_view name_of(LimitOwner owner) {
  if (owner == LimitOwner::kUpstream) return "upstream";
  return owner == LimitOwner::kEdge ? "edge" : "platform";
}

void write_requests(const State& state, Page& page) {
  page.family("orbench_mock_requests_total", "counter", "Requests answered.");
  for (const auto& [answered, count] : state.tally.answers()) {
    page.sample(fmt::format(R"({{endpoint="{}",status="{}",provider="{}"}})",
                            escaped_label(answered.endpoint), answered.status,
                            escaped_label(answered.provider)),
                count);
  }
  page.family("orbench_mock_tokens_total", "counter", "Tokens, or what else a model counts in.");
  for (const auto& [provider, tokens] : state.tally.tokens()) {
    const std::string name = escaped_label(provider);
    page.sample(fmt::format(R"({{provider="{}",kind="prompt"}})", name), tokens.prompt);
    page.sample(fmt::format(R"({{provider="{}",kind="completion"}})", name), tokens.completion);
  }
}

void write_refusals(const LimitBook& limits, Page& page) {
  page.family("orbench_mock_limit_refusals_total", "counter", "Requests that a limit refused.");
  std::map<std::string, std::uint64_t> by_labels;  // two limits may have one name
  for (std::size_t i = 0; i < limits.rules().size(); ++i) {
    const LimitRule& rule = limits.rules()[i];
    by_labels[fmt::format(R"({{limit="{}",owner="{}"}})", escaped_label(rule.name),
                          name_of(rule.owner))] += limits.refused()[i];
  }
  for (const auto& [labels, count] : by_labels) page.sample(labels, count);
}

}  // namespace

std::string escaped_label(std::string_view value) {
  std::string text;
  for (const char c : value) {
    if (c == '\n') {
      text += "\\n";
      continue;
    }
    if (c == '"' || c == '\\') text += '\\';
    text += c;
  }
  return text;
}

std::string metrics_text(const State& state, const Gauges& gauges) {
  Page page;
  write_requests(state, page);
  write_refusals(state.limits, page);
  page.family("orbench_mock_billed_usd_total", "counter", "What all requests cost.");
  page.sample("", state.account.spent().dollars());
  page.family("orbench_mock_requests_in_flight", "gauge", "Requests whose answer is not over.");
  page.sample("", gauges.in_flight);
  page.family("orbench_mock_open_streams", "gauge", "Answers that are being sent in pieces.");
  page.sample("", gauges.open_streams);
  page.family("orbench_mock_clock_seconds", "gauge", "The service's own time, since 1970.");
  page.sample("", fmt::format("{:.3f}", core::to_seconds(state.clock.wall())));
  return page.take();
}

}  // namespace orbench::mock
