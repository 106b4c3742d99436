#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/result.h"
#include "harness/data/data_set.h"

namespace orbench::data {

inline constexpr std::size_t kMaxInsertedBytes = 64U << 20U;  ///< of one `${file:…}`

/// What the templates of a scenario may name: its data sets, the environment variables that it
/// allows, files. Filled before anything is compiled; files are read when first named, once.
/// Every text is given as it stands between the quotes of a JSON string.
/// Threads:  one while compiling; what was handed out may be read by any.
/// Lifetime: views and sets are valid as long as the material.
class Material {
 public:
  void add(const std::string& name, DataSet set);
  /// A set whose file could not be read: known by name, so that its uses are no further mistakes.
  void add_unreadable(const std::string& name) { sets_[name] = nullptr; }
  /// `value` is empty when the variable is not set.
  void allow(const std::string& variable, std::optional<std::string> value);

  [[nodiscard]] bool has_set(std::string_view name) const { return sets_.contains(name); }
  /// Null for an unknown or unreadable one.
  [[nodiscard]] const DataSet* set(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> set_names() const;

  /// Errors: not on the list, not set, not UTF-8; each says what to do.
  [[nodiscard]] core::Result<std::string_view> variable(std::string_view name) const;
  /// Errors: cannot be read, over kMaxInsertedBytes, without `base64` not UTF-8.
  [[nodiscard]] core::Result<std::string_view> file(const std::string& path, bool base64);

 private:
  std::map<std::string, std::unique_ptr<DataSet>, std::less<>> sets_;
  std::map<std::string, std::optional<std::string>, std::less<>> variables_;
  std::map<std::pair<std::string, bool>, std::string> files_;
};

}  // namespace orbench::data
