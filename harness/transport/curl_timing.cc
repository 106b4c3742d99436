#include "harness/transport/curl_timing.h"

namespace orbench::transport {
namespace {

std::chrono::microseconds read_us(CURL* easy, CURLINFO info) {
  curl_off_t us = 0;
  curl_easy_getinfo(easy, info, &us);
  return std::chrono::microseconds{us};
}

}  // namespace

TransferTiming read_timing(CURL* easy, std::uint32_t sends, bool needs_lookup) {
  TransferTiming timing;
  timing.sends = sends;
  long new_connections = 0;
  curl_easy_getinfo(easy, CURLINFO_NUM_CONNECTS, &new_connections);
  // A connection that was never ready is not counted as new; nor is it a reused one.
  timing.connection_reused = new_connections == 0 && sends > 0;
  // After a second connection libcurl's times are sums of both: better none than those.
  if (timing.connection_reused || new_connections > 1) return timing;

  // Each counts from the start of the transfer and is zero for what was not reached.
  const auto looked_up = read_us(easy, CURLINFO_NAMELOOKUP_TIME_T);
  const auto connected = read_us(easy, CURLINFO_CONNECT_TIME_T);
  const auto secured = read_us(easy, CURLINFO_APPCONNECT_TIME_T);
  if (needs_lookup && looked_up.count() > 0) timing.dns = looked_up;
  if (connected.count() > 0 && connected >= looked_up) timing.connect = connected - looked_up;
  if (secured.count() > 0 && secured >= connected) timing.tls = secured - connected;
  return timing;
}

}  // namespace orbench::transport
