#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "harness/core/http.h"
#include "harness/core/result.h"
#include "harness/transport/request_lines.h"
#include "harness/transport/string_list.h"
#include "harness/transport/transport.h"

namespace orbench::transport {

/// Where requests go and with which headers, in the form that libcurl borrows.
struct RequestHead {
  std::string url;
  std::vector<core::Header> headers;
  ParsedUrl parsed_url;
  std::string text;  ///< all of it in one piece; empty where libcurl writes it (head_text.h)
  StringList header_list;
  bool needs_lookup = false;  ///< the host is a name whose addresses were not given

  [[nodiscard]] bool is_of(const core::HttpRequest& request) const {
    return url == request.url && headers == request.headers;
  }
};

/// The heads of late, each made once: thousands of transfers send the same one, and each handle
/// would hold a KiB of its own.
/// Threads: one thread per object.  Lifetime: a head lives as long as one who has it.
class RequestHeads {
 public:
  /// `options` must outlive the object.
  explicit RequestHeads(const TransportOptions& options) : options_(options) {}

  /// Errors: those of Transport::start() about URLs and headers.
  [[nodiscard]] core::Result<std::shared_ptr<const RequestHead>> of(
      const core::HttpRequest& request);

 private:
  static constexpr std::size_t kMostKept = 16;

  const TransportOptions& options_;
  std::vector<std::shared_ptr<const RequestHead>> kept_;  // the newest last
};

}  // namespace orbench::transport
