#include <cstdlib>
#include <memory>
#include <string>

#include "mock/config.h"
#include "mock/responders/multipart.h"
#include "mock/server/query.h"
#include "mock/service.h"
#include "tests/fuzz/targets.h"

namespace orbench::fuzz {
namespace {

/// Up to the separator, which is taken away with it.
std::string_view take(std::string_view& text, std::string_view separator) {
  const auto end = text.find(separator);
  const std::string_view taken = text.substr(0, end);
  text = end == std::string_view::npos ? std::string_view{} : text.substr(end + separator.size());
  return taken;
}

mock::Request request_from(std::string_view bytes) {
  mock::Request request;
  request.body = bytes;
  std::string_view head = take(request.body, "\n\n");
  std::string_view line = take(head, "\n");
  request.method = take(line, " ");
  request.path = take(line, "?");
  request.query = line;
  while (!head.empty()) {
    std::string_view header = take(head, "\n");
    const std::string_view name = take(header, ": ");
    request.headers.push_back({std::string(name), std::string(header)});
  }
  return request;
}

mock::Service& service() {
  static const auto made = [] {
    auto config = mock::load_config(std::nullopt);
    if (!config) std::abort();
    config->settings.log_content = true;
    config->settings.generation_delay = {};
    return std::make_unique<mock::Service>(std::move(*config));
  }();
  return *made;
}

}  // namespace

void mock_request(std::string_view bytes) {
  constexpr std::uint64_t kRequestsALife = 4096;  // what is kept in memory stays small
  static std::uint64_t requests = 0;
  if (++requests % kRequestsALife == 0) service().reset();
  const mock::Request request = request_from(bytes);
  const mock::Script script = service().answer(request);
  if (script.status < 100 || script.status > 599 || script.pieces.empty()) std::abort();
  const std::string body = rendered_body(script);
  const bool whole = request.headers.empty() || !request.header("x-mock-fault");
  if (whole && script.content_length && *script.content_length != body.size()) std::abort();
  // A body may be a form, and a query anything, whichever responder asks.
  const mock::Query query(request.query);
  (void)query.number("limit");
  (void)mock::split_list(request.query);
  (void)mock::parse_form(request.header("content-type").value_or(""), request.body);
}

}  // namespace orbench::fuzz
