// The harness against the mock through a TLS and HTTP/2 front of someone else's making.
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <memory>
#include <sstream>
#include <string>

#include <fmt/format.h>

#include "tests/e2e/orbench_fixture.h"
#include "tests/support/self_signed.h"

namespace orbench::e2e {
namespace {

using support::ChildProcess;

/// A listening socket that a child process inherits, so that its port is known and connections
/// wait in it before the child has come up.
class InheritedListener {
 public:
  InheritedListener() : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(where);
    auto* const address = reinterpret_cast<sockaddr*>(&where);
    if (::bind(fd_, address, size) == 0 && ::listen(fd_, 64) == 0 &&
        ::getsockname(fd_, address, &size) == 0) {
      port_ = ntohs(where.sin_port);
    }
  }
  InheritedListener(const InheritedListener&) = delete;
  InheritedListener& operator=(const InheritedListener&) = delete;
  ~InheritedListener() { ::close(fd_); }

  [[nodiscard]] int fd() const { return fd_; }
  [[nodiscard]] int port() const { return port_; }

 private:
  int fd_;
  int port_ = 0;
};

#ifdef ORBENCH_NGINX
constexpr const char* kNginx = ORBENCH_NGINX;
#else
constexpr const char* kNginx = nullptr;
#endif

/// The mock behind nginx. The access log says which HTTP each client spoke.
class BehindNginx : public Orbench {
 protected:
  void SetUp() override {
    if (kNginx == nullptr) GTEST_SKIP() << "nginx is not installed (Debian package nginx)";
    Orbench::SetUp();
    mock_ = std::make_unique<ChildProcess>(std::vector<std::string>{
        ORBENCH_BINARY, "mock", "--config", path("paced.json"), "--port", "0"});
    const std::string said = "listening on http://127.0.0.1:";
    ASSERT_TRUE(mock_->wait_for_out("/api/v1\n"));
    const int mock_port = std::stoi(mock_->out().substr(mock_->out().find(said) + said.size()));
    const auto identity = orbench::testing::make_self_signed();
    write("certificate.pem", identity.certificate_pem);
    write("key.pem", identity.key_pem);
    write("nginx.conf", configuration(mock_port));
    support::ProcessOptions options;
    options.environment = {{"NGINX", fmt::format("{};", listener_.fd())}};
    nginx_ = std::make_unique<ChildProcess>(
        std::vector<std::string>{kNginx, "-p", path(""), "-c", path("nginx.conf"), "-e", "stderr"},
        options);
  }

  /// `orbench run` through the front.
  support::ProcessResult run_through(const std::string& http, std::vector<std::string> more) {
    std::vector<std::string> arguments = {
        "--target",   fmt::format("https://127.0.0.1:{}/api/v1", listener_.port()),
        "--set",      fmt::format("target.http=\"{}\"", http),
        "--endpoint", "chat",
        "--model",    "a/fast",
        "-c",         "4",
        "-n",         "20"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    support::ProcessOptions options;
    options.environment = {{"OPENROUTER_API_KEY", "sk-or-v1-test"}};
    return run("r", arguments, options);
  }

  /// The access log, complete: nginx writes it when a request is over, and has ended here.
  std::string access_log() {
    nginx_->signal(SIGQUIT);
    nginx_->wait();
    nginx_.reset();
    return read("access.log");
  }

  void TearDown() override {
    if (nginx_ == nullptr) return;
    nginx_->signal(SIGTERM);  // its worker ends with it, which a kill would leave behind
    nginx_->wait();
  }

 private:
  std::string configuration(int mock_port) const {
    return fmt::format(R"(daemon off;
worker_processes 1;
pid {0}/nginx.pid;
events {{ worker_connections 256; }}
http {{
  log_format spoken '$server_protocol $status $request_method $uri';
  access_log {0}/access.log spoken;
  client_body_temp_path {0}/body;
  proxy_temp_path {0}/proxy;
  fastcgi_temp_path {0}/fastcgi;
  uwsgi_temp_path {0}/uwsgi;
  scgi_temp_path {0}/scgi;
  server {{
    listen 127.0.0.1:{1} ssl http2;
    ssl_certificate {0}/certificate.pem;
    ssl_certificate_key {0}/key.pem;
    location / {{
      proxy_pass http://127.0.0.1:{2};
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_buffering off;
    }}
  }}
}}
)",
                       path(""), listener_.port(), mock_port);
  }

  InheritedListener listener_;
  std::unique_ptr<ChildProcess> mock_;
  std::unique_ptr<ChildProcess> nginx_;
};

/// How many lines of the log begin so.
std::ptrdiff_t lines_with(const std::string& log, const std::string& beginning) {
  std::istringstream lines(log);
  std::string line;
  std::ptrdiff_t count = 0;
  while (std::getline(lines, line)) count += line.rfind(beginning, 0) == 0 ? 1 : 0;
  return count;
}

void expect_every_request_streamed(const std::vector<json>& samples) {
  ASSERT_EQ(samples.size(), 20U);
  for (const json& sample : samples) {
    EXPECT_EQ(sample["outcome"], "ok");
    EXPECT_GT(sample["output_tokens"].get<int>(), 0);
    EXPECT_TRUE(sample["stream"].get<bool>());
    EXPECT_GT(sample.value("tls_us", 0.0) + (sample.value("connection_reused", false) ? 1 : 0), 0)
        << sample.dump();
  }
}

TEST_F(BehindNginx, StreamsPassOverHttp1) {
  const auto done = run_through("1.1", {"--ca-file", path("certificate.pem")});
  EXPECT_EQ(done.exit_code, 0) << done.err;
  expect_every_request_streamed(samples("r"));
  const std::string log = access_log();
  EXPECT_EQ(lines_with(log, "HTTP/1.1 200 POST /api/v1/chat/completions"), 20) << log;
  EXPECT_EQ(lines_with(log, "HTTP/2.0 "), 0) << log;
}

TEST_F(BehindNginx, StreamsPassOverHttp2) {
  const auto done = run_through("2", {"--ca-file", path("certificate.pem")});
  EXPECT_EQ(done.exit_code, 0) << done.err;
  expect_every_request_streamed(samples("r"));
  const std::string log = access_log();
  EXPECT_EQ(lines_with(log, "HTTP/2.0 200 POST /api/v1/chat/completions"), 20) << log;
}

TEST_F(BehindNginx, PlainAnswersPassOverHttp2) {
  const auto done = run_through(
      "2", {"--ca-file", path("certificate.pem"), "--set", "workloads.0.request.stream=false"});
  EXPECT_EQ(done.exit_code, 0) << done.err;
  EXPECT_EQ(summary("r")["totals"]["ok"], 20);
  const std::string log = access_log();
  EXPECT_EQ(lines_with(log, "HTTP/2.0 200 POST /api/v1/chat/completions"), 20) << log;
}

TEST_F(BehindNginx, NothingIsSentToAnAuthorityThatNobodyNamed) {
  const auto done = run_through("2", {});
  EXPECT_EQ(done.exit_code, 3) << done.err;
  EXPECT_EQ(lines_with(access_log(), "HTTP/"), 0);
}

}  // namespace
}  // namespace orbench::e2e
