#include "harness/run/resolve.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <future>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "harness/core/http.h"

namespace orbench::run {
namespace {

constexpr std::chrono::milliseconds kLook{20};

struct LookUp {
  int code = 0;  ///< getaddrinfo's
  std::vector<std::string> addresses;
};

LookUp look_up(const std::string& name) {
  LookUp found;
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* raw = nullptr;
  found.code = getaddrinfo(name.c_str(), nullptr, &hints, &raw);
  if (found.code != 0) return found;
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> list(raw, &freeaddrinfo);
  for (const addrinfo* entry = raw; entry != nullptr; entry = entry->ai_next) {
    std::array<char, NI_MAXHOST> text{};
    if (getnameinfo(entry->ai_addr, entry->ai_addrlen, text.data(), text.size(), nullptr, 0,
                    NI_NUMERICHOST) != 0) {
      continue;
    }
    std::string address(text.data());
    // An address that holds on one link only cannot be handed to libcurl.
    if (address.find('%') != std::string::npos) continue;
    if (std::find(found.addresses.begin(), found.addresses.end(), address) ==
        found.addresses.end()) {
      found.addresses.push_back(std::move(address));
    }
  }
  return found;
}

bool is_address(const std::string& host) {
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  return inet_pton(AF_INET, host.c_str(), bytes.data()) == 1 ||
         inet_pton(AF_INET6, host.c_str(), bytes.data()) == 1;
}

}  // namespace

std::string describe(const ResolvedHost& resolved) {
  const std::size_t count = resolved.host.addresses.size();
  return fmt::format("{}: {} address{} in {:.1f} ms", resolved.host.name, count,
                     count == 1 ? "" : "es", core::to_ms(resolved.took));
}

core::Result<std::optional<ResolvedHost>> resolve_host(const std::string& base_url,
                                                       const ResolvePatience& patience,
                                                       const core::Clock& clock) {
  const core::UrlParts url = core::split_url(base_url);
  if (!url.ok || is_address(url.host)) return std::nullopt;

  // The system's resolver cannot be interrupted, so it gets a thread that may be left behind.
  std::packaged_task<LookUp()> task([name = url.host] { return look_up(name); });
  std::future<LookUp> result = task.get_future();
  const core::Duration begun = clock.now();
  std::thread(std::move(task)).detach();
  while (result.wait_for(kLook) != std::future_status::ready) {
    if (patience.give_up && patience.give_up()) {
      return core::fail(core::ErrorCode::kCancelled, "interrupted before anything was sent");
    }
    if (clock.now() - begun < patience.patience) continue;
    return core::fail(core::ErrorCode::kNetwork,
                      fmt::format("no answer to the look-up of {} within {:g} s "
                                  "(timeouts.connect_ms); check the network's name servers",
                                  url.host, core::to_seconds(patience.patience)));
  }
  LookUp found = result.get();
  if (found.code != 0 || found.addresses.empty()) {
    return core::fail(
        core::ErrorCode::kNetwork,
        fmt::format("{} cannot be resolved: {}; check the address and the network", url.host,
                    found.code != 0 ? gai_strerror(found.code) : "no address"));
  }
  return ResolvedHost{{url.host, url.port, std::move(found.addresses)}, clock.now() - begun};
}

}  // namespace orbench::run
