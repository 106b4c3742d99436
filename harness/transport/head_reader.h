#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "harness/core/http.h"

namespace orbench::transport {

/// Reads response heads line by line and keeps the allow-listed fields of the final one. Interim
/// answers (1xx) are skipped; lines after the final head are trailers and ignored. All of them
/// count against kMaxBytes, so that a peer cannot send heads for ever. Errors:  told by the step;
/// nothing is read after one. Threads: one thread per object.  Source: RFC 9112 sections 4 and 5,
/// RFC 9110 section 15.2.
class HeadReader {
 public:
  static constexpr std::size_t kMaxBytes = std::size_t{256} * 1024;

  enum class Step {
    kMore,      ///< nothing to tell
    kComplete,  ///< this line ended the final head; happens once
    kTooLarge,  ///< over kMaxBytes in all
    kNotHttp,   ///< a head without a status code of three digits
  };

  /// One line with or without its line end, as a network library cuts them.
  [[nodiscard]] Step feed(std::string_view line);
  [[nodiscard]] bool is_complete() const { return complete_; }
  /// The head says that the body comes in chunks. REQUIRES: is_complete().
  [[nodiscard]] bool is_chunked() const { return chunked_; }
  /// REQUIRES: is_complete(). The views are valid until the next reset().
  [[nodiscard]] core::ResponseHead head() const;
  /// Ready for the next transfer; memory is kept.
  void reset();

 private:
  /// Where a field's value lies in text_: a string for each would weigh on every open transfer.
  struct Piece {
    std::uint32_t begin = 0;
    std::uint32_t size = 0;
  };

  void begin_head(std::string_view status_line);
  void note_field(std::string_view line);
  [[nodiscard]] Step end_head();
  [[nodiscard]] Piece keep(std::string_view value);
  [[nodiscard]] std::string_view kept(Piece piece) const {
    return std::string_view(text_).substr(piece.begin, piece.size);
  }
  void note_rate_limit(std::string_view line);

  std::size_t bytes_ = 0;
  bool complete_ = false;
  int status_ = 0;
  bool chunked_ = false;
  bool has_rate_limit_ = false;
  core::RateLimitHeaders rate_limit_;
  std::string text_;
  Piece content_type_;
  Piece generation_id_;
  Piece retry_after_;
  Piece cache_status_;
  Piece date_;
};

}  // namespace orbench::transport
