#pragma once

#include "harness/core/clock.h"
#include "harness/core/units.h"
#include "mock/server/script.h"
#include "mock/server/stream_writer.h"
#include "mock/server/truth_watch.h"

namespace orbench::mock {

class Player;

/// Who keeps the players of a server.
class PlayerOwner {
 public:
  virtual ~PlayerOwner() = default;
  /// The answer is over, completed or not; the call may destroy the player.
  virtual void player_finished(Player& player) = 0;
  /// The player wants resume(at) once that instant has come, and no other call that it asked for.
  virtual void player_waits(Player& player, core::Duration at) = 0;
};

/// Plays one script to one client. Each piece is due a gap after the instant the previous one was
/// *due*, so that lateness does not add up over a stream.
/// A client that leaves ends the play; one that does not read slows a flood down, so that memory
/// stays bounded.
/// Threads: the loop thread.  Lifetime: owned by the PlayerOwner from construction to
/// player_finished().
class Player {
 public:
  Player(evhttp_request* request, Script script, PlayerOwner& owner, TruthTrail truth);
  Player(const Player&) = delete;
  Player& operator=(const Player&) = delete;
  ~Player();

  /// Call inside the server's request callback. May finish the player at once.
  void start();
  /// Goes on with what is due; nothing when it no longer waits for that instant. REQUIRES: evhttp
  /// is not on the stack for this player's connection. May finish the player.
  void resume(core::Duration at);
  [[nodiscard]] bool is_stream() const { return script_.streamed(); }

 private:
  enum class Progress { kNext, kWait, kFinished };

  void advance();
  /// Fixes when the current piece is due; false while that instant is still ahead.
  bool is_due(const Piece& piece);
  Progress perform(const Piece& piece);
  /// Sends what is in scratch_.
  void send(const Piece& piece);
  Progress flood();
  Progress leave(Action action);
  void wake_at(core::Duration at);
  void forget_connection();
  void peer_left();

  core::MonotonicClock clock_;
  PlayerOwner& owner_;
  TruthTrail truth_;
  Script script_;
  StreamWriter writer_;
  std::string scratch_;
  core::Duration due_{};
  core::Duration wakes_at_ = kForever;
  std::size_t next_ = 0;
  std::size_t flooded_ = 0;
  bool scheduled_ = false;        ///< due_ already holds the current piece's instant
  bool in_request_call_ = false;  ///< evhttp is on the stack: the connection must not be freed
};

}  // namespace orbench::mock
