#include "harness/run/blocking_get.h"

#include <algorithm>

#include <fmt/format.h>

#include "harness/transport/reactor.h"
#include "harness/transport/transport.h"

namespace orbench::run {
namespace {

constexpr core::Duration kLook = std::chrono::milliseconds{100};

class ReplySink final : public transport::ResponseSink {
 public:
  void on_sent(core::Duration /*at*/) override {}
  void on_head(core::Duration /*at*/, const core::ResponseHead& head) override {
    reply.status = head.status;
  }
  bool on_bytes(core::Duration /*at*/, std::string_view bytes) override {
    if (reply.body.size() + bytes.size() > kMaxReplyBytes) return false;
    reply.body += bytes;
    return true;
  }
  void on_closed(core::Duration /*at*/, const transport::TransferResult& ended) override {
    closed = true;
    complete = ended.end == transport::TransferEnd::kComplete;
    error = ended.error;
  }
  Reply reply;
  bool closed = false;
  bool complete = false;
  std::string error;
};

}  // namespace

core::Result<Reply> blocking_get(const RunTarget& target, const std::string& path,
                                 const TargetCheck& check, const core::Clock& clock) {
  auto reactor = transport::Reactor::create();
  if (!reactor) return tl::unexpected(reactor.error());
  transport::TransportOptions options;
  options.http = check.http;
  options.expected_in_flight = 1;
  options.tls = core::split_url(target.base_url).tls;
  options.ca_file = target.ca_file;
  options.hosts = target.hosts;
  auto transport = transport::make_curl_transport(**reactor, clock, options);
  if (!transport) return tl::unexpected(transport.error());

  core::HttpRequest request = key_request(target);
  request.url = target.base_url + path;
  ReplySink sink;
  const auto id = (*transport)->start(request, sink);
  if (!id) return tl::unexpected(id.error());
  const core::Duration deadline = clock.now() + check.patience;
  while (!sink.closed && clock.now() < deadline) {
    (*reactor)->run_until(std::min(deadline, clock.now() + kLook));
    if (check.give_up && check.give_up()) {
      (*transport)->cancel(*id);
      return core::fail(core::ErrorCode::kCancelled, "interrupted before anything was sent");
    }
  }
  const bool in_time = sink.closed;
  (*transport)->cancel(*id);
  if (in_time && sink.complete) return std::move(sink.reply);
  return core::fail(core::ErrorCode::kNetwork,
                    fmt::format("no whole reply to GET {}{}: {}; check the address and the network",
                                target.base_url, path,
                                !in_time             ? "it took too long"
                                : sink.error.empty() ? "it was cut off"
                                                     : sink.error));
}

}  // namespace orbench::run
