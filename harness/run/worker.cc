#include "harness/run/worker.h"

#include <ctime>
#include <utility>

namespace orbench::run {
namespace {

constexpr core::Duration kPublishEvery = std::chrono::milliseconds{100};

core::Duration thread_cpu_time() {
  timespec ts{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ts);
  return std::chrono::seconds{ts.tv_sec} + std::chrono::nanoseconds{ts.tv_nsec};
}

}  // namespace

Worker::Worker(const Setup& setup) : setup_(setup), recorder_(setup.plan.recorder_plan()) {}

Worker::~Worker() { join(); }

core::Result<std::unique_ptr<Worker>> Worker::create(const Setup& setup) {
  auto reactor = transport::Reactor::create();
  if (!reactor) return tl::unexpected(reactor.error());
  std::unique_ptr<Worker> worker(new Worker(setup));
  worker->reactor_ = std::move(*reactor);

  transport::TransportOptions options;
  options.http = setup.plan.http;
  options.reuse_connections = setup.plan.engine.reuse_connections;
  options.ca_file = setup.target.ca_file;
  const std::uint64_t most = setup.plan.most_in_flight().value_or(1024);
  options.expected_in_flight = static_cast<std::size_t>(most / setup.count + 1);
  auto transport = transport::make_curl_transport(*worker->reactor_, setup.clock, options);
  if (!transport) return tl::unexpected(transport.error());
  worker->transport_ = std::move(*transport);
  return worker;
}

void Worker::launch(core::Duration epoch, metrics::SampleSink& sink) {
  thread_ = std::thread([this, epoch, &sink] { run(epoch, sink); });
}

void Worker::join() {
  if (thread_.joinable()) thread_.join();
}

void Worker::wake() { reactor_->wake(); }

Progress Worker::progress() const {
  const std::lock_guard lock(progress_mutex_);
  return progress_;
}

void Worker::publish(const Dispatcher& dispatcher) {
  Progress now = dispatcher.progress();
  const std::lock_guard lock(progress_mutex_);
  progress_ = std::move(now);
}

void Worker::run(core::Duration epoch, metrics::SampleSink& sink) {
  Dispatcher dispatcher(
      {setup_.plan, setup_.target, setup_.ledger, *transport_, setup_.clock, recorder_, sink},
      setup_.index, setup_.count);
  dispatcher.begin(epoch);
  const core::Duration cpu_before = thread_cpu_time();
  core::Duration publish_at = epoch;
  core::Duration lag{0};
  for (;;) {
    const core::Duration next = dispatcher.advance(lag);
    if (dispatcher.done()) break;
    reactor_->run_until(next);
    lag = reactor_->last_lag();
    if (lag > core::Duration{0}) report_.loop_lag.record(lag.count() / 1000);
    const core::Duration now = setup_.clock.now();
    if (now >= publish_at) {
      publish(dispatcher);
      publish_at = now + kPublishEvery;
    }
  }
  publish(dispatcher);
  dispatcher.record_max_in_flight();
  const double wall = core::to_seconds(setup_.clock.now() - epoch);
  if (wall > 0) report_.cpu_share = core::to_seconds(thread_cpu_time() - cpu_before) / wall;
  report_.send_lag = dispatcher.send_lag();
  report_.dropped = dispatcher.dropped();
  report_.planned = dispatcher.planned();
  report_.late = dispatcher.late();
  report_.missed = dispatcher.missed();
  finished_.store(true, std::memory_order_release);
}

}  // namespace orbench::run
