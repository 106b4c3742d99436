#include "harness/transport/request_head.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <utility>

#include "harness/transport/head_text.h"

namespace orbench::transport {
namespace {

/// An address, or a name whose addresses were given.
bool is_known(const core::UrlParts& url, const std::vector<KnownHost>& hosts) {
  std::array<unsigned char, sizeof(in6_addr)> bytes;
  return inet_pton(AF_INET, url.host.c_str(), bytes.data()) == 1 ||
         inet_pton(AF_INET6, url.host.c_str(), bytes.data()) == 1 ||
         std::any_of(hosts.begin(), hosts.end(), [&](const KnownHost& known) {
           return known.name == url.host && known.port == url.port && !known.addresses.empty();
         });
}

/// All that libcurl must know when the head is a text: it puts its URL together for each request.
void keep_origin(CURLU* url) {
  curl_url_set(url, CURLUPART_PATH, "/", 0);
  curl_url_set(url, CURLUPART_QUERY, nullptr, 0);
  curl_url_set(url, CURLUPART_FRAGMENT, nullptr, 0);
}

core::Result<std::shared_ptr<const RequestHead>> make_head(const core::HttpRequest& request,
                                                           const TransportOptions& options) {
  auto url = parse_url(request.url);
  if (!url) return tl::unexpected(std::move(url.error()));
  auto lines = header_lines(request.headers);
  if (!lines) return tl::unexpected(std::move(lines.error()));
  std::string text;
  if (options.http == core::HttpVersion::kHttp1) text = head_text(*url, request.headers);
  if (!text.empty()) keep_origin(url->get());
  auto list = make_string_list(text.empty() ? *lines : nothing_beside_head_text());
  if (!list) return tl::unexpected(std::move(list.error()));
  return std::make_shared<const RequestHead>(
      RequestHead{request.url, request.headers, std::move(*url), std::move(text), std::move(*list),
                  !is_known(core::split_url(request.url), options.hosts)});
}

}  // namespace

core::Result<std::shared_ptr<const RequestHead>> RequestHeads::of(
    const core::HttpRequest& request) {
  const auto known = std::find_if(kept_.rbegin(), kept_.rend(),
                                  [&](const auto& head) { return head->is_of(request); });
  if (known != kept_.rend()) return *known;
  auto made = make_head(request, options_);
  if (!made) return made;
  if (kept_.size() == kMostKept) kept_.erase(kept_.begin());
  kept_.push_back(*made);
  return made;
}

}  // namespace orbench::transport
