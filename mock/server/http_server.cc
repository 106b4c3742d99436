#include "mock/server/http_server.h"

#include <pthread.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <thread>
#include <utility>

#include <event2/bufferevent.h>
#include <event2/thread.h>
#include <fmt/format.h>

#include "harness/api/error_codes.h"
#include "harness/api/headers.h"
#include "mock/error_reply.h"
#include "mock/server/http_request.h"
#include "mock/server/listener.h"

namespace orbench::mock {
namespace {

constexpr std::int64_t kMaxHeaderBytes = 64 << 10;
constexpr ev_uint16_t kMethods = EVHTTP_REQ_GET | EVHTTP_REQ_POST | EVHTTP_REQ_PUT |
                                 EVHTTP_REQ_PATCH | EVHTTP_REQ_DELETE | EVHTTP_REQ_HEAD |
                                 EVHTTP_REQ_OPTIONS;

/// The id that the client will see, also on a refusal; empty when there is none.
std::string_view named_generation(const Script& script) {
  const auto found =
      std::find_if(script.headers.begin(), script.headers.end(), [](const core::Header& h) {
        return equal_ignoring_case(h.name, api::headers::kGenerationId);
      });
  return found == script.headers.end() ? std::string_view{} : std::string_view(found->value);
}

Script not_sound(std::string_view why) {
  Script script = error_reply(api::error_codes::kBadRequest, why);
  script.set_header("Connection", "close");
  return script;
}

/// Writing to a peer that left raises SIGPIPE, which libevent does not prevent.
class SigpipeBlocked {
 public:
  SigpipeBlocked() {
    sigset_t pipe_only;
    sigemptyset(&pipe_only);
    sigaddset(&pipe_only, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe_only, &before_);
  }
  SigpipeBlocked(const SigpipeBlocked&) = delete;
  SigpipeBlocked& operator=(const SigpipeBlocked&) = delete;
  ~SigpipeBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_{};
};

void leave_loop(evutil_socket_t, short, void* base) {
  event_base_loopbreak(static_cast<event_base*>(base));
}

}  // namespace

HttpServer::HttpServer(Handler handler, std::string address)
    : handler_(std::move(handler)), address_(std::move(address)) {}

HttpServer::~HttpServer() {
  // The connections go first: each tells its player, which still finds itself in the map.
  http_.reset();
}

core::Result<std::unique_ptr<HttpServer>> HttpServer::listen(const HttpOptions& options,
                                                             Handler handler) {
  std::unique_ptr<HttpServer> server(new HttpServer(std::move(handler), options.address));
  if (auto opened = server->open(options); !opened) return tl::unexpected(opened.error());
  return server;
}

core::Result<void> HttpServer::open(const HttpOptions& options) {
  evthread_use_pthreads();
  const std::unique_ptr<event_config, decltype(&event_config_free)> config(event_config_new(),
                                                                           &event_config_free);
  event_config_set_flag(config.get(), EVENT_BASE_FLAG_PRECISE_TIMER);
  base_.reset(event_base_new_with_config(config.get()));
  if (!base_) return core::fail(core::ErrorCode::kInternal, "cannot create an event loop");
  const auto listening = listen_on_loopback(base_.get(), options.address, options.port);
  if (!listening) return tl::unexpected(listening.error());
  port_ = listening->port;
  stop_event_.reset(event_new(base_.get(), -1, 0, leave_loop, base_.get()));
  stall_event_.reset(event_new(
      base_.get(), -1, 0,
      [](evutil_socket_t, short, void* self) { static_cast<HttpServer*>(self)->freeze(); }, this));
  due_event_.reset(event_new(
      base_.get(), -1, 0,
      [](evutil_socket_t, short, void* self) { static_cast<HttpServer*>(self)->on_due(); }, this));
  http_.reset(evhttp_new(base_.get()));
  std::function<void(bufferevent*)> opened;
  if (options.truth != nullptr) {
    truth_ = std::make_unique<TruthWatch>(*options.truth);
    opened = [this](bufferevent* stream) { truth_->watch(stream); };
  }
  connections_ = std::make_unique<Connections>(
      base_.get(), options.request_timeout,
      static_cast<std::size_t>(options.max_body_bytes + 2 * kMaxHeaderBytes));
  connections_->attach(http_.get(), listening->listener, std::move(opened));
  evhttp_bind_listener(http_.get(), listening->listener);
  evhttp_set_allowed_methods(http_.get(), kMethods);
  evhttp_set_max_headers_size(http_.get(), kMaxHeaderBytes);
  evhttp_set_max_body_size(http_.get(), options.max_body_bytes);
  evhttp_set_gencb(
      http_.get(),
      [](evhttp_request* request, void* self) {
        static_cast<HttpServer*>(self)->on_request(request);
      },
      this);
  return {};
}

void HttpServer::run() {
  const SigpipeBlocked quiet;
  event_base_dispatch(base_.get());
}

void HttpServer::run_until_signal(const std::function<void()>& ready) {
  std::array<EventHandle, 2> signals;
  signals[0].reset(evsignal_new(base_.get(), SIGINT, leave_loop, base_.get()));
  signals[1].reset(evsignal_new(base_.get(), SIGTERM, leave_loop, base_.get()));
  for (const auto& handle : signals) event_add(handle.get(), nullptr);
  ready();
  run();
}

// An activated event waits for the loop, so a stop before the first run() is not lost.
void HttpServer::stop() { event_active(stop_event_.get(), EV_TIMEOUT, 0); }

void HttpServer::stall(core::Duration delay, core::Duration length) {
  stall_length_ = length;
  const timeval wait = timeval_of(delay);
  event_add(stall_event_.get(), &wait);
}

void HttpServer::freeze() {
  ++stalls_;
  std::this_thread::sleep_for(stall_length_.load());
}

std::string HttpServer::origin() const {
  if (address_.find(':') != std::string::npos)
    return fmt::format("http://[{}]:{}", address_, port_);
  return fmt::format("http://{}:{}", address_, port_);
}

void HttpServer::on_request(evhttp_request* request) {
  // However many requests came together, what falls due meanwhile is written between two of them.
  resume_due();
  ++accepted_;
  ++in_flight_;
  const core::Duration read_whole = clock_.now();
  bufferevent* const stream =
      evhttp_connection_get_bufferevent(evhttp_request_get_connection(request));
  const core::Duration first_byte = connections_->read_whole(stream);
  const std::string_view fault = unsound(*request);
  Script script = fault.empty() ? handler_(view_of(request)) : not_sound(fault);
  TruthTrail truth;
  if (truth_) truth = {*truth_, truth_->begin(named_generation(script), first_byte, read_whole)};
  std::unique_ptr<Player> player(new Player(request, std::move(script), *this, truth));
  Player* const started = player.get();
  if (started->is_stream()) ++open_streams_;
  players_.emplace(started, Playing{std::move(player), stream});
  started->start();
}

void HttpServer::on_due() {
  armed_for_ = kForever;
  resume_due();
  arm();
}

/// No more than is due now: requests must get their turn, however far behind the players are.
void HttpServer::resume_due() {
  const core::Duration now = clock_.now();
  const bool within = std::exchange(resuming_, true);
  while (const auto entry = due_.pop_due(now)) {
    const auto found = players_.find(entry->player);
    if (found != players_.end()) found->second.player->resume(entry->at);
  }
  resuming_ = within;
}

void HttpServer::arm() {
  const auto next = due_.next();
  if (!next || *next >= armed_for_) return;
  armed_for_ = *next;
  const timeval wait = timeval_of(std::max(*next - clock_.now(), core::Duration::zero()));
  event_add(due_event_.get(), &wait);
}

void HttpServer::player_waits(Player& player, core::Duration at) {
  due_.push({at, &player});
  // Of those resumed, the earliest is known when all are; the loop wakes for the last ones anyway.
  if (!resuming_) arm();
}

void HttpServer::player_finished(Player& player) {
  --in_flight_;
  if (player.is_stream()) --open_streams_;
  const auto found = players_.find(&player);
  connections_->answered(found->second.stream);
  players_.erase(found);
}

}  // namespace orbench::mock
