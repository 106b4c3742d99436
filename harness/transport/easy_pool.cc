#include "harness/transport/easy_pool.h"

#include <algorithm>
#include <utility>

namespace orbench::transport {
namespace {

/// Twice the slots: a multi that talks to two targets keeps a connection to each.
constexpr long kIdleConnectionsPerMulti = 2L * EasyPool::kSlotsPerMulti;

}  // namespace

EasyPool::EasyPool(const Surroundings& around) : around_(around), heads_(around.options) {
  slots_.reserve(around_.options.expected_in_flight);
  free_.reserve(around_.options.expected_in_flight);
}

core::Result<EasySlot*> EasyPool::acquire() {
  if (free_.empty()) return grow();
  EasySlot* slot = free_.back();
  free_.pop_back();
  return slot;
}

core::Result<EasySlot*> EasyPool::grow() {
  if (slots_.size() == multis_.size() * kSlotsPerMulti) {
    const CurlMulti::Settings settings = {
        .max_idle = kIdleConnectionsPerMulti,
        .may_multiplex = around_.options.http != core::HttpVersion::kHttp1};
    auto multi = CurlMulti::create(around_.loop, settings);
    if (!multi) return tl::unexpected(std::move(multi.error()));
    multis_.push_back(std::move(*multi));
  }
  auto slot = EasySlot::create({*multis_.back(), around_.loop.clock, around_.loop.stamps,
                                around_.batch, around_.share, heads_, around_.options, room_,
                                static_cast<std::uint32_t>(slots_.size())});
  if (!slot) return tl::unexpected(std::move(slot.error()));
  slots_.push_back(std::move(*slot));
  return slots_.back().get();
}

core::Duration EasyPool::next_deadline() const {
  core::Duration next = TurnHook::kNever;
  for (const auto& multi : multis_) next = std::min(next, multi->deadline());
  return next;
}

void EasyPool::run_due(core::Duration now) {
  for (const auto& multi : multis_) multi->run_due(now);
}

}  // namespace orbench::transport
