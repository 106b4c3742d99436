#include "harness/run/worker.h"

#include <algorithm>
#include <ctime>
#include <utility>

#include "harness/run/pinning.h"
#include "harness/run/prewarm.h"

namespace orbench::run {
namespace {

constexpr core::Duration kPublishEvery = std::chrono::milliseconds{100};

core::Duration thread_cpu_time() {
  timespec ts{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ts);
  return std::chrono::seconds{ts.tv_sec} + std::chrono::nanoseconds{ts.tv_nsec};
}

/// Notes how late reads came.
class ReadLag final : public transport::LateReadListener {
 public:
  explicit ReadLag(metrics::Histogram& us) : us_(us) {}
  void on_late_read(core::Duration waited) override { us_.record(waited.count() / 1000); }

 private:
  metrics::Histogram& us_;
};

/// The scenario's reader lets no other word through.
transport::StampMode stamp_mode(const std::string& word) {
  if (word == "kernel") return transport::StampMode::kKernel;
  return word == "callback" ? transport::StampMode::kCallback : transport::StampMode::kAuto;
}

}  // namespace

Worker::Worker(const Setup& setup) : setup_(setup), recorder_(setup.plan.recorder_plan()) {}

Worker::~Worker() {
  if (thread_.joinable() && !released_) {
    dismissed_.store(true, std::memory_order_release);
    reactor_->wake();
    release_.set_value({core::Duration{0}, {}});
  }
  join();
}

core::Result<std::unique_ptr<Worker>> Worker::create(const Setup& setup) {
  auto reactor = transport::Reactor::create();
  if (!reactor) return tl::unexpected(reactor.error());
  std::unique_ptr<Worker> worker(new Worker(setup));
  worker->reactor_ = std::move(*reactor);

  transport::TransportOptions options;
  options.http = setup.plan.http;
  options.reuse_connections = setup.plan.engine.reuse_connections;
  options.tls = core::split_url(setup.target.base_url).tls;
  options.ca_file = setup.target.ca_file;
  options.hosts = setup.target.hosts;
  options.longest_rest = setup.plan.engine.rest;
  options.stamps = stamp_mode(setup.plan.engine.stamps);
  const std::uint64_t most = setup.plan.most_in_flight().value_or(1024);
  options.expected_in_flight = static_cast<std::size_t>(most / setup.count + 1);
  auto transport = transport::make_curl_transport(*worker->reactor_, setup.clock, options);
  if (!transport) return tl::unexpected(transport.error());
  worker->transport_ = std::move(*transport);
  return worker;
}

void Worker::launch() {
  thread_ = std::thread([this] { live(); });
}

void Worker::release(core::Duration epoch, WorkerSinks sinks) {
  released_ = true;
  release_.set_value({epoch, sinks});
}

void Worker::live() {
  pin_worker(setup_.index, setup_.count);
  connect();
  ready_.set_value();
  const Release release = release_.get_future().get();
  if (release.sinks.samples != nullptr) run(release.epoch, release.sinks);
  finished_.set_value();
}

void Worker::connect() {
  const std::size_t connections = connections_to_warm(setup_.plan, setup_.count);
  if (connections == 0) return;
  prewarm({setup_.target, *transport_, *reactor_, setup_.clock}, connections,
          [this] { return dismissed_.load(std::memory_order_acquire); });
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
  std::unique_ptr<metrics::Recorder> copy;
  if (snapshot_wanted_.exchange(false, std::memory_order_acq_rel)) {
    copy = std::make_unique<metrics::Recorder>(setup_.plan.recorder_plan());
    copy->merge(recorder_);
  }
  const std::lock_guard lock(progress_mutex_);
  progress_ = std::move(now);
  if (copy != nullptr) snapshot_ = std::move(copy);
}

void Worker::merge_snapshot_into(metrics::Recorder& so_far) const {
  const std::lock_guard lock(progress_mutex_);
  if (snapshot_ != nullptr) so_far.merge(*snapshot_);
}

void Worker::hand_over(core::Duration since_epoch, const WorkerSinks& sinks) {
  if (sinks.intervals == nullptr) return;
  sinks.intervals->take(recorder_.take_interval(std::max(since_epoch, core::Duration{0})));
}

void Worker::run(core::Duration epoch, const WorkerSinks& sinks) {
  if (sinks.intervals != nullptr) recorder_.keep_intervals();
  Dispatcher dispatcher({setup_.plan, setup_.target, setup_.ledger, *transport_, setup_.clock,
                         recorder_, *sinks.samples, setup_.gates, setup_.settler},
                        setup_.index, setup_.count);
  dispatcher.begin(epoch);
  const transport::StampCounts stamps_before = transport_->stamp_counts();
  ReadLag read_lag(report_.read_lag);
  transport_->tell_late_reads(&read_lag);
  const core::Duration cpu_before = thread_cpu_time();
  core::Duration now = setup_.clock.now();
  core::Duration publish_at = epoch;
  core::Duration hand_over_at = epoch + metrics::IntervalSink::kEvery;
  for (;;) {
    const core::Duration next = dispatcher.advance(now);
    if (dispatcher.done()) break;
    now = dispatcher.advanced_at();
    if (now >= publish_at) {
      publish(dispatcher);
      sinks.samples->hand_over();
      publish_at = now + kPublishEvery;
      now = setup_.clock.now();
    }
    if (now >= hand_over_at) {
      hand_over(now - epoch, sinks);
      hand_over_at = now + metrics::IntervalSink::kEvery;
      now = setup_.clock.now();
    }
    now = wait_until(next, now);
    const core::Duration lag = reactor_->last_lag();
    if (lag > core::Duration{0}) report_.loop_lag.record(lag.count() / 1000);
  }
  publish(dispatcher);
  sinks.samples->hand_over();
  hand_over(setup_.clock.now() - epoch, sinks);
  dispatcher.record_max_in_flight();
  const double wall = core::to_seconds(setup_.clock.now() - epoch);
  if (wall > 0) report_.cpu_share = core::to_seconds(thread_cpu_time() - cpu_before) / wall;
  report_.send_lag = dispatcher.send_lag();
  report_.dropped = dispatcher.dropped();
  report_.planned = dispatcher.planned();
  report_.late = dispatcher.late();
  report_.missed = dispatcher.missed();
  report_.searches = dispatcher.search_reports();
  transport_->tell_late_reads(nullptr);
  const transport::StampCounts stamps = transport_->stamp_counts();
  report_.stamps = {stamps.kernel - stamps_before.kernel, stamps.callback - stamps_before.callback};
  const auto reads = static_cast<std::int64_t>(report_.stamps.kernel + report_.stamps.callback);
  report_.read_lag.record_n(0, std::max(reads - report_.read_lag.count(), std::int64_t{0}));
}

/// A kernel timer ends a wait tens of µs late. With `spin` the loop waits for a moment before the
/// instant and reads the clock for the rest; what arrives at a socket meanwhile is stamped by the
/// kernel and can wait. A wait that a socket has ended does not spin.
core::Duration Worker::wait_until(core::Duration next, core::Duration now) {
  const core::Duration spin = setup_.plan.engine.spin;
  now = reactor_->run_until(next - spin, now);
  if (spin == core::Duration::zero() || now < next - spin) return now;
  while (now < next) now = setup_.clock.now();
  return now;
}

}  // namespace orbench::run
