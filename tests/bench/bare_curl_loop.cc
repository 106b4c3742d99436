// The smallest honest load generator on libcurl and libevent: the options, stamps and tricks of the
// engine (its headers as one text, many small multis, lazy deregistration, deadlines in user space,
// a peek at the kernel's stamp, PREREQ), and nothing of what an engine is for: no arrivals, no
// JSON, no samples, no time-outs. It shares no code with the engine, whose own cost is the
// difference.
//
//   bare_curl_loop [--usual-head] URL CONNECTIONS SECONDS [BODY_FILE]
//
// Each connection posts the body (300 bytes unless a file is given) again as soon as it is
// answered. Prints requests per second and per CPU-second of the process. With --usual-head libcurl
// writes the headers from a list, as in most programs.

#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include <curl/curl.h>
#include <event2/event.h>

namespace {

constexpr std::size_t kConnectionsPerMulti = 64;
constexpr std::int64_t kNever = INT64_MAX;
constexpr std::int64_t kMs = 1'000'000;

std::int64_t now_ns(clockid_t id) {
  timespec ts{};
  clock_gettime(id, &ts);
  return std::int64_t{ts.tv_sec} * 1'000'000'000 + ts.tv_nsec;
}

struct Loop;
struct Request {
  std::int64_t sent = 0;
  std::int64_t first_byte = 0;
};

struct Watch {
  Loop* loop = nullptr;
  struct Multi* multi = nullptr;
  event* ready = nullptr;
  short listening = 0;
  short wanted = 0;
};

struct Multi {
  CURLM* handle = nullptr;
  Loop* loop = nullptr;
  std::int64_t deadline = kNever;
  std::unordered_map<curl_socket_t, Watch> watches;

  void act(curl_socket_t fd, int ready);
};

struct Loop {
  event_base* base = nullptr;
  std::vector<std::unique_ptr<Multi>> multis;
  std::vector<std::pair<Multi*, CURL*>> done;
  std::int64_t kernel_stamp = 0;
  std::uint64_t stamped = 0;
  std::uint64_t ended = 0;
  std::size_t failed = 0;
};

void Multi::act(curl_socket_t fd, int ready) {
  if (fd == CURL_SOCKET_TIMEOUT) deadline = kNever;
  int running = 0;
  curl_multi_socket_action(handle, fd, ready, &running);
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(handle, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    loop->failed += message->data.result == CURLE_OK ? 0 : 1;
    loop->done.emplace_back(this, message->easy_handle);
  }
}

/// CLOCK_REALTIME of the oldest unread byte; 0 when it bears no stamp.
std::int64_t peek_stamp(int fd) {
  char byte = 0;
  iovec piece{&byte, 1};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(timespec))> control;
  msghdr message{};
  message.msg_iov = &piece;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  if (syscall(SYS_recvmsg, fd, &message, MSG_PEEK | MSG_DONTWAIT) <= 0) return 0;
  const cmsghdr* part = CMSG_FIRSTHDR(&message);
  if (part == nullptr || part->cmsg_type != SCM_TIMESTAMPNS) return 0;
  timespec ts{};
  std::memcpy(&ts, CMSG_DATA(part), sizeof ts);
  return std::int64_t{ts.tv_sec} * 1'000'000'000 + ts.tv_nsec;
}

void on_ready(int fd, short what, void* data) {
  auto& watch = *static_cast<Watch*>(data);
  if (watch.wanted == 0) {  // an idle connection: its peer has closed it
    event_del(watch.ready);
    watch.listening = 0;
    return;
  }
  if ((what & EV_READ) != 0) {
    watch.loop->kernel_stamp = peek_stamp(fd);
    watch.loop->stamped += watch.loop->kernel_stamp != 0 ? 1 : 0;
  }
  watch.multi->act(fd, ((what & EV_READ) != 0 ? CURL_CSELECT_IN : 0) |
                           ((what & EV_WRITE) != 0 ? CURL_CSELECT_OUT : 0));
}

int on_socket(CURL* /*easy*/, curl_socket_t fd, int what, void* self, void* /*known*/) {
  auto& multi = *static_cast<Multi*>(self);
  Watch& watch = multi.watches[fd];
  watch.wanted = 0;
  if (what == CURL_POLL_REMOVE) return 0;
  if ((what & CURL_POLL_IN) != 0) watch.wanted = EV_READ;
  if ((what & CURL_POLL_OUT) != 0) watch.wanted = static_cast<short>(watch.wanted | EV_WRITE);
  if (watch.wanted == watch.listening) return 0;
  if (watch.ready == nullptr) {
    watch.loop = multi.loop;
    watch.multi = &multi;
    watch.ready = event_new(multi.loop->base, fd, 0, &on_ready, &watch);
  }
  if (watch.listening != 0) event_del(watch.ready);
  event_assign(watch.ready, multi.loop->base, fd, static_cast<short>(watch.wanted | EV_PERSIST),
               &on_ready, &watch);
  event_add(watch.ready, nullptr);
  watch.listening = watch.wanted;
  return 0;
}

