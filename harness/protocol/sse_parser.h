#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace orbench::protocol {

/// One Server-Sent Event. The views are valid until the sink returns.
struct SseEvent {
  std::string_view type;  ///< the `event:` field; empty when absent
  std::string_view data;  ///< `data:` lines joined with '\n'
};

/// Receives what the parser finds, in the order of the bytes.
class SseSink {
 public:
  virtual ~SseSink() = default;
  virtual void on_event(const SseEvent& event) = 0;
  virtual void on_comment(std::string_view text) = 0;
  /// `text` begins with the data of an event of one line. A sink that knows from events before it
  /// where that ends, and finds `end` behind it, may take it as it would in on_event() and return
  /// its size: nobody need search for the line's end then. 0 where it has taken nothing.
  virtual std::size_t take_known(std::string_view /*text*/, std::string_view /*end*/) { return 0; }
};

/// What a stream may hold before it is taken for hostile or broken. REQUIRES: a line fits an event.
struct SseLimits {
  std::size_t line_bytes = 16U << 20U;
  std::size_t event_bytes = 32U << 20U;
};

/// Splits a response body into Server-Sent Events.
/// Input may be cut anywhere, even inside a UTF-8 character or between CR and LF. Lines end in any
/// mix of CR, LF and CRLF; a byte-order mark at the start is skipped; comments inside an event do
/// not split it; events without data are dropped, as the standard says. An unfinished event at the
/// end of the body is not delivered.
/// Units:   none; the caller stamps times.
/// Errors:  a line or an event over its limit makes feed() return false for good: the stream is
///          hostile or broken.
/// Memory:  buffers grow to the largest event; reset() keeps them up to kMaxKeptBytes. Nothing else
///          allocates, and an event of one data line that lies whole inside one feed() is not
///          copied.
/// Threads: one thread per object.
/// Source:  WHATWG HTML, "Interpreting an event stream".
class SseParser {
 public:
  static constexpr std::size_t kMaxKeptBytes = 1U << 20U;

  explicit SseParser(const SseLimits& limits = {}) : limits_(limits) {}

  void reset();
  /// Delivers every event completed by these bytes. False once the stream broke a limit.
  bool feed(std::string_view bytes, SseSink& sink);

 private:
  /// Where a line's bytes are: those of this feed stay readable until feed() returns.
  enum class Origin { kFeed, kBuffer };

  /// Gives whole events at the front to the sink, where nothing else is under way: what nearly all
  /// reads hold. Returns the rest.
  std::string_view take_whole_events(std::string_view bytes, SseSink& sink) const;
  /// The other bytes of a feed, line by line.
  bool feed_lines(std::string_view bytes, SseSink& sink);
  /// Where the next line begins; `stop` is a CR or LF.
  const char* behind_line_end(const char* stop, const char* end);
  bool end_line(std::string_view piece, SseSink& sink);
  bool take_line(std::string_view line, Origin origin, SseSink& sink);
  bool take_data(std::string_view value, Origin origin);
  void dispatch(SseSink& sink);
  /// Moves the data line that was only pointed at into the buffer.
  void copy_held();
  bool fail();

  SseLimits limits_;
  std::string line_;       // an unfinished line
  std::string data_;       // data lines of the event under way, unless held_ is all of them
  std::string_view held_;  // the only data line so far, in the bytes being fed; data() null if none
  std::string type_;
  bool saw_data_ = false;
  bool skip_lf_ = false;  // the last byte was CR: a following LF belongs to it
  bool at_start_ = true;  // a byte-order mark may come
  bool failed_ = false;
};

}  // namespace orbench::protocol
