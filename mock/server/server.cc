#include "mock/server/server.h"

#include <pthread.h>

#include <array>
#include <csignal>
#include <ctime>
#include <utility>

#include <nlohmann/json.hpp>

#include "harness/api/paths.h"
#include "mock/admin.h"
#include "mock/config.h"
#include "mock/server/http_server.h"
#include "mock/service.h"

namespace orbench::mock {

namespace {

/// `Thu, 01 Jan 2026 00:00:00 GMT`
std::string http_date(std::int64_t unix_seconds) {
  constexpr std::size_t kLongest = 64;
  std::array<char, kLongest> text{};
  const auto time = static_cast<std::time_t>(unix_seconds);
  std::tm parts{};
  if (gmtime_r(&time, &parts) == nullptr) return {};
  return {text.data(),
          std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts)};
}

core::Json totals_json(const TruthTotals& totals) {
  const auto tokens = static_cast<std::int64_t>(totals.tokens);
  return {{"requests", totals.requests},
          {"tokens", totals.tokens},
          {"tokens_queued", totals.tokens_queued},
          {"late_mean_ns", tokens == 0 ? 0 : totals.late_sum.count() / tokens},
          {"late_max_ns", totals.late_max.count()}};
}

}  // namespace

Server::Server() = default;

Server::~Server() { stop(); }

core::Result<std::unique_ptr<Server>> Server::create(const Options& options) {
  auto config = options.config_text ? parse_config(*options.config_text, "config")
                                    : load_config(options.config_path);
  if (!config) return tl::unexpected(std::move(config.error()));
  if (options.seed) config->settings.seed = *options.seed;
  for (const std::string& text : options.faults) {
    auto rule = parse_fault_rule(text);
    if (!rule) return tl::unexpected(std::move(rule.error()));
    config->faults.push_back(std::move(*rule));
  }
  Settings& settings = config->settings;
  settings.admin |= options.admin;
  if (options.admin) settings.ground_truth.enabled = true;
  if (options.ground_truth) settings.ground_truth = *options.ground_truth;
  std::unique_ptr<Server> server(new Server());
  if (settings.ground_truth.enabled) {
    server->truth_ = std::make_unique<TruthLog>(settings.ground_truth);
  }
  if (settings.admin) server->admin_ = server->make_admin();
  const HttpOptions http{options.address, options.port, settings.max_body_bytes,
                         settings.request_timeout, server->truth_.get()};
  server->service_ = std::make_unique<Service>(std::move(*config));
  auto listening = HttpServer::listen(
      http, [serving = server.get()](const Request& request) { return serving->answer(request); });
  if (!listening) return tl::unexpected(std::move(listening.error()));
  server->http_ = std::move(*listening);
  return server;
}

std::unique_ptr<Admin> Server::make_admin() {
  AdminPowers powers;
  powers.truth = truth_.get();
  powers.counters = [this] {
    core::Json json = {{"accepted", http_->accepted()},
                       {"in_flight", http_->in_flight()},
                       {"open_streams", http_->open_streams()},
                       {"inference_requests", service_->inference_requests()},
                       {"stalls", http_->stalls()}};
    if (truth_) json["ground_truth"] = totals_json(truth_->totals());
    return json;
  };
  powers.service = [this]() -> Service& { return *service_; };
  powers.gauges = [this] { return Gauges{http_->in_flight(), http_->open_streams()}; };
  powers.reset = [this] {
    service_->reset();
    if (truth_) truth_->reset();
  };
  powers.stall = [this](core::Duration delay, core::Duration length) { stall(delay, length); };
  return std::make_unique<Admin>(std::move(powers));
}

Script Server::answer(const Request& request) {
  if (admin_ && Admin::owns(request.path)) return admin_->answer(request);
  Script script = service_->answer(request);
  // The service's own time, so that X-RateLimit-Reset and the like can be compared with it.
  script.set_header("Date", http_date(service_->state().clock.wall_seconds()));
  return script;
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

void Server::run_until_signal(const std::function<void()>& ready) {
  http_->run_until_signal(ready);
}

void Server::stop() {
  if (!http_) return;
  http_->stop();
  if (thread_.joinable()) thread_.join();
}

int Server::port() const { return http_->port(); }

std::string Server::base_url() const { return http_->origin() + std::string(api::paths::kMount); }

std::optional<RequestTruth> Server::truth(std::string_view generation_id) const {
  return truth_ ? truth_->find(generation_id) : std::nullopt;
}

TruthTotals Server::truth_totals() const { return truth_ ? truth_->totals() : TruthTotals{}; }

void Server::stall(core::Duration delay, core::Duration length) { http_->stall(delay, length); }

void Server::step_clock(core::Duration by) { service_->state().clock.step(by); }

Counters Server::counters() const { return {http_->accepted(), http_->in_flight()}; }

}  // namespace orbench::mock
