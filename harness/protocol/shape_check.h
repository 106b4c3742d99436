#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/api/shape.h"
#include "harness/protocol/json_walk.h"

namespace orbench::protocol {

/// Holds JSON from the wire against its documented shape, in one walk: a member of another type, a
/// null where none may be, or a member that is missing is a defect, and the first one is kept. What
/// is not documented passes (the API grows by adding), and so do values beyond the listed choices.
/// The walk is as deep as the shape, which is ours.
/// For the .cc files of this layer alone: simdjson.h is heavy.
/// Threads: one thread per object.
class ShapeCheck {
 public:
  /// One member of the outermost object. `shape` is that of the object.
  /// Errors: simdjson's, for broken JSON only.
  [[nodiscard]] simdjson::error_code check_member(std::string_view key, ondemand::value& value,
                                                  const api::Shape& shape);
  /// The same for a member that its reader has looked at.
  void note_member(std::string_view key, const api::Shape& shape);
  /// The outermost object has ended.
  void check_missing(const api::Shape& shape);

  /// `/data/0/id must be a string`; empty when none was found.
  [[nodiscard]] const std::string& defect() const { return defect_; }
  /// Forgets the object before.
  void reset();

 private:
  /// The members of one object that came.
  using Seen = std::vector<bool>;

  simdjson::error_code check(ondemand::value& value, const api::Shape& shape);
  simdjson::error_code check_array(ondemand::value& value, const api::Shape& shape);
  simdjson::error_code check_object(ondemand::value& value, const api::Shape& shape);
  simdjson::error_code check_known(std::string_view key, ondemand::value& value,
                                   const api::Shape& shape, Seen& seen);
  void report_missing(const api::Shape& shape, const Seen& seen);
  void report(std::string_view what);

  std::string path_;
  std::string defect_;
  Seen outermost_;
};

}  // namespace orbench::protocol
