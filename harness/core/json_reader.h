#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>

#include "harness/core/diagnostics.h"
#include "harness/core/json.h"
#include "harness/core/json_cursor.h"
#include "harness/core/json_document.h"

namespace orbench::core {

/// The scan behind parse_json_document: builds the value and notes where each part of it stands in
/// the same pass, so the two can never disagree (a library's parser keeps no places and lets the
/// last of two equal keys win in silence).
/// Errors:   syntax ends the read at the first mistake; duplicate keys are reported and read on.
/// Memory:   values are capped, and places beyond kMaxPlaces fall back to the nearest ancestor's.
/// Lifetime: borrows everything it is given.
/// Source:   RFC 8259 for the grammar, RFC 3629 for UTF-8.
class JsonReader {
 public:
  static constexpr std::size_t kMaxValues = 4'000'000;
  static constexpr std::size_t kMaxPlaces = 200'000;
  static constexpr std::size_t kMaxDuplicates = 50;  ///< more of them end the read

  JsonReader(std::string_view text, const std::string& origin, SourceMap& source,
             Diagnostics& diagnostics);

  /// False after an error that left no document.
  bool read(Json& document);

 private:
  using Keys = std::unordered_set<std::string>;

  bool value(Json& out);
  bool object(Json& out);
  bool member(Json& out, Keys& seen);
  bool array(Json& out);
  bool literal(Json& out);
  bool number(Json& out);
  bool string(std::string& out);
  bool escape(std::string& out);
  bool unicode_escape(std::string& out);
  bool hex4(std::uint32_t& out);
  bool utf8_character(std::string& out);
  /// Steps over white space and comments.
  bool space();
  bool block_comment();

  void append_token(std::string_view key);
  void note_place();
  /// Reports the key and forgets the places of its earlier value; false when there are too many.
  bool accept_duplicate(const std::string& key, const std::string& place);
  [[nodiscard]] std::string here() const;
  [[nodiscard]] std::string found() const;
  bool refuse(std::string reason, ErrorCode code = ErrorCode::kParse);

  JsonCursor cursor_;
  const std::string& origin_;
  SourceMap& source_;
  Diagnostics& diagnostics_;
  std::string pointer_;
  std::size_t depth_ = 0;
  std::size_t values_ = 0;
  std::size_t places_ = 0;
  std::size_t duplicates_ = 0;
};

}  // namespace orbench::core
