#include "harness/transport/easy_slot.h"

#include <utility>

#include <fmt/format.h>

#include "harness/transport/curl_timing.h"
#include "harness/transport/transfer_error.h"

namespace orbench::transport {
namespace {

/// A large part of what an open stream takes, and room for a burst of 16 chunks in one read: with
/// 4 KB such bursts cost 8 % more, with 12 KB nothing less. libcurl allocates a byte more.
constexpr long kReadBufferBytes = 5L * 1024 - 1;
/// libcurl's least, and a TLS record's most. Over TLS each request is copied through a buffer of
/// this size that lives as long as the reply: of libcurl's usual 64 KB 5 more stayed in memory.
constexpr long kSendBufferBytes = 16L * 1024;
/// Of extensions and trailers, as much as of heads.
constexpr std::uint64_t kMostSkipped = HeadReader::kMaxBytes;
/// Callers own their deadlines; libcurl's own (five minutes) must never be the one that acts.
constexpr long kConnectTimeoutMs = 24L * 3600 * 1000;

CURLcode lend_store(CURL* /*easy*/, void* ssl_context, void* store) {
  static_cast<const TlsStore*>(store)->lend_to(static_cast<ssl_ctx_st*>(ssl_context));
  return CURLE_OK;
}

/// Sets options until one is refused.
class Options {
 public:
  explicit Options(CURL* easy) : easy_(easy) {}
  template <class T>
  Options& set(CURLoption option, T value) {
    ok_ = ok_ && curl_easy_setopt(easy_, option, value) == CURLE_OK;
    return *this;
  }
  [[nodiscard]] bool ok() const { return ok_; }

 private:
  CURL* easy_;
  bool ok_ = true;
};

long curl_version_of(core::HttpVersion version) {
  // 2TLS negotiates and falls back; HTTP/2 without TLS breaks on connection reuse in libcurl 7.88.
  return version == core::HttpVersion::kHttp1 ? CURL_HTTP_VERSION_1_1 : CURL_HTTP_VERSION_2TLS;
}

core::Result<void> refused_by_curl() {
  return core::fail(core::ErrorCode::kNetwork,
                    "libcurl refused to prepare the request; it may be out of memory");
}

}  // namespace

EasySlot::EasySlot(CURL* easy, const Surroundings& around)
    : easy_(easy),
      multi_(around.multi),
      clock_(around.clock),
      stamps_(around.stamps),
      batch_(around.batch),
      heads_(around.heads),
      room_(around.room),
      index_(around.index) {}

EasySlot::~EasySlot() {
  if (id_ != 0) multi_.remove(easy_);
  curl_easy_cleanup(easy_);
}

core::Result<std::unique_ptr<EasySlot>> EasySlot::create(const Surroundings& around) {
  CURL* easy = curl_easy_init();
  if (easy == nullptr) {
    return core::fail(core::ErrorCode::kNetwork, "libcurl gives no further handle: out of memory");
  }
  std::unique_ptr<EasySlot> slot(new EasySlot(easy, around));
  if (!slot->set_fixed_options(around.share, around.options) || !around.multi.adopt(easy)) {
    return core::fail(core::ErrorCode::kNetwork,
                      fmt::format("this libcurl ({}) lacks a needed option; version 7.88 or later "
                                  "with OpenSSL is required",
                                  curl_version()));
  }
  return slot;
}

bool EasySlot::set_fixed_options(const EasyShare& share, const TransportOptions& options) {
  const long no_reuse = options.reuse_connections ? 0L : 1L;
  return Options(easy_)
      .set(CURLOPT_PRIVATE, static_cast<void*>(this))
      .set(CURLOPT_ERRORBUFFER, error_text_.data())
      .set(CURLOPT_NOSIGNAL, 1L)
      .set(CURLOPT_QUICK_EXIT, 1L)  // a cancel must not wait for the resolver's thread
      .set(CURLOPT_PROXY, "")       // none, whatever the environment says,
      .set(CURLOPT_NOPROXY, "*")    // which is searched for each request otherwise
      .set(CURLOPT_PROTOCOLS_STR, "http,https")
      .set(CURLOPT_HTTP_VERSION, curl_version_of(options.http))
      .set(CURLOPT_PIPEWAIT, options.http == core::HttpVersion::kHttp1 ? 0L : 1L)
      .set(CURLOPT_HTTP09_ALLOWED, 0L)
      .set(CURLOPT_FOLLOWLOCATION, 0L)
      .set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L)
      .set(CURLOPT_BUFFERSIZE, kReadBufferBytes)
      .set(CURLOPT_UPLOAD_BUFFERSIZE, kSendBufferBytes)
      .set(CURLOPT_HTTP_TRANSFER_DECODING, 0L)  // ours: chunked_body.h
      .set(CURLOPT_CONNECTTIMEOUT_MS, kConnectTimeoutMs)
      .set(CURLOPT_TCP_NODELAY, 1L)
      .set(CURLOPT_TCP_KEEPALIVE, 1L)
      .set(CURLOPT_FORBID_REUSE, no_reuse)
      .set(CURLOPT_FRESH_CONNECT, no_reuse)
      .set(CURLOPT_SSL_VERIFYPEER, 1L)
      .set(CURLOPT_SSL_VERIFYHOST, 2L)
      .set(CURLOPT_CAINFO, static_cast<char*>(nullptr))  // the shared store takes their place
      .set(CURLOPT_CAPATH, static_cast<char*>(nullptr))
      .set(CURLOPT_SSL_CTX_FUNCTION, &lend_store)
      .set(CURLOPT_SSL_CTX_DATA, static_cast<const void*>(&share.tls()))
      .set(CURLOPT_SHARE, share.sessions())
      .set(CURLOPT_RESOLVE, share.addresses())
      .set(CURLOPT_PREREQFUNCTION, &EasySlot::on_request)
      .set(CURLOPT_PREREQDATA, static_cast<void*>(this))
      .set(CURLOPT_HEADERFUNCTION, &EasySlot::on_header)
      .set(CURLOPT_HEADERDATA, static_cast<void*>(this))
      .set(CURLOPT_WRITEFUNCTION, &EasySlot::on_body)
      .set(CURLOPT_WRITEDATA, static_cast<void*>(this))
      .ok();
}

