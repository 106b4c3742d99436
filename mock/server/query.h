#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace orbench::mock {

/// The parameters of a query string, decoded, in the order given.
class Query {
 public:
  /// What has no '=' has an empty value. At most kMostParameters are read.
  explicit Query(std::string_view text);

  /// The first of this name.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
  /// The same, or the fallback when it is absent or empty.
  [[nodiscard]] std::string_view text(std::string_view name, std::string_view fallback = {}) const;
  /// The same as a number; nothing when it is none.
  [[nodiscard]] std::optional<double> number(std::string_view name) const;

  static constexpr std::size_t kMostParameters = 256;

 private:
  std::vector<std::pair<std::string, std::string>> parameters_;
};

/// The parts of a list with commas, without those that are empty.
[[nodiscard]] std::vector<std::string_view> split_list(std::string_view list);
/// Nothing when the text is not wholly a number.
[[nodiscard]] std::optional<double> number_from(std::string_view text);

}  // namespace orbench::mock
