#pragma once

#include <sys/time.h>

#include <chrono>
#include <memory>

#include <event2/event.h>
#include <event2/http.h>

#include "harness/core/units.h"

namespace orbench::mock {

/// Owners for libevent's handles.
struct EventFree {
  void operator()(event* handle) const { event_free(handle); }
};
struct EventBaseFree {
  void operator()(event_base* handle) const { event_base_free(handle); }
};
struct EvhttpFree {
  void operator()(evhttp* handle) const { evhttp_free(handle); }
};
using EventHandle = std::unique_ptr<event, EventFree>;
using EventBaseHandle = std::unique_ptr<event_base, EventBaseFree>;
using EvhttpHandle = std::unique_ptr<evhttp, EvhttpFree>;

/// A span as libevent's timers take it: whole microseconds, never too short.
[[nodiscard]] inline timeval timeval_of(core::Duration span) {
  const auto micros = std::chrono::ceil<std::chrono::microseconds>(span).count();
  return {micros / 1'000'000, micros % 1'000'000};
}

}  // namespace orbench::mock
