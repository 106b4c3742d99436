#include "mock/server/server.h"

#include <pthread.h>

#include <csignal>
#include <utility>

#include "harness/api/paths.h"
#include "mock/config.h"
#include "mock/server/http_server.h"
#include "mock/service.h"

namespace orbench::mock {

Server::Server() = default;

Server::~Server() { stop(); }

core::Result<std::unique_ptr<Server>> Server::create(const Options& options) {
  auto config = load_config(options.config_path);
  if (!config) return tl::unexpected(std::move(config.error()));
  if (options.seed) config->settings.seed = *options.seed;
  for (const std::string& text : options.faults) {
    auto rule = parse_fault_rule(text);
    if (!rule) return tl::unexpected(std::move(rule.error()));
    config->faults.push_back(std::move(*rule));
  }
  const HttpOptions http{options.address, options.port, config->settings.max_body_bytes};
  std::unique_ptr<Server> server(new Server());
  server->service_ = std::make_unique<Service>(std::move(*config));
  auto listening =
      HttpServer::listen(http, [service = server->service_.get()](const Request& request) {
        return service->answer(request);
      });
  if (!listening) return tl::unexpected(std::move(listening.error()));
  server->http_ = std::move(*listening);
  return server;
}

void Server::start() {
  // A new thread inherits the mask: signals stay with the thread that asked for the server.
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  thread_ = std::jthread([http = http_.get()] { http->run(); });
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

void Server::run_until_signal() { http_->run_until_signal(); }

void Server::stop() {
  if (!http_) return;
  http_->stop();
  if (thread_.joinable()) thread_.join();
}

int Server::port() const { return http_->port(); }

std::string Server::base_url() const { return http_->origin() + std::string(api::paths::kMount); }

Counters Server::counters() const { return {http_->accepted(), http_->in_flight()}; }

}  // namespace orbench::mock