core::Result<void> EasySlot::load(const core::HttpRequest& request) {
  const bool with_body = sends_body(request.method, request.body);
  const bool only_the_body_differs =
      request.head_number != 0 && request.head_number == head_number_ && with_body == with_body_;
  if (!only_the_body_differs) {
    head_number_ = 0;
    if (auto set = set_head(request); !set) return set;
    if (auto set = set_method(request.method, with_body); !set) return set;
    head_number_ = request.head_number;
  }
  if (with_body && !set_body(request.body)) return refused_by_curl();
  return {};
}

/// Bodies of one load mostly have one length, so that libcurl knows all of them but the bytes.
bool EasySlot::set_body(const std::string& body) {
  body_ = body;
  if (lent_body_.data() == body_.data() && lent_body_.size() == body_.size()) return true;
  const bool ok = Options(easy_)
                      .set(CURLOPT_POSTFIELDS, body_.c_str())
                      .set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body_.size()))
                      .ok();
  lent_body_ = ok ? std::string_view(body_) : std::string_view{};
  return ok;
}

core::Result<void> EasySlot::set_head(const core::HttpRequest& request) {
  if (request_head_ == nullptr || !request_head_->is_of(request)) {
    auto head = heads_.of(request);
    if (!head) return tl::unexpected(std::move(head.error()));
    // As text the URL would be taken apart for each request, a seventh of libcurl's instructions.
    const std::string& text = (*head)->text;
    const bool ok = Options(easy_)
                        .set(CURLOPT_CURLU, (*head)->parsed_url.get())
                        .set(CURLOPT_REQUEST_TARGET, text.empty() ? nullptr : text.c_str())
                        .set(CURLOPT_HTTPHEADER, (*head)->header_list.get())
                        .ok();
    if (!ok) return refused_by_curl();
    request_head_ = std::move(*head);
  }
  return {};
}

core::Result<void> EasySlot::set_method(std::string_view method, bool with_body) {
  if (method == method_ && with_body == with_body_) return {};
  const auto known = known_method(method);
  if (!known) return tl::unexpected(known.error());
  const bool is_default = method == (with_body ? "POST" : "GET");
  const bool ok = Options(easy_)
                      .set(with_body ? CURLOPT_POST : CURLOPT_HTTPGET, 1L)
                      .set(CURLOPT_CUSTOMREQUEST, is_default ? nullptr : known->data())
                      .ok();
  if (!ok) return refused_by_curl();
  method_ = *known;
  lent_body_ = {};
  with_body_ = with_body;
  return {};
}

core::Result<void> EasySlot::start(TransferId id, ResponseSink& sink) {
  id_ = id;
  sink_ = &sink;
  head_.reset();
  chunks_.reset();
  body_bytes_ = 0;
  sends_ = 0;
  sent_at_ = {};
  stop_ = Stop::kNone;
  done_ = false;
  error_text_[0] = '\0';
  if (const CURLMcode code = multi_.add(easy_); code != CURLM_OK) {
    id_ = 0;
    return core::fail(core::ErrorCode::kNetwork, fmt::format("libcurl did not take the request: {}",
                                                             curl_multi_strerror(code)));
  }
  return {};
}

