#pragma once

#include <memory>
#include <unordered_map>

#include <curl/curl.h>

#include "harness/core/clock.h"
#include "harness/core/result.h"
#include "harness/transport/reactor.h"
#include "harness/transport/read_stamps.h"

namespace orbench::transport {

/// Hears which transfers libcurl has finished with. Called at loop level, never inside a libcurl
/// callback; it notes the end, and removes the handle later.
class DoneListener {
 public:
  virtual ~DoneListener() = default;
  virtual void on_done(CURL* easy, CURLcode code) = 0;
};

/// One CURLM on an event base: its sockets are libevent events, its timer a deadline in user space
/// that the owner asks for before each wait.
///
/// A connection's descriptor stays registered when libcurl loses interest in it (between two
/// requests): most are wanted again soon, and two epoll calls a request are saved. It is dropped
/// when the connection closes or when an idle one turns readable: the peer has closed it, or spoke
/// out of turn. Over HTTP/1.1 such a connection is shut down there and then, because libcurl would
/// take what lies in it (a late 408, say) for the answer to the next request.
///
/// Threads: the loop's.  Lifetime: handles leave by remove() before the multi goes.
/// Source:  libcurl-multi(3), CURLMOPT_SOCKETFUNCTION(3), CURLMOPT_TIMERFUNCTION(3).
class CurlMulti {
 public:
  struct Settings {
    /// Connections kept open for reuse. libcurl's default follows the number of handles at work, so
    /// it would close connections whenever the load dips.
    long max_idle;
    /// HTTP/2 peers may speak between requests.
    bool may_multiplex;
  };
  struct Surroundings {
    Reactor& reactor;
    const core::Clock& clock;
    ReadStamps& stamps;
    DoneListener& listener;
  };
  static core::Result<std::unique_ptr<CurlMulti>> create(const Surroundings& around,
                                                         const Settings& settings);
  ~CurlMulti();
  CurlMulti(const CurlMulti&) = delete;
  CurlMulti& operator=(const CurlMulti&) = delete;

  /// Sets the options by which `easy` tells this multi about its sockets. Once per handle; the
  /// handle then belongs to this multi, because its idle connections do.
  [[nodiscard]] bool adopt(CURL* easy);
  /// Adds the handle and lets libcurl act at once: on an idle connection the request leaves here.
  [[nodiscard]] CURLMcode add(CURL* easy);
  /// Removes the handle; a transfer still running loses its connection.
  void remove(CURL* easy);

  /// Inside a libcurl call: the request of `easy` is about to leave through the connection that has
  /// this port here.
  void before_send(CURL* easy, int local_port);

  /// When run_due() is wanted; TurnHook::kNever for never.
  [[nodiscard]] core::Duration deadline() const { return deadline_; }
  void run_due(core::Duration now);

 private:
  struct Watch;
  CurlMulti(CURLM* multi, const Surroundings& around, bool may_multiplex);

  static int on_socket(CURL* easy, curl_socket_t fd, int what, void* self, void* watch);
  static int on_timer(CURLM* multi, long timeout_ms, void* self);
  static int on_socket_opened(void* self, curl_socket_t fd, curlsocktype purpose);
  static int on_close_socket(void* self, curl_socket_t fd);
  static void on_ready(int fd, short what, void* watch);

  Watch& watch_of(curl_socket_t fd);
  [[nodiscard]] curl_socket_t connection_at(int local_port);
  void run_timers();
  void act(curl_socket_t fd, int ready);

  CURLM* multi_;
  Surroundings around_;
  bool may_multiplex_;
  core::Duration deadline_ = TurnHook::kNever;
  /// By descriptor; entries stay, because the kernel hands the same few numbers out again.
  std::unordered_map<curl_socket_t, std::unique_ptr<Watch>> watches_;
};

}  // namespace orbench::transport
