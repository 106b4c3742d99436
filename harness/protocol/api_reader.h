#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "harness/protocol/endpoint.h"
#include "harness/protocol/reply_reader.h"
#include "harness/protocol/url_value.h"

namespace orbench::protocol {

class ApiWire;
struct ApiStep;

/// Reads the reply of any documented operation, and before it those to the calls that prepare it:
/// a failure of theirs is that of the request. What is documented to answer
/// with bytes is counted, not kept.
/// Limits:  a reply from which values are taken may hold kMaxPrepared bytes.
/// Threads: one thread per object.
class ApiReader final : public ResponseReader {
 public:
  static constexpr std::size_t kMaxPrepared = 4U << 20U;

  ApiReader();

  void reset() override;
  /// REQUIRES: asked.api is not null.
  void expect(const Asked& asked) override;
  void on_head(const core::ResponseHead& head) override;
  bool on_bytes(core::Stamp at, std::string_view bytes) override;
  void finish(core::Stamp at, bool complete) override;
  [[nodiscard]] std::optional<NextExchange> next_exchange() const override { return next_; }
  void render_next_exchange(core::HttpRequest& out) override;
  [[nodiscard]] bool terminated() const override { return !reads_bytes_ && reply_.terminated(); }
  [[nodiscard]] const TokenTimeline& timeline() const override;
  [[nodiscard]] const ResponseFacts& facts() const override { return facts_; }

 private:
  explicit ApiReader(std::unique_ptr<ApiWire> wire);
  /// A call that prepares the measured one is under way.
  [[nodiscard]] bool preparing() const;
  [[nodiscard]] const ApiStep& step() const;
  void begin_call();
  /// Takes what later calls need; false with the reason in the facts.
  bool take_values();

  ApiWire& wire_;  // reply_ owns it
  ReplyReader reply_;
  const ApiPlan* plan_ = nullptr;
  std::size_t step_ = 0;  // of the plan's, the one under way; past them the call itself
  bool reads_bytes_ = false;
  std::string prepared_;  // the body that values are taken from
  TakenValues taken_;
  std::optional<NextExchange> next_;
  TokenTimeline timeline_;  // of a reply in bytes
  ResponseFacts facts_;
};

}  // namespace orbench::protocol
