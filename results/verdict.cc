#include "results/verdict.h"

#include <array>
#include <cstddef>

namespace orbench::results {
namespace {

constexpr std::array<std::string_view, 5> kCheckVerdictNames = {"passed", "failed", "undecided",
                                                                "no_data", "warned"};
constexpr std::array<std::string_view, 6> kRunStatusNames = {"passed",  "failed",  "regressed",
                                                             "invalid", "aborted", "partial"};

template <class Enum, std::size_t N>
std::optional<Enum> from_name(const std::array<std::string_view, N>& names, std::string_view name) {
  for (std::size_t i = 0; i < N; ++i) {
    if (names[i] == name) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

}  // namespace

std::string_view to_string(CheckVerdict verdict) {
  return kCheckVerdictNames[static_cast<std::size_t>(verdict)];
}
std::optional<CheckVerdict> check_verdict_from_name(std::string_view name) {
  return from_name<CheckVerdict>(kCheckVerdictNames, name);
}

std::string_view to_string(RunStatus status) {
  return kRunStatusNames[static_cast<std::size_t>(status)];
}
std::optional<RunStatus> run_status_from_name(std::string_view name) {
  return from_name<RunStatus>(kRunStatusNames, name);
}

}  // namespace orbench::results
