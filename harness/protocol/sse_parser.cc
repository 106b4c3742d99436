#include "harness/protocol/sse_parser.h"

#include <algorithm>
#include <cstring>

namespace orbench::protocol {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// Finds line ends. Each kind of end is searched for on its own and remembered, so that every byte
/// is looked at twice at most, whatever mixture of ends a hostile stream holds.
class LineEnds {
 public:
  explicit LineEnds(std::string_view bytes) : end_(bytes.data() + bytes.size()) {
    cr_ = find(bytes.data(), '\r');
    lf_ = find(bytes.data(), '\n');
  }
  /// The first CR or LF at or after `from`, or the end. `from` must not go backwards, nor be the
  /// end.
  const char* next(const char* from) {
    if (cr_ < from) cr_ = find(from, '\r');
    // The line that ends an event is empty.
    if (lf_ < from) lf_ = *from == '\n' ? from : find(from, '\n');
    return std::min(cr_, lf_);
  }

 private:
  [[nodiscard]] const char* find(const char* from, char wanted) const {
    const auto size = static_cast<std::size_t>(end_ - from);
    const void* found = size == 0 ? nullptr : std::memchr(from, wanted, size);
    return found == nullptr ? end_ : static_cast<const char*>(found);
  }
  const char* end_;
  const char* cr_;
  const char* lf_;
};

void empty_keeping(std::string& text, std::size_t most) {
  if (text.capacity() > most) text = std::string{};
  text.clear();
}

}  // namespace

void SseParser::reset() {
  empty_keeping(line_, kMaxKeptBytes);
  empty_keeping(data_, kMaxKeptBytes);
  empty_keeping(type_, kMaxKeptBytes);
  held_ = {};
  saw_data_ = false;
  skip_lf_ = false;
  at_start_ = true;
  failed_ = false;
}

bool SseParser::feed(std::string_view bytes, SseSink& sink) {
  if (failed_) return false;
  if (bytes.empty()) return true;
  if (skip_lf_ && bytes.front() == '\n') bytes.remove_prefix(1);
  skip_lf_ = false;
  const bool idle = !saw_data_ && !at_start_ && line_.empty() && type_.empty();
  if (idle) bytes = take_whole_events(bytes, sink);
  return bytes.empty() || feed_lines(bytes, sink);
}

bool SseParser::feed_lines(std::string_view bytes, SseSink& sink) {
  const char* at = bytes.data();
  const char* const end = at + bytes.size();
  LineEnds ends(bytes);
  while (at != end) {
    const char* const stop = ends.next(at);
    const std::string_view piece(at, static_cast<std::size_t>(stop - at));
    if (stop == end) {
      if (line_.size() + piece.size() > limits_.line_bytes) return fail();
      line_.append(piece);
      break;
    }
    at = behind_line_end(stop, end);
    if (!end_line(piece, sink)) return fail();
  }
  copy_held();
  return true;
}

const char* SseParser::behind_line_end(const char* stop, const char* end) {
  const char* const next = stop + 1;
  if (*stop != '\r') return next;
  skip_lf_ = next == end;
  return next != end && *next == '\n' ? next + 1 : next;
}

std::string_view SseParser::take_whole_events(std::string_view bytes, SseSink& sink) const {
  constexpr std::string_view kData = "data: ";
  constexpr std::string_view kEnd = "\n\n";
  const bool lines_fit = bytes.size() <= limits_.line_bytes;
  while (bytes.starts_with(kData)) {
    const std::size_t known = lines_fit ? sink.take_known(bytes.substr(kData.size()), kEnd) : 0;
    if (known > 0) {
      bytes.remove_prefix(kData.size() + known + kEnd.size());
      continue;
    }
    const void* const end = std::memchr(bytes.data(), '\n', bytes.size());
    if (end == nullptr) break;
    const auto size = static_cast<std::size_t>(static_cast<const char*>(end) - bytes.data());
    const bool whole = bytes.substr(size, kEnd.size()) == kEnd && size <= limits_.line_bytes &&
                       std::memchr(bytes.data(), '\r', size) == nullptr;
    if (!whole) break;
    sink.on_event({{}, bytes.substr(kData.size(), size - kData.size())});
    bytes.remove_prefix(size + kEnd.size());
  }
  return bytes;
}

bool SseParser::end_line(std::string_view piece, SseSink& sink) {
  if (line_.size() + piece.size() > limits_.line_bytes) return false;
  if (line_.empty()) return take_line(piece, Origin::kFeed, sink);
  line_.append(piece);
  const bool fits = take_line(line_, Origin::kBuffer, sink);
  line_.clear();
  return fits;
}

bool SseParser::take_line(std::string_view line, Origin origin, SseSink& sink) {
  if (at_start_) {
    at_start_ = false;
    if (line.starts_with(kByteOrderMark)) line.remove_prefix(kByteOrderMark.size());
  }
  if (line.empty()) {
    dispatch(sink);
    return true;
  }
  constexpr std::string_view kData = "data:";
  const std::size_t colon = line.starts_with(kData) ? kData.size() - 1 : line.find(':');
  if (colon == 0) {
    sink.on_comment(line.substr(1));
    return true;
  }
  const std::string_view field = line.substr(0, colon);
  std::string_view value =
      colon == std::string_view::npos ? line.substr(line.size()) : line.substr(colon + 1);
  if (value.starts_with(' ')) value.remove_prefix(1);
  if (field == "data") return take_data(value, origin);
  if (field == "event") type_.assign(value);
  return true;  // id, retry and unknown fields mean nothing to a client that never reconnects
}

bool SseParser::take_data(std::string_view value, Origin origin) {
  if (!saw_data_ && origin == Origin::kFeed) {
    held_ = value;
    saw_data_ = true;
    return true;  // one line is below the limit of an event
  }
  copy_held();
  if (saw_data_) data_ += '\n';
  data_.append(value);
  saw_data_ = true;
  return data_.size() <= limits_.event_bytes;
}

void SseParser::dispatch(SseSink& sink) {
  if (saw_data_) sink.on_event({type_, held_.data() == nullptr ? std::string_view(data_) : held_});
  held_ = {};
  data_.clear();
  type_.clear();
  saw_data_ = false;
}

void SseParser::copy_held() {
  if (held_.data() == nullptr) return;
  data_.assign(held_);
  held_ = {};
}

bool SseParser::fail() {
  reset();
  failed_ = true;
  return false;
}

}  // namespace orbench::protocol
