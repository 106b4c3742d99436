#include "harness/protocol/rerank_wire.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "harness/protocol/json_wire.h"
#include "harness/protocol/reply_fields.h"

namespace orbench::protocol {
namespace {

using simdjson::error_code;
using simdjson::SUCCESS;

class RerankWire final : public JsonWire {
 public:
  [[nodiscard]] core::Product product() const override { return core::Product::kScores; }
  void expect(const Asked& asked) override { asked_ = asked; }

 private:
  void begin(Walk& /*walk*/) override {
    results_ = 0;
    last_score_ = std::numeric_limits<double>::infinity();
    seen_.clear();
    defect_.clear();
  }

  error_code read_field(std::string_view key, ondemand::value& value, Walk& walk) override {
    if (key == "results") {
      return each_element(value, [this](ondemand::value& result) { return read_result(result); });
    }
    return read_reply_field(key, value, walk).value_or(SUCCESS);
  }

  void end(Walk& walk) override {
    std::uint32_t wanted = asked_.items;
    if (asked_.most_items > 0) wanted = std::min(wanted, asked_.most_items);
    if (wanted > 0 && results_ > 0 && results_ != wanted) {
      report(fmt::format("{} results came, {} were due", results_, wanted));
    }
    walk.out.items = asked_.items > 0 ? asked_.items : results_;
    walk.out.material.has_answer = results_ > 0;
    if (!defect_.empty()) walk.out.defect = defect_;
  }

  error_code read_result(ondemand::value& result) {
    const std::uint32_t position = results_++;
    std::optional<std::int64_t> index;
    std::optional<double> score;
    const error_code failure =
        each_field(result, [&](std::string_view key, ondemand::value& value) {
          double number = 0.0;
          if (key == "index") {
            index = count_of(value);
          } else if (key == "relevance_score" && value.get_double().get(number) == SUCCESS) {
            score = number;
          }
          return SUCCESS;
        });
    judge_index(index, position);
    judge_score(score, position);
    return failure;
  }

  void judge_index(std::optional<std::int64_t> index, std::uint32_t position) {
    const std::size_t most = asked_.items > 0 ? asked_.items : kMostIndexes;
    if (!index || *index >= static_cast<std::int64_t>(most)) {
      return report(fmt::format("result {} names no document", position));
    }
    const auto at = static_cast<std::size_t>(*index);
    if (seen_.size() <= at) seen_.resize(at + 1);
    if (seen_[at]) report(fmt::format("document {} is ranked twice", at));
    seen_[at] = true;
  }

  void judge_score(std::optional<double> score, std::uint32_t position) {
    if (!score) return report(fmt::format("result {} has no score", position));
    if (*score > last_score_) {
      report(fmt::format("result {} scores {:g}, more than the one before it ({:g})", position,
                         *score, last_score_));
    }
    last_score_ = *score;
  }

  void report(std::string defect) {
    if (defect_.empty()) defect_ = std::move(defect);
  }

  static constexpr std::size_t kMostIndexes = 1U << 20U;

  Asked asked_;
  std::uint32_t results_ = 0;
  double last_score_ = 0.0;
  std::vector<bool> seen_;
  std::string defect_;
};

}  // namespace

std::unique_ptr<Wire> make_rerank_wire() { return std::make_unique<RerankWire>(); }

}  // namespace orbench::protocol
