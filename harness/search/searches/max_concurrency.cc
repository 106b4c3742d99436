#include <functional>
#include <memory>
#include <queue>
#include <vector>

#include <fmt/format.h>

#include "harness/search/maximum/maximum_search.h"
#include "harness/search/search_kind.h"

namespace orbench::search {
namespace {

/// So many at a time: each that ends makes room for the next, at once.
class Slots final : public Pattern {
 public:
  void begin(double level, core::Duration at) override {
    free_ = {};
    for (auto slots = static_cast<std::int64_t>(level); slots > 0; --slots) free_.push(at);
  }
  [[nodiscard]] std::optional<core::Duration> next() const override {
    if (free_.empty()) return std::nullopt;
    return free_.top();
  }
  void taken() override { free_.pop(); }
  void ended(core::Duration at) override { free_.push(at); }
  [[nodiscard]] bool open_loop() const override { return false; }

 private:
  // The earliest first.
  std::priority_queue<core::Duration, std::vector<core::Duration>, std::greater<>> free_;
};

class MaxConcurrencyPlan final : public SearchPlan {
 public:
  explicit MaxConcurrencyPlan(MaximumSettings settings) : settings_(std::move(settings)) {}

  [[nodiscard]] std::unique_ptr<Search> make_search(
      const load::ArrivalContext& context) const override {
    static const MaximumWords words{"max_concurrency", "concurrency", "requests"};
    return std::make_unique<MaximumSearch>(context, settings_, words, std::make_unique<Slots>());
  }
  [[nodiscard]] std::optional<std::uint64_t> most_in_flight() const override {
    return static_cast<std::uint64_t>(settings_.range.to);
  }
  [[nodiscard]] bool open_loop() const override { return false; }
  [[nodiscard]] std::string describe() const override {
    return fmt::format("search for the highest concurrency, {:g} to {:g} at a time",
                       settings_.range.from, settings_.range.to);
  }

 private:
  MaximumSettings settings_;
};

std::unique_ptr<SearchPlan> read(core::Params& search) {
  return std::make_unique<MaxConcurrencyPlan>(read_maximum(search, true));
}

}  // namespace

const SearchKind& max_concurrency_search() {
  static constexpr SearchKind kKind{
      "max_concurrency",
      "the most requests at a time that keep every condition of while: from, to, resolution", read};
  return kKind;
}

}  // namespace orbench::search
