#include <csignal>
#include <utility>

#include <curl/curl.h>
#include <event2/event.h>
#include <fmt/format.h>

#include "harness/transport/easy_pool.h"
#include "harness/transport/easy_share.h"
#include "harness/transport/reactor.h"
#include "harness/transport/read_stamps.h"
#include "harness/transport/receive_stamp.h"
#include "harness/transport/transport.h"

namespace orbench::transport {
namespace {

// A transfer's id is the number of its start and the index of its slot, so that it is found without
// a search.
constexpr unsigned kIndexBits = 32;
constexpr TransferId kIndexMask = (TransferId{1} << kIndexBits) - 1;

class CurlTransport final : public Transport, private TurnHook, private DoneListener {
 public:
  CurlTransport(Reactor& reactor, const core::Clock& clock, TransportOptions options,
                EasyShare share, StampKeeper keeper)
      : reactor_(reactor),
        clock_(clock),
        options_(std::move(options)),
        share_(std::move(share)),
        stamps_(clock, std::move(keeper)),
        batch_(stamps_.by_kernel() ? options_.longest_rest : core::Duration::zero()),
        pool_({{reactor, clock_, stamps_, *this}, batch_, share_, options_}) {
    reactor_.attach(*this);
  }
  ~CurlTransport() override { reactor_.detach(*this); }
  CurlTransport(const CurlTransport&) = delete;
  CurlTransport& operator=(const CurlTransport&) = delete;

  core::Result<TransferId> start(const core::HttpRequest& request, ResponseSink& sink) override;
  void cancel(TransferId id) override;
  [[nodiscard]] std::size_t in_flight() const override { return open_; }
  [[nodiscard]] core::Duration read_lateness() const override {
    return stamps_.lateness(reactor_.last_look());
  }
  [[nodiscard]] StampCounts stamp_counts() const override { return stamps_.counts(); }
  void tell_late_reads(LateReadListener* listener) override { stamps_.tell_late_reads(listener); }

 private:
  [[nodiscard]] core::Duration next_deadline() const override;
  [[nodiscard]] core::Duration rest() const override { return batch_.rest(); }
  void on_turn(core::Duration now) override;
  void deliver();
  void on_done(CURL* easy, CURLcode code) override;
  [[nodiscard]] EasySlot* open_slot(TransferId id) const;
  void close(EasySlot& slot, core::Duration at);

  Reactor& reactor_;
  const core::Clock& clock_;
  TransportOptions options_;
  EasyShare share_;
  ReadStamps stamps_;
  ReadBatch batch_;
  EasyPool pool_;
  std::uint32_t starts_ = 0;
  std::size_t open_ = 0;
  std::vector<TransferId> done_;        // ended, their sinks not told yet
  std::vector<TransferId> delivering_;  // kept for its memory
};

core::Result<TransferId> CurlTransport::start(const core::HttpRequest& request,
                                              ResponseSink& sink) {
  auto acquired = pool_.acquire();
  if (!acquired) return tl::unexpected(std::move(acquired.error()));
  EasySlot& slot = **acquired;

  if (++starts_ == 0) ++starts_;  // zero names no transfer
  const TransferId id = TransferId{starts_} << kIndexBits | slot.index();
  auto started = slot.load(request);
  batch_.note_start();
  if (started) started = slot.start(id, sink);
  if (!started) {
    batch_.note_end(false);
    pool_.release(slot);
    return tl::unexpected(std::move(started.error()));
  }
  ++open_;
  return id;
}

void CurlTransport::cancel(TransferId id) {
  EasySlot* slot = open_slot(id);
  if (slot == nullptr) return;
  slot->revoke_done();  // it may have ended in this turn; the caller's word stands
  close(*slot, clock_.now());
}

EasySlot* CurlTransport::open_slot(TransferId id) const {
  if (id == 0) return nullptr;  // what a free slot answers to
  EasySlot* slot = pool_.at(id & kIndexMask);
  return slot != nullptr && slot->id() == id ? slot : nullptr;
}

core::Duration CurlTransport::next_deadline() const {
  return done_.empty() ? pool_.next_deadline() : core::Duration::zero();
}

/// Tells the sinks of what ended before this point and leaves what ends meanwhile to the next turn:
/// a sink that starts anew on each refusal must not keep the loop from its other work.
void CurlTransport::deliver() {
  delivering_.swap(done_);
  for (const TransferId id : delivering_) {
    EasySlot* slot = open_slot(id);
    if (slot == nullptr) continue;  // cancelled by the sink of one before it
    close(*slot, slot->closed_at());
  }
  delivering_.clear();
}

void CurlTransport::on_turn(core::Duration now) {
  pool_.run_due(now);
  if (!done_.empty()) deliver();
  batch_.review(now, stamps_.counts().kernel, open_);
}

void CurlTransport::on_done(CURL* easy, CURLcode code) {
  EasySlot& slot = EasySlot::of(easy);
  slot.note_done(code);
  done_.push_back(slot.id());
}

/// The slot is free before the sink hears, so that the request it starts next takes the same one,
/// with its connection.
void CurlTransport::close(EasySlot& slot, core::Duration at) {
  ResponseSink& sink = slot.sink();
  --open_;
  const TransferResult result = slot.finish();
  batch_.note_end(result.timing.sends > 0);
  pool_.release(slot);
  sink.on_closed(at, result);
}

/// The kernel's stamps, when they are wanted and to be had.
core::Result<StampKeeper> choose_stamps(const TransportOptions& options) {
  if (options.stamps == StampMode::kCallback) return StampKeeper{};
  // Over HTTP/2 one read serves several streams, and libcurl reads past what was peeked at.
  const bool http1 = options.http == core::HttpVersion::kHttp1;
  StampKeeper keeper = http1 ? StampKeeper::start() : StampKeeper{};
  if (keeper.works() || options.stamps == StampMode::kAuto) return keeper;
  return core::fail(core::ErrorCode::kUnsupported,
                    fmt::format("kernel stamps cannot be had {}; use engine.stamps \"auto\"",
                                http1 ? "on this system (no SO_TIMESTAMPNS)"
                                      : "over HTTP/2 (only with target.http \"1.1\")"));
}

}  // namespace

core::Result<std::unique_ptr<Transport>> make_curl_transport(Reactor& reactor,
                                                             const core::Clock& clock,
                                                             const TransportOptions& options) {
  auto keeper = choose_stamps(options);
  if (!keeper) return tl::unexpected(std::move(keeper.error()));
  auto share = EasyShare::create(options);
  if (!share) return tl::unexpected(std::move(share.error()));
  struct sigaction current {};
  if (sigaction(SIGPIPE, nullptr, &current) == 0 && current.sa_handler == SIG_DFL) {
    current.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &current, nullptr);
  }
  return std::make_unique<CurlTransport>(reactor, clock, options, std::move(*share),
                                         std::move(*keeper));
}

std::string library_versions() {
  const curl_version_info_data* info = curl_version_info(CURLVERSION_NOW);
  const auto or_none = [](const char* text) { return text != nullptr ? text : "none"; };
  return fmt::format("libcurl/{} {} nghttp2/{} libevent/{}", info->version,
                     or_none(info->ssl_version), or_none(info->nghttp2_version),
                     event_get_version());
}

}  // namespace orbench::transport
