#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>

#include "harness/core/clock.h"
#include "mock/server/truth_log.h"

struct bufferevent;
struct evbuffer;
struct evbuffer_cb_info;
struct evhttp_request;

namespace orbench::mock {

/// Fills a TruthLog from a server's connections: what was read and written when, and when bytes
/// that the socket refused at first had gone.
/// Threads: the loop thread.  Lifetime: outlives the server it watches; borrows the log.
class TruthWatch {
 public:
  explicit TruthWatch(TruthLog& log) : log_(log) {}
  TruthWatch(const TruthWatch&) = delete;
  TruthWatch& operator=(const TruthWatch&) = delete;
  ~TruthWatch() = default;

  /// Watches a connection that was just accepted.
  void watch(bufferevent* stream);
  /// Call when a request has been read. Gives the record's number; zero for a request without a
  /// generation id, of which no record is kept.
  std::uint64_t begin(std::string_view generation_id, core::Duration first_byte,
                      core::Duration read_whole) {
    return generation_id.empty() ? 0 : log_.begin(generation_id, first_byte, read_whole);
  }
  /// Of a queued token the pair is closed here, when its bytes have gone.
  void wrote(evhttp_request* request, std::uint64_t number, const TokenTruth& token);
  void ended(std::uint64_t number) { log_.ended(number); }

 private:
  static void on_output(evbuffer* buffer, const evbuffer_cb_info* change, void* self);

  TruthLog& log_;
  core::MonotonicClock clock_;
  // A closed connection leaves its entry behind until a new one gets the same buffer, which clears
  // it: as many as there were connections at once.
  std::unordered_map<const evbuffer*, std::uint64_t> queued_;
};

/// The record of one request, held by the player that answers it. Without a watch it does nothing.
class TruthTrail {
 public:
  TruthTrail() = default;
  TruthTrail(TruthWatch& watch, std::uint64_t number) : watch_(&watch), number_(number) {}

  [[nodiscard]] bool on() const { return number_ != 0; }
  /// REQUIRES: on().
  void wrote(evhttp_request* request, const TokenTruth& token) {
    watch_->wrote(request, number_, token);
  }
  void ended() {
    if (on()) watch_->ended(number_);
  }

 private:
  TruthWatch* watch_ = nullptr;
  std::uint64_t number_ = 0;
};

}  // namespace orbench::mock
