#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/protocol/body_template.h"
#include "harness/protocol/request_draft.h"

namespace orbench::protocol {

/// Values that an earlier reply gave, by name.
using TakenValues = std::vector<std::pair<std::string, std::string>>;

/// One value that a URL holds, a segment of its path or a parameter of its query: fixed, a
/// template, or taken from an earlier reply.
/// Threads: append() is const and may run on any thread.
class UrlValue {
 public:
  /// A text, a number, true or false, or a list of them (joined by commas). Mistakes are reported;
  /// then nothing.
  static std::optional<UrlValue> compile(const RequestDraft& draft);
  static UrlValue fixed(std::string_view text);
  static UrlValue taken(std::string name);

  /// Appends it percent-encoded.
  void append(const RenderContext& context, const TakenValues& taken, std::string& out) const;

 private:
  std::string encoded_;                     // when fixed
  std::unique_ptr<BodyTemplate> template_;  // of a JSON text
  std::string taken_;                       // the name to look up
};

}  // namespace orbench::protocol
