#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "harness/core/result.h"
#include "harness/core/units.h"
#include "mock/behavior/faults.h"
#include "mock/server/truth_log.h"

namespace orbench::mock {

class Admin;
class HttpServer;
class Service;
struct Request;
struct Script;

struct Options {
  std::optional<std::string> config_path;  ///< absent: the built-in catalog
  std::optional<std::string> config_text;  ///< the configuration itself, instead of a file
  int port = 0;                            ///< 0: a free one
  std::optional<std::uint64_t> seed;       ///< overrides the configuration's
  std::vector<std::string> faults;         ///< `NAME` or `NAME:probability`, added to its faults
  std::string address = "127.0.0.1";       ///< loopback only
  bool admin = false;  ///< switches on settings.admin, and the ground truth with it
  std::optional<GroundTruth> ground_truth;  ///< overrides settings.ground_truth; for truth()
};

struct Counters {
  std::uint64_t accepted = 0;   ///< requests read whole
  std::uint64_t in_flight = 0;  ///< those of them whose answer is not over yet
};

/// A mock OpenRouter on this machine. Several may live in one process.
/// Errors:  create() reports every mistake of the configuration, a foreign address, a taken port.
/// Threads: start(), stop() and run_until_signal() belong to the owner's thread; the rest may be
///          called from any.
/// Lifetime: the destructor stops and joins; open connections are closed.
class Server {
 public:
  /// Reads the configuration and listens, so that port() is known; requests wait until start().
  static core::Result<std::unique_ptr<Server>> create(const Options& options);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();

  /// Serves on a thread of its own, which takes no signals.
  void start();
  /// Serves on this thread until SIGINT, SIGTERM or stop(). `ready` is called as soon as those
  /// signals are taken: who announces the server there can be told to stop at once.
  void run_until_signal(const std::function<void()>& ready);
  /// Ends serving; harmless when nothing runs. A stopped server is not started again.
  void stop();

  [[nodiscard]] int port() const;
  /// `http://127.0.0.1:4711/api/v1`
  [[nodiscard]] std::string base_url() const;
  [[nodiscard]] Counters counters() const;

  /// The true instants of a kept request, by X-Generation-Id.
  /// Nothing when no ground truth is kept. A client in this process may ask before the serving
  /// thread has noted the last pair: ask again until `over` is set and no `after` is zero.
  [[nodiscard]] std::optional<RequestTruth> truth(std::string_view generation_id) const;
  [[nodiscard]] TruthTotals truth_totals() const;
  /// Freezes the serving thread for `length` once `delay` has passed, as a server that hangs.
  void stall(core::Duration delay, core::Duration length);
  /// Puts the service's clock forward: requests sent from now on find it so. REQUIRES: not
  /// negative.
  void step_clock(core::Duration by);

 private:
  Server();

  [[nodiscard]] std::unique_ptr<Admin> make_admin();
  [[nodiscard]] Script answer(const Request& request);

  // The server below borrows what stands above it.
  std::unique_ptr<Service> service_;
  std::unique_ptr<TruthLog> truth_;
  std::unique_ptr<Admin> admin_;
  std::unique_ptr<HttpServer> http_;
  std::jthread thread_;
};

}  // namespace orbench::mock
