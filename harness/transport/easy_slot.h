#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <curl/curl.h>

#include "harness/core/clock.h"
#include "harness/core/http.h"
#include "harness/core/result.h"
#include "harness/transport/chunked_body.h"
#include "harness/transport/curl_multi.h"
#include "harness/transport/easy_share.h"
#include "harness/transport/head_reader.h"
#include "harness/transport/read_batch.h"
#include "harness/transport/read_stamps.h"
#include "harness/transport/request_head.h"
#include "harness/transport/transport.h"

namespace orbench::transport {

/// One easy handle, reused for one transfer after another, and the state of the one it carries. It
/// keeps what the last request set and sets only what the next one changes: same target and headers
/// cost two string comparisons. Bound for life to one multi, where its idle connections are.
///
/// libcurl's callbacks land here: they stamp, forward to the sink and note why a transfer must
/// stop. Threads: the loop's.  Lifetime: within that of its surroundings.
class EasySlot {
 public:
  struct Surroundings {
    CurlMulti& multi;
    const core::Clock& clock;
    ReadStamps& stamps;
    ReadBatch& batch;
    const EasyShare& share;
    RequestHeads& heads;
    const TransportOptions& options;
    std::string& room;    ///< where the pieces of a read are joined
    std::uint32_t index;  ///< of the slot in its pool
  };
  /// Errors: kNetwork when libcurl gives no handle or knows an option not.
  static core::Result<std::unique_ptr<EasySlot>> create(const Surroundings& around);
  ~EasySlot();
  EasySlot(const EasySlot&) = delete;
  EasySlot& operator=(const EasySlot&) = delete;

  /// Makes the handle ready to send `request` (copied). Errors: those of Transport::start().
  [[nodiscard]] core::Result<void> load(const core::HttpRequest& request);
  /// Hands the loaded request to the multi. Errors: kNetwork when libcurl does not take it.
  [[nodiscard]] core::Result<void> start(TransferId id, ResponseSink& sink);
  /// Notes the end that libcurl reported; the handle stays where it is.
  void note_done(CURLcode code);
  void revoke_done() { done_ = false; }
  /// Takes the handle from its multi and tells how the transfer ended; kAborted unless note_done()
  /// came before. The slot is free afterwards.
  [[nodiscard]] TransferResult finish();

  [[nodiscard]] std::uint32_t index() const { return index_; }
  [[nodiscard]] TransferId id() const { return id_; }  ///< zero when free
  [[nodiscard]] ResponseSink& sink() { return *sink_; }
  /// When note_done() came.
  [[nodiscard]] core::Duration closed_at() const { return closed_at_; }
  /// The slot that `easy` belongs to.
  static EasySlot& of(CURL* easy);

 private:
  enum class Stop : std::uint8_t { kNone, kBySink, kHeadTooLarge, kFramesTooLarge, kNotHttp };

  EasySlot(CURL* easy, const Surroundings& around);
  [[nodiscard]] bool set_fixed_options(const EasyShare& share, const TransportOptions& options);
  [[nodiscard]] core::Result<void> set_head(const core::HttpRequest& request);
  [[nodiscard]] bool set_body(const std::string& body);
  [[nodiscard]] core::Result<void> set_method(std::string_view method, bool with_body);
  /// The body's next bytes, as the connection brought them at one instant.
  [[nodiscard]] Stop hear(core::Duration at, std::string_view wire);
  void describe_end(TransferResult& result) const;

  static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self);
  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self);
  static int on_request(void* self, char* peer, char* local, int peer_port, int local_port);

  CURL* easy_;
  CurlMulti& multi_;
  const core::Clock& clock_;
  ReadStamps& stamps_;
  ReadBatch& batch_;
  RequestHeads& heads_;
  std::string& room_;
  const std::uint32_t index_;

  // What the handle is set to send.
  bool with_body_ = false;
  std::string_view method_;  ///< of known_method()
  std::shared_ptr<const RequestHead> request_head_;
  std::uint64_t head_number_ = 0;
  std::string body_;
  std::string_view lent_body_;  ///< what libcurl was told of it

  // The transfer it carries.
  Stop stop_ = Stop::kNone;
  bool done_ = false;
  std::uint32_t sends_ = 0;
  CURLcode code_ = CURLE_OK;
  TransferId id_ = 0;
  ResponseSink* sink_ = nullptr;
  HeadReader head_;
  ChunkedBody chunks_;
  std::uint64_t body_bytes_ = 0;
  core::Duration sent_at_{};
  core::Duration closed_at_{};
  std::optional<core::Duration> ended_by_;
  std::array<char, CURL_ERROR_SIZE> error_text_{};
};

}  // namespace orbench::transport
