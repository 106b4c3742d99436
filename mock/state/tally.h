#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <string_view>

#include "mock/state/served.h"

namespace orbench::mock {

/// Counts what was answered, for those who watch a server.
/// Lifetime: names are static or the catalog's.
/// Memory:   a count for each endpoint, status and provider there is.
/// Threads:  one thread per object.
class Tally {
 public:
  /// What a count is about.
  struct Answered {
    std::string_view endpoint;  ///< the path behind the mount, `{…}` and all; empty: no such path
    int status = 200;
    std::string_view provider;  ///< by name; empty: nobody's
    // NOLINTNEXTLINE(modernize-use-nullptr): of the comparison that the compiler writes
    friend auto operator<=>(const Answered&, const Answered&) = default;
  };
  struct Tokens {
    std::int64_t prompt = 0;
    std::int64_t completion = 0;
  };

  void count(const Answered& answered) { ++answers_[answered]; }
  void count(const Served& served);

  [[nodiscard]] const std::map<Answered, std::uint64_t>& answers() const { return answers_; }
  /// By provider.
  [[nodiscard]] const std::map<std::string_view, Tokens>& tokens() const { return tokens_; }
  void clear();

 private:
  std::map<Answered, std::uint64_t> answers_;
  std::map<std::string_view, Tokens> tokens_;
};

}  // namespace orbench::mock
