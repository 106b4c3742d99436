#pragma once

#include <memory>

#include <event2/event.h>
#include <event2/http.h>

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

}  // namespace orbench::mock
