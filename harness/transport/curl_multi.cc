#include "harness/transport/curl_multi.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <utility>

#include <event2/event.h>

namespace orbench::transport {
namespace {

/// 0 where it has none.
int local_port_of(curl_socket_t fd) {
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  if (getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length) != 0) return 0;
  if (address.ss_family == AF_INET6) {
    return ntohs(reinterpret_cast<const sockaddr_in6&>(address).sin6_port);
  }
  return ntohs(reinterpret_cast<const sockaddr_in&>(address).sin_port);
}

}  // namespace

/// A task while it waits to be let at its socket.
struct CurlMulti::Watch final : LoopTask {
  Watch(CurlMulti& watching, curl_socket_t watched) : owner(watching), fd(watched) {
    ready = event_new(owner.around_.reactor.base(), fd, 0, &CurlMulti::on_ready, this);
  }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;
  ~Watch() override {
    owner.around_.reactor.forget(*this);
    if (ready != nullptr) event_free(ready);
  }

  void run(core::Duration now) override;

  /// Registers the descriptor for exactly `events`. When the kernel refuses, the transfer stands
  /// still and is cut by its caller's deadline.
  void listen_for(short events) {
    if (listening == events || ready == nullptr) return;
    if (listening != 0) event_del(ready);
    listening = 0;
    if (events == 0) return;
    event_assign(ready, owner.around_.reactor.base(), fd, static_cast<short>(events | EV_PERSIST),
                 &CurlMulti::on_ready, this);
    if (event_add(ready, nullptr) == 0) listening = events;
  }

  CurlMulti& owner;
  curl_socket_t fd;
  CURL* reader = nullptr;  ///< whose answer comes here
  event* ready = nullptr;
  short listening = 0;  ///< what the kernel is asked for
  short wanted = 0;     ///< what libcurl asks for; 0 on an idle connection
  short found = 0;      ///< what the kernel said, not acted on yet
  /// Opened and closed through our callbacks. Others (the resolver's wake-up pair) are closed
  /// behind our back, so they must be dropped as soon as libcurl says so.
  bool is_connection = false;
  int local_port = 0;  ///< 0: nobody asked yet
};

CurlMulti::CurlMulti(CURLM* multi, const Surroundings& around, bool may_multiplex)
    : multi_(multi), around_(around), may_multiplex_(may_multiplex) {}

// Closing the idle connections calls on_close_socket, which needs the watches.
CurlMulti::~CurlMulti() { curl_multi_cleanup(multi_); }

core::Result<std::unique_ptr<CurlMulti>> CurlMulti::create(const Surroundings& around,
                                                           const Settings& settings) {
  CURLM* raw = curl_multi_init();
  if (raw == nullptr) {
    return core::fail(core::ErrorCode::kNetwork,
                      "libcurl gives no further multi handle; raise the limit of open files "
                      "(ulimit -n)");
  }
  std::unique_ptr<CurlMulti> multi(new CurlMulti(raw, around, settings.may_multiplex));
  curl_multi_setopt(raw, CURLMOPT_SOCKETFUNCTION, &CurlMulti::on_socket);
  curl_multi_setopt(raw, CURLMOPT_SOCKETDATA, multi.get());
  curl_multi_setopt(raw, CURLMOPT_TIMERFUNCTION, &CurlMulti::on_timer);
  curl_multi_setopt(raw, CURLMOPT_TIMERDATA, multi.get());
  curl_multi_setopt(raw, CURLMOPT_MAXCONNECTS, settings.max_idle);
  return multi;
}

bool CurlMulti::adopt(CURL* easy) {
  return curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, &CurlMulti::on_socket_opened) ==
             CURLE_OK &&
         curl_easy_setopt(easy, CURLOPT_SOCKOPTDATA, this) == CURLE_OK &&
         curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, &CurlMulti::on_close_socket) ==
             CURLE_OK &&
         curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, this) == CURLE_OK;
}

void CurlMulti::before_send(CURL* easy, int local_port) {
  if (!around_.stamps.before_send(easy)) return;
  const curl_socket_t fd = connection_at(local_port);
  if (fd != CURL_SOCKET_BAD) around_.stamps.hold(fd);
}

/// libcurl names a connection by its port only. Two of them to different addresses may share one:
/// then the wrong one is held for the length of a call, which harms nobody.
curl_socket_t CurlMulti::connection_at(int local_port) {
  for (const auto& [fd, watch] : watches_) {
    if (!watch->is_connection) continue;
    if (watch->local_port == 0) watch->local_port = local_port_of(fd);
    if (watch->local_port == local_port) return fd;
  }
  return CURL_SOCKET_BAD;
}

