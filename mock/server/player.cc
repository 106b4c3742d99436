#include "mock/server/player.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include <event2/http.h>

namespace orbench::mock {
namespace {

constexpr std::size_t kFloodBlock = 64U << 10U;
constexpr std::size_t kFloodBacklog = 256U << 10U;
constexpr core::Duration kBacklogPoll = std::chrono::milliseconds(1);

/// The pieces whose arrival a client measures.
bool is_measured(Part part) {
  return part == Part::kReasoning || part == Part::kContent || part == Part::kTool ||
         part == Part::kBody;
}

}  // namespace

Player::Player(evhttp_request* request, Script script, PlayerOwner& owner, TruthTrail truth)
    : owner_(owner), truth_(truth), script_(std::move(script)), writer_(request) {
  evhttp_connection_set_closecb(
      evhttp_request_get_connection(request),
      [](evhttp_connection*, void* self) { static_cast<Player*>(self)->peer_left(); }, this);
}

Player::~Player() { truth_.ended(); }

void Player::start() {
  due_ = clock_.now();
  // Woken at once instead of a direct call only where the script would free the connection, which
  // evhttp does not survive inside its own callback; everything else may go out at once.
  in_request_call_ = true;
  advance();
}

void Player::resume(core::Duration at) {
  if (wakes_at_ != at) return;
  wakes_at_ = kForever;
  advance();
}

void Player::advance() {
  while (next_ < script_.pieces.size()) {
    const Piece& piece = script_.pieces[next_];
    if (!is_due(piece)) break;
    const Progress progress = perform(piece);
    if (progress == Progress::kFinished) return;  // this object is gone
    if (progress == Progress::kWait) break;
    ++next_;
    scheduled_ = false;
  }
  in_request_call_ = false;
}

bool Player::is_due(const Piece& piece) {
  if (piece.gap == kForever) return false;  // only the client or the end of the server ends this
  if (!scheduled_) {
    due_ += piece.gap;
    scheduled_ = true;
  }
  if (due_ <= clock_.now()) return true;
  wake_at(due_);
  return false;
}

Player::Progress Player::perform(const Piece& piece) {
  switch (piece.action) {
    case Action::kHead:
      if (script_.old_http) writer_.speak_old_http();
      writer_.begin(script_.status, script_.headers, script_.content_length);
      return Progress::kNext;
    case Action::kBytes:
    case Action::kToken:
      scratch_.clear();
      script_.render(piece, scratch_);
      send(piece);
      return Progress::kNext;
    case Action::kRaw:
      writer_.raw(script_.bytes(piece));
      return Progress::kNext;
    case Action::kFlood:
      return flood();
    case Action::kEnd:
    case Action::kCut:
    case Action::kReset:
      return leave(piece.action);
  }
  return Progress::kNext;
}

void Player::send(const Piece& piece) {
  if (!truth_.on() || !is_measured(piece.part) || scratch_.empty()) {
    writer_.write(scratch_);
    return;
  }
  TokenTruth token;
  token.due = due_;
  token.part = piece.part;
  token.before = clock_.now();
  writer_.write(scratch_);
  const core::Duration after = clock_.now();
  token.queued = writer_.backlog() > 0;
  if (!token.queued) token.after = after;
  truth_.wrote(writer_.request(), token);
}

Player::Progress Player::flood() {
  const std::size_t size = script_.pieces[next_].size;
  const std::string block(kFloodBlock, 'x');
  while (flooded_ < size) {
    if (writer_.backlog() > kFloodBacklog) {
      wake_at(clock_.now() + kBacklogPoll);
      return Progress::kWait;
    }
    const std::size_t now = std::min(kFloodBlock, size - flooded_);
    writer_.write(std::string_view(block).substr(0, now));
    flooded_ += now;
  }
  flooded_ = 0;
  return Progress::kNext;
}

Player::Progress Player::leave(Action action) {
  if (action != Action::kEnd) {
    // What was sent before must reach the client, so the queue empties first.
    const bool queued = writer_.backlog() > 0;
    if (queued || in_request_call_) {
      wake_at(clock_.now() + (queued ? kBacklogPoll : core::Duration::zero()));
      return Progress::kWait;
    }
  }
  forget_connection();
  if (action == Action::kEnd) writer_.end();
  if (action == Action::kCut) writer_.cut();
  if (action == Action::kReset) writer_.reset();
  owner_.player_finished(*this);
  return Progress::kFinished;
}

void Player::wake_at(core::Duration at) {
  wakes_at_ = at;
  owner_.player_waits(*this, at);
}

void Player::forget_connection() {
  evhttp_connection_set_closecb(evhttp_request_get_connection(writer_.request()), nullptr, nullptr);
}

void Player::peer_left() {
  writer_.abandon();
  owner_.player_finished(*this);
}

}  // namespace orbench::mock
