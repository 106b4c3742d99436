#include <charconv>

#include <fmt/format.h>

#include "results/cell_fields.h"
#include "results/sample_log.h"

namespace orbench::results {

std::string sample_id(const metrics::Sample& sample) {
  std::string id = sample.phase == metrics::Phase::kWarmup
                       ? fmt::format("w{}-warm-{}", sample.cell, sample.seq)
                       : evidence_id(sample.cell, sample.seq);
  if (sample.attempt > 1) id += fmt::format(".{}", sample.attempt);
  return id;
}

std::string evidence_id(std::size_t cell, std::uint64_t seq) {
  return fmt::format("w{}-{}", cell, seq);
}

std::optional<std::uint64_t> seq_of_evidence_id(std::string_view id) {
  const std::size_t dash = id.rfind('-');
  if (!id.starts_with('w') || dash == std::string_view::npos) return std::nullopt;
  const std::string_view digits = id.substr(dash + 1);
  std::uint64_t seq = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), seq);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return seq;
}

}  // namespace orbench::results