int on_timer(CURLM* /*handle*/, long timeout_ms, void* self) {
  static_cast<Multi*>(self)->deadline =
      timeout_ms < 0 ? kNever : now_ns(CLOCK_MONOTONIC) + timeout_ms * kMs;
  return 0;
}

int on_socket_opened(void* /*self*/, curl_socket_t fd, curlsocktype /*purpose*/) {
  const int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
  return CURL_SOCKOPT_OK;
}

int on_close_socket(void* self, curl_socket_t fd) {
  Watch& watch = static_cast<Multi*>(self)->watches[fd];
  if (watch.listening != 0) event_del(watch.ready);
  watch.listening = 0;
  return close(fd);
}

std::size_t on_header(char* /*data*/, std::size_t size, std::size_t count, void* /*request*/) {
  return size * count;
}

std::size_t on_body(char* /*data*/, std::size_t size, std::size_t count, void* self) {
  static_cast<Request*>(self)->first_byte = now_ns(CLOCK_MONOTONIC);
  return size * count;
}

int on_request(void* self, char* /*peer*/, char* /*local*/, int /*peer_port*/, int /*port*/) {
  static_cast<Request*>(self)->sent = now_ns(CLOCK_MONOTONIC);
  return CURL_PREREQFUNC_OK;
}

std::unique_ptr<Multi> make_multi(Loop& loop) {
  auto multi = std::make_unique<Multi>();
  multi->handle = curl_multi_init();
  multi->loop = &loop;
  curl_multi_setopt(multi->handle, CURLMOPT_SOCKETFUNCTION, &on_socket);
  curl_multi_setopt(multi->handle, CURLMOPT_SOCKETDATA, multi.get());
  curl_multi_setopt(multi->handle, CURLMOPT_TIMERFUNCTION, &on_timer);
  curl_multi_setopt(multi->handle, CURLMOPT_TIMERDATA, multi.get());
  curl_multi_setopt(multi->handle, CURLMOPT_MAXCONNECTS, long{2 * kConnectionsPerMulti});
  return multi;
}

struct Head {
  CURLU* url = curl_url();
  std::string text;  ///< target and headers, all but the last ` HTTP/1.1`; empty: the list has them
  curl_slist* list = nullptr;
};

std::string part_of(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  std::string copy = curl_url_get(url, part, &text, 0) == CURLUE_OK ? text : "";
  curl_free(text);
  return copy;
}

Head make_head(const char* url, bool usual) {
  Head head;
  if (curl_url_set(head.url, CURLUPART_URL, url, 0) != CURLUE_OK) return {nullptr, {}, nullptr};
  const std::string host = part_of(head.url, CURLUPART_HOST) + ":";
  if (!usual) {
    head.text = part_of(head.url, CURLUPART_PATH) + " HTTP/1.1\r\nHost: " + host +
                part_of(head.url, CURLUPART_PORT);
    curl_url_set(head.url, CURLUPART_PATH, "/", 0);
    for (const char* line : {"Host:", "Accept:", "Content-Type:"}) {
      head.list = curl_slist_append(head.list, line);
    }
  }
  head.list = curl_slist_append(head.list, "Expect:");
  for (const char* line :
       {"Authorization: Bearer loopback-needs-no-key", "Content-Type: application/json",
        "Accept: application/json", "X-OpenRouter-Cache: false", "User-Agent: bare_curl_loop"}) {
    if (usual) {
      head.list = curl_slist_append(head.list, line);
    } else {
      head.text += std::string("\r\n") + line;
    }
  }
  return head;
}

CURL* make_easy(Multi& multi, Request& request, const Head& head, const std::string& body) {
  CURL* easy = curl_easy_init();
  curl_easy_setopt(easy, CURLOPT_CURLU, head.url);
  if (!head.text.empty()) curl_easy_setopt(easy, CURLOPT_REQUEST_TARGET, head.text.c_str());
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, head.list);
  curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body.c_str());
  curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_1_1});
  curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, 5L * 1024 - 1);
  curl_easy_setopt(easy, CURLOPT_TCP_NODELAY, 1L);
  curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L);
  curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, &on_socket_opened);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, &on_close_socket);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, &multi);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &on_header);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &on_body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &request);
  curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, &on_request);
  curl_easy_setopt(easy, CURLOPT_PREREQDATA, &request);
  return easy;
}

