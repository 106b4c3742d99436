#pragma once

#include <string>
#include <vector>

#include "harness/core/http.h"
#include "harness/core/units.h"

/// Where requests go, and how long they may take: plain data.
namespace orbench::scenario {

struct Timeouts {
  core::Duration connect = std::chrono::seconds{10};
  core::Duration first_token = std::chrono::seconds{60};
  core::Duration idle = std::chrono::seconds{60};
  core::Duration total = std::chrono::seconds{600};
  friend bool operator==(const Timeouts&, const Timeouts&) = default;
};

/// How a job that goes on apart from its connection (a video) is waited for. Each time-out counts
/// from when the client saw the state before; `total` bounds the whole request as ever.
struct JobSettings {
  core::Duration poll = std::chrono::seconds{2};  ///< from an answer to the next question
  core::Duration queue_timeout = std::chrono::seconds{600};
  core::Duration render_timeout = std::chrono::seconds{600};
  core::Duration download_timeout = std::chrono::seconds{120};
  friend bool operator==(const JobSettings&, const JobSettings&) = default;
};

struct MockSettings {
  std::string config;  ///< a catalog file, resolved against the scenario's folder; empty = built in
  std::vector<std::string> faults;  ///< `NAME` or `NAME:probability`
  friend bool operator==(const MockSettings&, const MockSettings&) = default;
};

struct Target {
  std::string base_url = "mock";  ///< `mock`, or an http(s) URL without a trailing slash
  std::string api_key_env = "OPENROUTER_API_KEY";
  std::vector<core::Header> headers;
  core::HttpVersion http = core::HttpVersion::kHttp1;
  Timeouts timeouts;
  MockSettings mock;
  std::string ca_file;

  [[nodiscard]] bool is_mock() const { return base_url == "mock"; }
  friend bool operator==(const Target&, const Target&) = default;
};

}  // namespace orbench::scenario
