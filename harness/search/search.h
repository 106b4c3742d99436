#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "harness/core/json.h"
#include "harness/core/params.h"
#include "harness/core/units.h"
#include "harness/load/arrival.h"
#include "harness/search/answer.h"
#include "results/search_report.h"

namespace orbench::search {

/// An arrival process that decides by the answers when to send next: it looks for a limit instead
/// of holding a load. Pure: time comes in with the answers and goes out as intended starts; there
/// is no clock inside, so a search is testable against a simulated service.
/// The load's stop rule caps it: `requests` in all, `duration` from the run epoch.
/// Threads: one thread per object.
class Search : public load::ArrivalProcess {
 public:
  explicit Search(load::ArrivalContext context);

  /// What next() would give as things stand. Another answer may change it.
  [[nodiscard]] load::Step peek() const;
  /// Takes what peek() shows: it will be sent, or given up and answered as not sent.
  [[nodiscard]] load::Step next() final;
  void on_finished(core::Duration /*at*/) final {}
  [[nodiscard]] bool open_loop() const override { return true; }

  /// Each arrival that was taken, once, in the order in which they ended.
  void on_answer(const Answer& answer);
  /// How old a request that is still open shall be when the search wants to hear of it, counted
  /// from its sending; ascending. It may have ended before.
  /// Lifetime: of the search.
  [[nodiscard]] virtual std::span<const core::Duration> telling_ages() const { return {}; }
  /// Of an arrival that was taken and has not been answered. What peek() shows may change.
  void on_glimpse(const Glimpse& glimpse) { glimpse_at(glimpse); }
  /// How far the service's clock shall be put forward, so that a pause need not be waited for;
  /// empty where the search does not ask for that, or not now. `now` counts from the run epoch.
  [[nodiscard]] std::optional<core::Duration> wanted_step(core::Duration now) const;
  /// It was put forward so far.
  void on_stepped(core::Duration by) { stepped_by(by); }
  /// Where it is, for somebody who watches: `bisect at 28.3 rps, 9 of 400 bad; …`.
  [[nodiscard]] std::string standing() const;
  /// What is known; of a search that is not over, what it knows so far. `now` counts from the run
  /// epoch.
  [[nodiscard]] results::SearchReport report(core::Duration now) const;

 protected:
  /// When the next request shall start, from the run epoch: it may lie ahead. Or nothing before the
  /// next answer, or nothing ever.
  using Wish = std::variant<core::Duration, load::Waiting, load::Ended>;

  /// Taken and not answered.
  [[nodiscard]] std::uint64_t open() const { return taken_ - answered_; }
  [[nodiscard]] const load::ArrivalContext& context() const { return context_; }

 private:
  /// The same until the next call of take() or learn(). With nothing open, Waiting is the end.
  [[nodiscard]] virtual Wish wish() const = 0;
  /// The wish was granted; requests are numbered in this order.
  virtual void take(const load::Arrival& arrival) = 0;
  virtual void learn(const Answer& answer) = 0;
  /// Which request is sent: 0 the workload's own, 1 the plan's heavier one.
  [[nodiscard]] virtual std::uint32_t variant() const { return 0; }
  virtual void glimpse_at(const Glimpse& /*glimpse*/) {}
  /// It may have the service's clock put forward. From then on its wishes count with that.
  [[nodiscard]] virtual bool steps_clock() const { return false; }
  virtual void stepped_by(core::Duration /*by*/) {}
  [[nodiscard]] virtual std::string describe_standing() const = 0;
  /// Fills in all but workload, counts, cost and seconds. Where wish() has not ended, the status
  /// becomes kInterrupted whatever is written here.
  virtual void describe(results::SearchReport& report) const = 0;

  load::ArrivalContext context_;
  std::uint64_t taken_ = 0;
  std::uint64_t answered_ = 0;
  std::int64_t sent_ = 0;
  std::int64_t refused_ = 0;
  std::int64_t failed_ = 0;
  core::Usd cost_;
};

/// What `load.search` compiles to. One worker runs it: a search is one sequence of decisions.
class SearchPlan : public load::ArrivalPlan {
 public:
  [[nodiscard]] virtual std::unique_ptr<Search> make_search(
      const load::ArrivalContext& context) const = 0;
  /// Most requests that may be open at once; empty where the answers decide.
  [[nodiscard]] virtual std::optional<std::uint64_t> most_in_flight() const { return {}; }
  /// What of the request is different in a heavier one, as a merge patch; null where only one kind
  /// is sent.
  [[nodiscard]] virtual const core::JsonValue* heavier() const { return nullptr; }
  /// It needs a service whose clock may be put forward.
  [[nodiscard]] virtual bool steps_clock() const { return false; }

  [[nodiscard]] std::unique_ptr<load::ArrivalProcess> make(
      const load::ArrivalContext& context) const final {
    return make_search(context);
  }
  [[nodiscard]] bool open_loop() const override { return true; }
  [[nodiscard]] std::uint64_t max_shares() const final { return 1; }
  /// The answers decide: only a cap bounds it.
  [[nodiscard]] std::optional<double> expected_arrivals(const load::StopRule& stop) const override;
  [[nodiscard]] std::optional<double> offered_rps(const load::StopRule& /*stop*/) const override {
    return {};
  }
};

/// Reads the object `load.search`: its `for` names the kind, which reads the other keys. Mistakes
/// are reported; null when the kind is not known.
[[nodiscard]] std::unique_ptr<SearchPlan> read_search(core::Params& search);

struct SearchInfo {
  std::string name;
  std::string what;
};
[[nodiscard]] std::vector<SearchInfo> list_searches();

}  // namespace orbench::search