void EasySlot::note_done(CURLcode code) {
  done_ = true;
  code_ = code;
  closed_at_ = clock_.now();
  ended_by_ = stamps_.heard_at(easy_);
}

TransferResult EasySlot::finish() {
  TransferResult result;
  result.timing = read_timing(easy_, sends_, request_head_->needs_lookup);
  result.bytes_received = body_bytes_;
  result.ended_by = done_ ? ended_by_ : std::nullopt;
  describe_end(result);
  multi_.remove(easy_);
  id_ = 0;
  return result;
}

void EasySlot::describe_end(TransferResult& result) const {
  if (!done_) {
    result.end = TransferEnd::kAborted;
    result.error = "cancelled";
  } else if (stop_ == Stop::kBySink) {
    result.end = TransferEnd::kAborted;
    result.error = "stopped by the reader of the response";
  } else if (stop_ == Stop::kHeadTooLarge) {
    result.end = TransferEnd::kTransportError;
    result.error = fmt::format("response head over {} KiB", HeadReader::kMaxBytes / 1024);
  } else if (stop_ == Stop::kFramesTooLarge) {
    result.end = TransferEnd::kTransportError;
    result.error = fmt::format("chunk extensions or trailers over {} KiB", kMostSkipped / 1024);
  } else if (stop_ == Stop::kNotHttp) {
    result.end = TransferEnd::kTransportError;
    result.error = "the response has no HTTP status";
  } else if (code_ != CURLE_OK) {
    result.end = classify(code_);
    result.error = describe(code_, error_text_.data());
  } else if (!head_.is_complete()) {
    // libcurl takes a connection that closes inside the head for an answer without a body.
    result.end = TransferEnd::kTransportError;
    result.error = "the connection closed inside the response head";
  }
}

EasySlot& EasySlot::of(CURL* easy) {
  EasySlot* slot = nullptr;
  curl_easy_getinfo(easy, CURLINFO_PRIVATE, &slot);
  return *slot;
}

std::size_t EasySlot::on_header(char* data, std::size_t size, std::size_t count, void* self) {
  auto& slot = *static_cast<EasySlot*>(self);
  const core::Duration at = slot.stamps_.take_all(slot.easy_, size * count, slot.sent_at_);
  switch (slot.head_.feed({data, size * count})) {
    case HeadReader::Step::kMore:
      break;
    case HeadReader::Step::kComplete:
      slot.sink_->on_head(at, slot.head_.head());
      break;
    case HeadReader::Step::kTooLarge:
      slot.stop_ = Stop::kHeadTooLarge;
      return CURL_WRITEFUNC_ERROR;
    case HeadReader::Step::kNotHttp:
      slot.stop_ = Stop::kNotHttp;
      return CURL_WRITEFUNC_ERROR;
  }
  return size * count;
}

std::size_t EasySlot::on_body(char* data, std::size_t size, std::size_t count, void* self) {
  auto& slot = *static_cast<EasySlot*>(self);
  std::string_view rest(data, size * count);
  while (!rest.empty()) {
    const ReadStamps::Piece piece = slot.stamps_.take(slot.easy_, rest.size(), slot.sent_at_);
    slot.stop_ = slot.hear(piece.at, rest.substr(0, piece.bytes));
    if (slot.stop_ != Stop::kNone) return CURL_WRITEFUNC_ERROR;
    rest.remove_prefix(piece.bytes);
  }
  return size * count;
}

EasySlot::Stop EasySlot::hear(core::Duration at, std::string_view wire) {
  std::string_view bytes = wire;
  if (head_.is_chunked()) {
    bytes = chunks_.take(wire, room_);
    if (chunks_.skipped() > kMostSkipped) return Stop::kFramesTooLarge;
    if (bytes.empty()) return Stop::kNone;
  }
  body_bytes_ += bytes.size();
  return sink_->on_bytes(at, bytes) ? Stop::kNone : Stop::kBySink;
}

int EasySlot::on_request(void* self, char* /*peer*/, char* /*local*/, int /*peer_port*/,
                         int local_port) {
  auto& slot = *static_cast<EasySlot*>(self);
  if (slot.sends_++ == 0) slot.batch_.note_sent();
  slot.multi_.before_send(slot.easy_, local_port);
  slot.sent_at_ = slot.clock_.now();
  slot.sink_->on_sent(slot.sent_at_);
  return CURL_PREREQFUNC_OK;
}

}  // namespace orbench::transport
