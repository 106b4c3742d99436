#include "harness/transport/read_batch.h"

#include <algorithm>
#include <utility>

namespace orbench::transport {
namespace {

constexpr std::uint64_t kReadsPerExchange = 8;
constexpr std::int64_t kRestsPerGap = 10;
/// Fewer reads than this in a rest do not pay for it.
constexpr double kReadsPerRest = 2.0;

}  // namespace

void ReadBatch::review(core::Duration now, std::uint64_t reads, std::size_t open) {
  if (longest_ == core::Duration::zero() || now - since_ < kLookBack) return;
  const core::Duration looked = now - std::exchange(since_, now);
  const std::uint64_t seen = reads - std::exchange(reads_before_, reads);
  const std::uint64_t exchanges = std::exchange(exchanges_, 0);
  rest_ = core::Duration::zero();
  if (seen == 0 || seen < kReadsPerExchange * exchanges) return;

  const core::Duration between_reads = looked / static_cast<std::int64_t>(seen);
  const core::Duration gap = between_reads * static_cast<std::int64_t>(open);
  const core::Duration rest = std::min(longest_, gap / kRestsPerGap);
  const double pays_from = kReadsPerRest * static_cast<double>(between_reads.count());
  if (static_cast<double>(rest.count()) >= pays_from) rest_ = rest;
}

}  // namespace orbench::transport
