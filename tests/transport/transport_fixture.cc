#include "tests/transport/transport_fixture.h"

#include <curl/curl.h>

namespace orbench::transport {

using testing::Act;
using testing::Script;

void RecordingSink::on_sent(core::Duration at) {
  stamps.push_back(at);
  ++sent_calls;
}

void RecordingSink::on_head(core::Duration at, const core::ResponseHead& head) {
  stamps.push_back(at);
  ++head_calls;
  status = head.status;
  content_type = head.content_type;
  generation_id = head.generation_id;
  retry_after = head.retry_after;
  has_rate_limit = head.has_rate_limit;
}

bool RecordingSink::on_bytes(core::Duration at, std::string_view bytes) {
  stamps.push_back(at);
  body.append(bytes);
  return wants_more;
}

void RecordingSink::on_closed(core::Duration at, const TransferResult& ended) {
  stamps.push_back(at);
  ++closed_calls;
  result = ended;
  if (when_closed) when_closed();
}

void TransportTest::SetUpTestSuite() { curl_global_init(CURL_GLOBAL_DEFAULT); }
void TransportTest::TearDownTestSuite() { curl_global_cleanup(); }

void TransportTest::SetUp() {
  auto reactor = Reactor::create();
  ASSERT_TRUE(reactor.has_value()) << reactor.error().message;
  reactor_ = std::move(*reactor);
  use({});
}

void TransportTest::use(const TransportOptions& options) {
  auto transport = make_curl_transport(*reactor_, clock_, options);
  ASSERT_TRUE(transport.has_value()) << transport.error().message;
  transport_ = std::move(*transport);
}

TransferId TransportTest::start(const core::HttpRequest& request, ResponseSink& sink) {
  const auto id = transport_->start(request, sink);
  EXPECT_TRUE(id.has_value()) << id.error().message;
  return id.value_or(0);
}

bool TransportTest::turn_until(const std::function<bool()>& done) {
  const core::Duration give_up = clock_.now() + std::chrono::seconds{60};
  while (!done()) {
    if (clock_.now() >= give_up) return false;
    reactor_->run_until(give_up);
  }
  return true;
}

void TransportTest::fetch(const core::HttpRequest& request, RecordingSink& sink) {
  start(request, sink);
  ASSERT_TRUE(turn_until([&] { return sink.closed_calls > 0; }));
}

core::HttpRequest TransportTest::get(const std::string& url) { return {"GET", url, {}, {}}; }

core::HttpRequest TransportTest::post(const std::string& url, std::string body) {
  return {"POST", url, {{"Content-Type", "application/json"}}, std::move(body)};
}

std::string ok_response(const std::string& body) {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

Script keep_alive(const std::string& response) {
  return {Act::read_request(), Act::send(response), Act::repeat()};
}

}  // namespace orbench::transport