CURLMcode CurlMulti::add(CURL* easy) {
  const CURLMcode code = curl_multi_add_handle(multi_, easy);
  if (code == CURLM_OK) run_timers();
  return code;
}

void CurlMulti::remove(CURL* easy) { curl_multi_remove_handle(multi_, easy); }

void CurlMulti::run_due(core::Duration now) {
  if (deadline_ <= now) run_timers();
}

void CurlMulti::run_timers() {
  // libcurl names its next deadline anew, and stays silent if it has none.
  deadline_ = TurnHook::kNever;
  around_.stamps.begin_other();
  act(CURL_SOCKET_TIMEOUT, 0);
}

/// Lets libcurl work, then reads every message: also when nothing runs any more, or the last
/// transfer to fail would never be reported.
void CurlMulti::act(curl_socket_t fd, int ready) {
  int running = 0;
  curl_multi_socket_action(multi_, fd, ready, &running);
  around_.stamps.end_call();
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
    if (message->msg == CURLMSG_DONE) {
      around_.listener.on_done(message->easy_handle, message->data.result);
    }
  }
}

CurlMulti::Watch& CurlMulti::watch_of(curl_socket_t fd) {
  std::unique_ptr<Watch>& watch = watches_[fd];
  if (watch == nullptr) watch = std::make_unique<Watch>(*this, fd);
  return *watch;
}

int CurlMulti::on_socket(CURL* easy, curl_socket_t fd, int what, void* self, void* known) {
  auto& multi = *static_cast<CurlMulti*>(self);
  Watch& watch = known != nullptr ? *static_cast<Watch*>(known) : multi.watch_of(fd);
  if (what == CURL_POLL_REMOVE) {
    watch.wanted = 0;
    if (!watch.is_connection) watch.listen_for(0);
    return 0;
  }
  if (known == nullptr) curl_multi_assign(multi.multi_, fd, &watch);
  watch.reader = easy;
  watch.wanted = static_cast<short>(((what & CURL_POLL_IN) != 0 ? EV_READ : 0) |
                                    ((what & CURL_POLL_OUT) != 0 ? EV_WRITE : 0));
  watch.listen_for(watch.wanted);
  return 0;
}

int CurlMulti::on_timer(CURLM* /*multi*/, long timeout_ms, void* self) {
  auto& multi = *static_cast<CurlMulti*>(self);
  if (timeout_ms < 0) {
    multi.deadline_ = TurnHook::kNever;
  } else if (timeout_ms == 0) {
    multi.deadline_ = core::Duration::zero();  // long past: no need to read the clock
  } else {
    multi.deadline_ = multi.around_.clock.now() + std::chrono::milliseconds{timeout_ms};
  }
  return 0;
}

int CurlMulti::on_socket_opened(void* self, curl_socket_t fd, curlsocktype /*purpose*/) {
  auto& multi = *static_cast<CurlMulti*>(self);
  multi.watch_of(fd).is_connection = true;
  multi.around_.stamps.prepare(fd);
  return CURL_SOCKOPT_OK;
}

int CurlMulti::on_close_socket(void* self, curl_socket_t fd) {
  Watch& watch = static_cast<CurlMulti*>(self)->watch_of(fd);
  watch.listen_for(0);
  watch.wanted = 0;
  watch.is_connection = false;
  watch.local_port = 0;
  watch.found = 0;
  return close(fd);
}

/// Only notes what is ready: with thousands of sockets a turn would be long otherwise.
void CurlMulti::on_ready(int fd, short what, void* known) {
  auto& watch = *static_cast<Watch*>(known);
  if (watch.wanted == 0) {
    watch.listen_for(0);
    // libcurl owns the descriptor and tests it before reuse: shut down, it is found dead.
    if (!watch.owner.may_multiplex_) shutdown(fd, SHUT_RDWR);
    return;
  }
  if (watch.found == 0) watch.owner.around_.reactor.queue(watch);
  watch.found = static_cast<short>(watch.found | what);
}

void CurlMulti::Watch::run(core::Duration now) {
  const short what = std::exchange(found, short{0});
  if (what == 0 || wanted == 0) return;  // closed, or libcurl has been here meanwhile
  ReadStamps& stamps = owner.around_.stamps;
  if ((what & EV_READ) != 0 && is_connection) {
    const Reactor::Look& look = owner.around_.reactor.last_look();
    stamps.begin_read(reader, fd, now, look.at - look.lag);
  } else {
    stamps.begin_other();
  }
  owner.act(fd, ((what & EV_READ) != 0 ? CURL_CSELECT_IN : 0) |
                    ((what & EV_WRITE) != 0 ? CURL_CSELECT_OUT : 0));
}

}  // namespace orbench::transport
