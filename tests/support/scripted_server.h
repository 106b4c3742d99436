#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

struct ssl_ctx_st;

namespace orbench::testing {

/// One act of a connection's script.
struct Act {
  enum class Kind {
    kReadRequest,  ///< a head, and the body its Content-Length announces
    kSend,         ///< `text`, as it stands
    kWait,         ///< for ScriptedServer::go(), once per call
    kReset,        ///< closes with a RST
    kHalfClose,    ///< no more from this side; the other may go on
    kDrain,        ///< reads until the peer closes
    kRepeat,       ///< begins the script anew
  };
  Kind kind = Kind::kDrain;
  std::string text;

  static Act read_request() { return {Kind::kReadRequest, {}}; }
  static Act send(std::string text) { return {Kind::kSend, std::move(text)}; }
  static Act wait() { return {Kind::kWait, {}}; }
  static Act reset() { return {Kind::kReset, {}}; }
  static Act half_close() { return {Kind::kHalfClose, {}}; }
  static Act drain() { return {Kind::kDrain, {}}; }
  static Act repeat() { return {Kind::kRepeat, {}}; }
};

/// What a connection does, in order; its end closes the connection.
using Script = std::vector<Act>;

/// A TCP server on a loopback port that knows no HTTP beyond finding the end of a request: each
/// connection plays a script, so that a test can send what no real server would. It has threads of
/// its own, a connection each, and each send goes out at once. The destructor cuts what is open and
/// joins them.
class ScriptedServer {
 public:
  /// The n-th connection plays the n-th script; the last script serves all further ones.
  /// `tls`: borrowed, or null for plain TCP.
  explicit ScriptedServer(std::vector<Script> scripts, ssl_ctx_st* tls = nullptr);
  ~ScriptedServer();
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  [[nodiscard]] int port() const { return port_; }
  /// `http[s]://127.0.0.1:PORT/`.
  [[nodiscard]] std::string url() const;
  /// Lets one waiting connection go on, now or when it comes to its wait.
  void go();

  [[nodiscard]] std::size_t connections() const;
  /// Acts of sending that are done: over loopback the bytes lie in the peer's socket.
  [[nodiscard]] std::size_t sends() const;
  /// All requests read so far, as they came, in order of arrival.
  [[nodiscard]] std::vector<std::string> requests() const;

 private:
  struct Connection;
  void accept_all();
  void play(int fd, const Script& script);
  bool perform(Connection& connection, const Act& act);
  bool read_request(Connection& connection);
  bool wait_for_go();

  std::vector<Script> scripts_;
  ssl_ctx_st* tls_;
  int listener_ = -1;
  int port_ = 0;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;  // guarded by mutex_, like all below
  std::size_t sends_ = 0;
  std::size_t tickets_ = 0;  // calls of go() not used yet
  std::vector<int> open_;    // descriptors to cut at the end
  std::vector<std::string> requests_;
  std::vector<std::thread> players_;
  std::thread acceptor_;
};

}  // namespace orbench::testing
