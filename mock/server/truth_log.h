#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "harness/core/units.h"
#include "mock/server/script.h"

namespace orbench::mock {

/// One piece of an answer that bears tokens (or is the body of a plain one), as the server sent it.
/// The kernel took its last byte at some instant from `before` to `after`, so a client that claims
/// another one errs by its distance outside the pair.
struct TokenTruth {
  core::Duration due{};     ///< when the script wanted it sent; `before - due` is how late it was
  core::Duration before{};  ///< just before the write call
  core::Duration after{};   ///< just after; of a queued piece, when the queue had emptied; zero
                            ///< while it has not, which a peer that leaves makes final
  Part part = Part::kContent;
  bool queued = false;  ///< the socket did not take all of it at once: the pair is wide
};

/// What happened to one inference request, on CLOCK_MONOTONIC: comparable with any other process
/// of this machine.
struct RequestTruth {
  std::uint64_t number = 0;        ///< of the server, from 1, in the order they were read whole
  std::string generation_id;       ///< as X-Generation-Id shows it
  core::Duration first_byte{};     ///< the read that brought its first byte had returned
  core::Duration read_whole{};     ///< the whole request was there; delays count from here
  bool over = false;               ///< answered to the end, or the peer has left
  std::uint64_t tokens_seen = 0;   ///< pieces sent, kept or not
  std::vector<TokenTruth> tokens;  ///< the first of them, in order
};

/// How much of it all a server keeps.
struct GroundTruth {
  bool enabled = false;
  std::int64_t keep_requests = 1024;  ///< the latest
  std::int64_t keep_tokens = 1024;    ///< the first of each request
};

struct TruthTotals {
  std::uint64_t requests = 0;
  std::uint64_t tokens = 0;         ///< pieces, of all those requests
  std::uint64_t tokens_queued = 0;  ///< of `tokens`, not taken by the socket at once
  core::Duration late_sum{};        ///< of `before - due` over `tokens`
  core::Duration late_max{};
};

/// The true instants of the latest requests, in a ring of fixed size: the newest request takes the
/// place of the oldest. Memory is bounded by keep_requests * keep_tokens * sizeof(TokenTruth).
/// Threads: any; each call takes a lock for as long as one record takes to copy.
class TruthLog {
 public:
  /// REQUIRES: positive limits.
  explicit TruthLog(const GroundTruth& limits);

  /// Opens a record and gives its number.
  std::uint64_t begin(std::string_view generation_id, core::Duration first_byte,
                      core::Duration read_whole);
  /// Notes for a number that the ring has dropped count in the totals only.
  void wrote(std::uint64_t number, const TokenTruth& token);
  /// The queue has emptied: closes the pairs still open.
  void drained(std::uint64_t number, core::Duration at);
  void ended(std::uint64_t number);

  /// By X-Generation-Id, or by number.
  [[nodiscard]] std::optional<RequestTruth> find(std::string_view generation_id) const;
  [[nodiscard]] std::optional<RequestTruth> find(std::uint64_t number) const;
  /// The oldest kept record with a number above this one.
  [[nodiscard]] std::optional<RequestTruth> next_after(std::uint64_t number) const;
  [[nodiscard]] TruthTotals totals() const;

  /// Forgets all records and totals. Numbers go on, so that a request still open at that time
  /// writes into nobody's record.
  void reset();

 private:
  [[nodiscard]] const RequestTruth* kept(std::uint64_t number) const;
  [[nodiscard]] RequestTruth* kept(std::uint64_t number);

  const std::size_t keep_tokens_;
  mutable std::mutex mutex_;
  std::vector<RequestTruth> ring_;  // a record's place is its number modulo the size
  std::unordered_map<std::string, std::uint64_t> numbers_;
  std::uint64_t last_number_ = 0;
  TruthTotals totals_;
};

}  // namespace orbench::mock
