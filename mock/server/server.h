#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "harness/core/result.h"
#include "mock/behavior/faults.h"

namespace orbench::mock {

class HttpServer;
class Service;

struct Options {
  std::optional<std::string> config_path;  ///< absent: the built-in catalog
  int port = 0;                            ///< 0: a free one
  std::optional<std::uint64_t> seed;       ///< overrides the configuration's
  std::vector<std::string> faults;         ///< `NAME` or `NAME:probability`, added to its faults
  std::string address = "127.0.0.1";       ///< loopback only
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
  /// Serves on this thread until SIGINT, SIGTERM or stop().
  void run_until_signal();
  /// Ends serving; harmless when nothing runs. A stopped server is not started again.
  void stop();

  [[nodiscard]] int port() const;
  /// `http://127.0.0.1:4711/api/v1`
  [[nodiscard]] std::string base_url() const;
  [[nodiscard]] Counters counters() const;

 private:
  Server();

  std::unique_ptr<Service> service_;
  std::unique_ptr<HttpServer> http_;
  std::jthread thread_;
};

}  // namespace orbench::mock