/// One turn: wait at most until the earliest deadline, then start anew what has ended.
void turn(Loop& loop, event* timer, std::int64_t end) {
  std::int64_t deadline = end;
  for (const auto& multi : loop.multis) deadline = std::min(deadline, multi->deadline);
  const std::int64_t now = now_ns(CLOCK_MONOTONIC);
  if (deadline <= now) {
    event_base_loop(loop.base, EVLOOP_NONBLOCK);
  } else {
    const std::int64_t us = (deadline - now) / 1000 + 1;
    const timeval wait{us / 1'000'000, us % 1'000'000};
    event_add(timer, &wait);
    event_base_loop(loop.base, EVLOOP_ONCE);
    event_del(timer);
  }
  const std::int64_t after = now_ns(CLOCK_MONOTONIC);
  for (const auto& multi : loop.multis) {
    if (multi->deadline <= after) multi->act(CURL_SOCKET_TIMEOUT, 0);
  }
  std::vector<std::pair<Multi*, CURL*>> done;
  done.swap(loop.done);
  loop.ended += done.size();
  for (const auto& [multi, easy] : done) {
    curl_multi_remove_handle(multi->handle, easy);
    curl_multi_add_handle(multi->handle, easy);
    multi->act(CURL_SOCKET_TIMEOUT, 0);
  }
}

void run_for(Loop& loop, event* timer, double seconds) {
  const std::int64_t end = now_ns(CLOCK_MONOTONIC) + static_cast<std::int64_t>(seconds * 1e9);
  while (now_ns(CLOCK_MONOTONIC) < end) turn(loop, timer, end);
}

}  // namespace

int main(int argc, char** argv) {
  const bool usual = argc > 1 && std::strcmp(argv[1], "--usual-head") == 0;
  if (usual) {
    --argc;
    ++argv;
  }
  if (argc < 4) {
    std::fputs("usage: bare_curl_loop [--usual-head] URL CONNECTIONS SECONDS [BODY_FILE]\n",
               stderr);
    return 2;
  }
  const std::size_t connections = std::strtoul(argv[2], nullptr, 10);
  const double seconds = std::strtod(argv[3], nullptr);
  std::string body(300, ' ');
  if (argc > 4) {
    std::ifstream file(argv[4]);
    body.assign(std::istreambuf_iterator<char>(file), {});
  }
  std::signal(SIGPIPE, SIG_IGN);
  curl_global_init(CURL_GLOBAL_DEFAULT);
  Loop loop;
  event_config* config = event_config_new();
  event_config_set_flag(config, EVENT_BASE_FLAG_PRECISE_TIMER);
  loop.base = event_base_new_with_config(config);
  event* timer = evtimer_new(
      loop.base, [](int, short, void*) {}, nullptr);

  const Head head = make_head(argv[1], usual);
  if (head.url == nullptr) return 2;
  std::vector<Request> requests(connections);
  for (std::size_t i = 0; i < connections; ++i) {
    if (i % kConnectionsPerMulti == 0) loop.multis.push_back(make_multi(loop));
    Multi& multi = *loop.multis.back();
    curl_multi_add_handle(multi.handle, make_easy(multi, requests[i], head, body));
  }
  run_for(loop, timer, 0.5);  // connections are open, caches warm

  const std::uint64_t ended = loop.ended;
  const std::int64_t cpu = now_ns(CLOCK_PROCESS_CPUTIME_ID);
  const std::int64_t wall = now_ns(CLOCK_MONOTONIC);
  run_for(loop, timer, seconds);
  const double cpu_s = static_cast<double>(now_ns(CLOCK_PROCESS_CPUTIME_ID) - cpu) / 1e9;
  const double wall_s = static_cast<double>(now_ns(CLOCK_MONOTONIC) - wall) / 1e9;
  const auto count = static_cast<double>(loop.ended - ended);
  std::printf(
      "%.0f requests/s, %.0f per CPU-second, %.2f us of CPU each, %zu failed, "
      "%.0f %% of reads with a kernel stamp\n",
      count / wall_s, count / cpu_s, cpu_s / count * 1e6, loop.failed,
      100.0 * static_cast<double>(loop.stamped) / static_cast<double>(loop.ended));
  std::fflush(stdout);
  std::_Exit(loop.failed == 0 ? 0 : 1);  // the kernel takes the sockets back faster than libcurl
}
