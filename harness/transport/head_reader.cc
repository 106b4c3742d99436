#include "harness/transport/head_reader.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <system_error>

#include "harness/core/same_text.h"
#include "harness/core/trimmed.h"

namespace orbench::transport {
namespace {

constexpr char to_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// The three digits after the version; 0 when there are none.
int status_of(std::string_view line) {
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos) return 0;
  line.remove_prefix(space);
  while (!line.empty() && core::is_blank(line.front())) line.remove_prefix(1);
  const std::string_view code = line.substr(0, 4);
  if (code.size() < 3 || (code.size() == 4 && !core::is_blank(code[3]))) return 0;
  int status = 0;
  for (const char c : code.substr(0, 3)) {
    if (c < '0' || c > '9') return 0;
    status = status * 10 + (c - '0');
  }
  return status;
}

/// One of the codings in a list of them is `chunked`.
bool holds_chunked(std::string_view list) {
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    if (core::same_ignoring_case(core::trimmed(list.substr(0, comma)), "chunked")) return true;
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return false;
}

std::optional<double> plain_number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  if (!whole || !std::isfinite(value)) return std::nullopt;
  return value;
}

}  // namespace

HeadReader::Step HeadReader::feed(std::string_view line) {
  bytes_ += line.size();
  if (bytes_ > kMaxBytes) return Step::kTooLarge;
  if (complete_) return Step::kMore;
  if (line.empty() || core::is_blank(line.front()))
    return core::trimmed(line).empty() ? end_head() : Step::kMore;
  if (line.starts_with("HTTP/")) {
    begin_head(line);
  } else {
    note_field(line);
  }
  return Step::kMore;
}

HeadReader::Step HeadReader::end_head() {
  if (status_ < 100) return Step::kNotHttp;
  // 101 is final here: no upgrade was asked for, so what follows is a body.
  complete_ = status_ == 101 || status_ >= 200;
  return complete_ ? Step::kComplete : Step::kMore;
}

core::ResponseHead HeadReader::head() const {
  core::ResponseHead head;
  head.status = status_;
  head.content_type = kept(content_type_);
  head.generation_id = kept(generation_id_);
  head.retry_after = kept(retry_after_);
  head.has_rate_limit = has_rate_limit_;
  if (has_rate_limit_) head.rate_limit = rate_limit_;
  head.cache_status = kept(cache_status_);
  head.date = kept(date_);
  return head;
}

void HeadReader::reset() {
  bytes_ = 0;
  complete_ = false;
  status_ = 0;  // the rest begins anew with a status line, without which no head is complete
}

void HeadReader::begin_head(std::string_view status_line) {
  status_ = status_of(status_line);
  chunked_ = false;
  if (has_rate_limit_) rate_limit_ = {};
  has_rate_limit_ = false;
  text_.clear();
  content_type_ = generation_id_ = retry_after_ = cache_status_ = date_ = {};
}

/// Most fields are none of ours, and the first letter tells; where the colon must stand tells more.
void HeadReader::note_field(std::string_view line) {
  const auto names = [line](std::string_view name) {
    const std::size_t size = name.size();
    return size < line.size() && line[size] == ':' &&
           core::same_ignoring_case(line.substr(0, size), name);
  };
  const auto keep_if = [&](std::string_view name, Piece& piece) {
    const bool named = names(name);
    if (named) piece = keep(line.substr(name.size() + 1));
    return named;
  };
  constexpr std::string_view kRateLimit = "x-ratelimit-";
  constexpr std::string_view kEncoding = "transfer-encoding";
  switch (to_lower(line.front())) {
    case 'c':
      keep_if("content-type", content_type_);
      break;
    case 'd':
      keep_if("date", date_);
      break;
    case 'r':
      keep_if("retry-after", retry_after_);
      break;
    case 't':
      if (names(kEncoding)) chunked_ |= holds_chunked(line.substr(kEncoding.size() + 1));
      break;
    case 'x':
      if (keep_if("x-generation-id", generation_id_)) break;
      if (keep_if("x-openrouter-cache-status", cache_status_)) break;
      if (core::same_ignoring_case(line.substr(0, kRateLimit.size()), kRateLimit)) {
        note_rate_limit(line.substr(kRateLimit.size()));
      }
      break;
    default:
      break;
  }
}

HeadReader::Piece HeadReader::keep(std::string_view value) {
  const std::string_view plain = core::trimmed(value);
  const Piece piece{static_cast<std::uint32_t>(text_.size()),
                    static_cast<std::uint32_t>(plain.size())};
  text_ += plain;
  return piece;
}

/// `line`: what follows the names' common beginning.
void HeadReader::note_rate_limit(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return;
  has_rate_limit_ = true;
  const std::string_view name = line.substr(0, colon);
  const std::string_view value = core::trimmed(line.substr(colon + 1));
  if (core::same_ignoring_case(name, "limit")) {
    rate_limit_.limit = plain_number(value);
  } else if (core::same_ignoring_case(name, "remaining")) {
    rate_limit_.remaining = plain_number(value);
  } else if (core::same_ignoring_case(name, "reset")) {
    rate_limit_.reset_ms = plain_number(value);
  }
}

}  // namespace orbench::transport
