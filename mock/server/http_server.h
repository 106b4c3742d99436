#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>

#include "harness/core/clock.h"
#include "harness/core/result.h"
#include "harness/core/units.h"
#include "mock/server/connections.h"
#include "mock/server/due_queue.h"
#include "mock/server/event_handles.h"
#include "mock/server/message.h"
#include "mock/server/player.h"
#include "mock/server/script.h"
#include "mock/server/truth_watch.h"

namespace orbench::mock {

struct HttpOptions {
  std::string address = "127.0.0.1";  ///< a loopback address; anything else is refused
  int port = 0;                       ///< 0: the system picks a free one
  std::int64_t max_body_bytes = 8 << 20;
  core::Duration request_timeout = std::chrono::seconds(30);  ///< from first byte to last
  TruthLog* truth = nullptr;  ///< keeps the true instants; outlives the server
};

/// An HTTP/1.1 server on libevent's evhttp: reads requests, asks the handler for a script, plays
/// it. A body or head over its cap gets 413, a broken request 400, one that comes too slowly 408;
/// all close.
/// Threads:  run() and run_until_signal() block the thread that serves; stop(), port() and the
///           counters may be used from any thread. The handler is called on the serving thread.
/// Lifetime: stop and leave run() before destroying.
class HttpServer final : private PlayerOwner {
 public:
  using Handler = std::function<Script(const Request&)>;

  /// Binds and listens; requests wait until run().
  static core::Result<std::unique_ptr<HttpServer>> listen(const HttpOptions& options,
                                                          Handler handler);
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;
  ~HttpServer() override;

  /// Serves until stop().
  void run();
  /// Serves until stop(), SIGINT or SIGTERM.
  void run_until_signal(const std::function<void()>& ready);
  void stop();

  /// Freezes the serving thread for `length` once `delay` has passed; a later call replaces one
  /// that has not begun. From any thread; stop() waits until a freeze is over.
  void stall(core::Duration delay, core::Duration length);

  [[nodiscard]] int port() const { return port_; }
  /// `http://127.0.0.1:4711`
  [[nodiscard]] std::string origin() const;
  [[nodiscard]] std::uint64_t accepted() const { return accepted_.load(); }
  [[nodiscard]] std::uint64_t in_flight() const { return in_flight_.load(); }
  /// Of those in flight, the ones that are sent in pieces.
  [[nodiscard]] std::uint64_t open_streams() const { return open_streams_.load(); }
  [[nodiscard]] std::uint64_t stalls() const { return stalls_.load(); }

 private:
  struct Playing {
    std::unique_ptr<Player> player;
    bufferevent* stream = nullptr;
  };

  HttpServer(Handler handler, std::string address);
  core::Result<void> open(const HttpOptions& options);
  void on_request(evhttp_request* request);
  void freeze();
  void on_due();
  void resume_due();
  /// Has the loop wake for the earliest that is due.
  void arm();
  void player_finished(Player& player) override;
  void player_waits(Player& player, core::Duration at) override;

  Handler handler_;
  std::string address_;
  int port_ = 0;
  std::atomic<std::uint64_t> accepted_{0};
  std::atomic<std::uint64_t> in_flight_{0};
  std::atomic<std::uint64_t> open_streams_{0};
  std::atomic<std::uint64_t> stalls_{0};
  std::atomic<core::Duration> stall_length_{};
  core::MonotonicClock clock_;
  // Destroyed bottom up: players before the server they answer for, all before the loop.
  EventBaseHandle base_;
  EventHandle stop_event_;
  EventHandle stall_event_;
  EventHandle due_event_;
  DueQueue due_;
  core::Duration armed_for_ = kForever;
  bool resuming_ = false;
  std::unique_ptr<TruthWatch> truth_;
  std::unique_ptr<Connections> connections_;
  EvhttpHandle http_;
  std::unordered_map<Player*, Playing> players_;
};

}  // namespace orbench::mock
