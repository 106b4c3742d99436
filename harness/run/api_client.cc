#include "harness/run/api_client.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace orbench::run {
namespace {

constexpr core::Duration kLook = std::chrono::milliseconds{100};

class WholeReply final : public transport::ResponseSink {
 public:
  void on_sent(core::Duration /*at*/) override {}
  void on_head(core::Duration /*at*/, const core::ResponseHead& head) override {
    reply.status = head.status;
  }
  bool on_bytes(core::Duration /*at*/, std::string_view bytes) override {
    if (reply.body.size() + bytes.size() > ApiClient::kMostBytes) {
      too_large = true;
      return false;
    }
    reply.body += bytes;
    return true;
  }
  void on_closed(core::Duration /*at*/, const transport::TransferResult& result) override {
    closed = true;
    complete = result.end == transport::TransferEnd::kComplete;
    error = result.error;
  }

  ApiReply reply;
  bool closed = false;
  bool complete = false;
  bool too_large = false;
  std::string error;
};

/// The key goes with every question, as it does with the run's own requests.
void add_key(const RunTarget& target, core::HttpRequest& request) {
  const bool there =
      std::any_of(request.headers.begin(), request.headers.end(),
                  [](const core::Header& header) { return header.name == "Authorization"; });
  if (!there && !target.key.empty()) {
    request.headers.push_back({"Authorization", "Bearer " + target.key.reveal()});
  }
}

}  // namespace

core::Result<std::unique_ptr<ApiClient>> ApiClient::create(const RunTarget& target,
                                                           TargetCheck manner,
                                                           const core::Clock& clock) {
  std::unique_ptr<ApiClient> client(new ApiClient(target, std::move(manner), clock));
  auto reactor = transport::Reactor::create();
  if (!reactor) return tl::unexpected(reactor.error());
  client->reactor_ = std::move(*reactor);
  transport::TransportOptions options;
  options.http = client->manner_.http;
  options.expected_in_flight = 1;
  options.tls = core::split_url(target.base_url).tls;
  options.ca_file = target.ca_file;
  options.hosts = target.hosts;
  auto transport = transport::make_curl_transport(*client->reactor_, clock, options);
  if (!transport) return tl::unexpected(transport.error());
  client->transport_ = std::move(*transport);
  return client;
}

core::Result<ApiReply> ApiClient::get(const std::string& path) {
  core::HttpRequest request;
  request.method = "GET";
  request.url = target_.base_url + path;
  return send(std::move(request));
}

core::Result<ApiReply> ApiClient::send(core::HttpRequest request) {
  using core::ErrorCode;
  add_key(target_, request);
  WholeReply sink;
  const auto id = transport_->start(request, sink);
  if (!id) return tl::unexpected(id.error());
  const core::Duration deadline = clock_.now() + manner_.patience;
  while (!sink.closed && clock_.now() < deadline) {
    reactor_->run_until(std::min(deadline, clock_.now() + kLook));
    if (!sink.closed && manner_.give_up && manner_.give_up()) {
      transport_->cancel(*id);
      return core::fail(ErrorCode::kCancelled, "interrupted");
    }
  }
  if (!sink.closed) {
    transport_->cancel(*id);
    return core::fail(
        ErrorCode::kNetwork,
        fmt::format("no whole answer within {:g} s", core::to_seconds(manner_.patience)),
        request.url);
  }
  if (sink.too_large)
    return core::fail(ErrorCode::kTooLarge, "the answer is too large", request.url);
  if (!sink.complete) {
    return core::fail(ErrorCode::kNetwork, sink.error.empty() ? "no answer" : sink.error,
                      request.url);
  }
  return std::move(sink.reply);
}

}  // namespace orbench::run
