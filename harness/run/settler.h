#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "harness/core/units.h"
#include "harness/metrics/sample.h"
#include "harness/run/ledger.h"

namespace orbench::run {

/// Finds out what requests cost that ended without saying so (cut, reset, cancelled): asks
/// `GET /generation` for them while the run goes on, and gives back to the ledger what they did not
/// cost. What nobody tells stays reserved for good. On a thread of its own: no worker waits.
/// Threads: add() from any thread; the others on the owner's. `ask` is called on the settler's.
class Settler {
 public:
  /// What a generation cost; empty while the service does not know it (yet).
  using Ask = std::function<std::optional<core::Usd>(const std::string& generation_id)>;

  /// The service takes a generation down a moment after it ended, so each is asked for again, after
  /// twice the wait of the time before; it is never hammered.
  struct Manner {
    core::Duration spacing = std::chrono::milliseconds{50};      ///< between two questions
    core::Duration first_wait = std::chrono::milliseconds{500};  ///< from the end of the request
    int rounds = 6;                                              ///< questions about each
    std::size_t most_open = 10'000;                              ///< further ones are not asked for
  };

  Settler(Ledger& ledger, Ask ask, const Manner& manner);
  Settler(const Settler&) = delete;
  Settler& operator=(const Settler&) = delete;
  ~Settler();

  /// `worst` is what the ledger keeps for the request. Without an id nobody can be asked.
  void add(const std::string& generation_id, core::Usd worst);
  /// Ends the thread once all is told, given up, or `patience` is over; at once where it is zero.
  void finish(core::Duration patience);

 private:
  using Clock = std::chrono::steady_clock;
  struct Open {
    std::string generation_id;
    core::Usd worst;
    core::Duration wait;
    int asked = 0;
  };
  void run();
  /// Takes out the next one when it is due; empty when the thread shall end.
  std::optional<Open> next();
  [[nodiscard]] bool over(Clock::time_point now) const;
  void ask_for(Open open);

  Ledger& ledger_;
  const Ask ask_;
  const Manner manner_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::multimap<Clock::time_point, Open> open_;  // by when to ask; guarded, as what follows
  std::optional<Clock::time_point> end_;         // set once no further request will come
  std::thread thread_;
};

/// Books the end of a request: what its reply said it cost, nothing where nothing was generated, or
/// a question for the settler (null: nobody asks).
void settle_request(Ledger& ledger, Settler* settler, core::Usd worst,
                    const metrics::Sample& sample);

}  // namespace orbench::run
