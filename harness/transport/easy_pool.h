#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "harness/core/result.h"
#include "harness/transport/curl_multi.h"
#include "harness/transport/easy_slot.h"

namespace orbench::transport {

/// The slots of one transport and the multis they are bound to: as many as transfers were ever open
/// at once. A multi takes kSlotsPerMulti of them, because libcurl's bookkeeping grows with the
/// connections of one multi. The slot freed last is given out first: its connection is the warmest.
/// Threads: the loop's.  Lifetime: a slot lives as long as the pool.
class EasyPool {
 public:
  static constexpr std::size_t kSlotsPerMulti = 64;

  struct Surroundings {
    CurlMulti::Surroundings loop;
    ReadBatch& batch;
    const EasyShare& share;
    const TransportOptions& options;
  };
  /// The surroundings must outlive the pool.
  explicit EasyPool(const Surroundings& around);

  /// A free slot, made if there is none. Errors: kNetwork.
  [[nodiscard]] core::Result<EasySlot*> acquire();
  /// By EasySlot::index(); null when there is none.
  [[nodiscard]] EasySlot* at(std::size_t index) const {
    return index < slots_.size() ? slots_[index].get() : nullptr;
  }
  void release(EasySlot& slot) { free_.push_back(&slot); }

  [[nodiscard]] core::Duration next_deadline() const;
  void run_due(core::Duration now);

 private:
  [[nodiscard]] core::Result<EasySlot*> grow();

  Surroundings around_;
  std::string room_;                                // of the slot that is reading
  RequestHeads heads_;                              // outlive the slots that borrow them
  std::vector<std::unique_ptr<CurlMulti>> multis_;  // outlive the slots bound to them
  std::vector<std::unique_ptr<EasySlot>> slots_;
  std::vector<EasySlot*> free_;
};

}  // namespace orbench::transport
