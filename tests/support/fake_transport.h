#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/core/clock.h"
#include "harness/transport/transport.h"

namespace orbench::support {

/// A transport without a network: a test decides what each request hears, and when by the clock it
/// gave. Requests are remembered in the order of their start.
class FakeTransport final : public transport::Transport {
 public:
  explicit FakeTransport(const core::Clock& clock) : clock_(clock) {}

  core::Result<transport::TransferId> start(const core::HttpRequest& request,
                                            transport::ResponseSink& sink) override {
    if (refuse) return core::fail(core::ErrorCode::kNetwork, "refused by the test");
    requests.push_back(request);
    const transport::TransferId id = ++last_id_;
    open_[id] = &sink;
    if (send_at_once) sink.on_sent(clock_.now());
    return id;
  }

  void cancel(transport::TransferId id) override {
    cancelled.push_back(id);
    end(id, {transport::TransferEnd::kAborted, "", {}, 0});
  }

  std::size_t in_flight() const override { return open_.size(); }
  core::Duration read_lateness() const override { return late_by; }

  void head(transport::TransferId id, int status, std::string_view content_type) {
    core::ResponseHead head;
    head.status = status;
    head.content_type = content_type;
    open_.at(id)->on_head(clock_.now(), head);
  }
  /// A sink that wants no more ends its transfer.
  void bytes(transport::TransferId id, std::string_view bytes) {
    if (!open_.at(id)->on_bytes(clock_.now(), bytes)) {
      end(id, {transport::TransferEnd::kAborted, "", {}, 0});
    }
  }
  void end(transport::TransferId id, const transport::TransferResult& result) {
    const auto found = open_.find(id);
    if (found == open_.end()) return;
    transport::ResponseSink* sink = found->second;
    open_.erase(found);
    sink->on_closed(clock_.now(), result);
  }
  /// A whole plain answer.
  void answer(transport::TransferId id, int status, std::string_view body) {
    head(id, status, "application/json");
    bytes(id, body);
    end(id, {});
  }
  /// The open transfers, oldest first.
  std::vector<transport::TransferId> open() const {
    std::vector<transport::TransferId> ids;
    for (const auto& [id, sink] : open_) ids.push_back(id);
    return ids;
  }

  bool refuse = false;
  bool send_at_once = true;
  core::Duration late_by{};  ///< of the reads from now on
  std::vector<core::HttpRequest> requests;
  std::vector<transport::TransferId> cancelled;

 private:
  const core::Clock& clock_;
  transport::TransferId last_id_ = 0;
  std::map<transport::TransferId, transport::ResponseSink*> open_;
};

}  // namespace orbench::support
