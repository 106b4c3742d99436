#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "harness/protocol/endpoint.h"
#include "harness/protocol/request_check.h"

namespace orbench::protocol {

/// What tells one endpoint from another among those that take JSON by POST.
/// Lifetime: all views are of static text.
struct JsonEndpointKind {
  std::string_view name;
  std::string_view what;
  std::string_view path;           ///< appended to the base URL
  std::string_view accept;         ///< of a request that asks for no event stream
  std::span<const KeyRule> types;  ///< the keys that are known, but for `stream`
  /// Whether `stream` means something here.
  bool streams = false;
  /// An answer may come sooner where the beginning of a prompt was seen before.
  bool caches_prompts = false;
  /// The member that lists the turns of a conversation; empty where there are none.
  std::string_view turns_key = {};
  /// The work goes on apart from the connection (Endpoint::makes_jobs).
  bool makes_jobs = false;
  /// The reply names no provider of itself: have the router tell, behind the last token.
  bool asks_for_metadata = false;
  core::JsonValue (*example)() = nullptr;
  std::unique_ptr<ResponseReader> (*make_reader)() = nullptr;
  /// Reports what else the API would refuse.
  void (*check)(RequestCheck& request) = nullptr;
  /// Notes what the request says of its reply, `stream` apart.
  void (*ask)(const RequestCheck& request, Asked& asked) = nullptr;
};

/// The example of the kinds that take `messages`: one turn of a user, its answer streamed.
[[nodiscard]] core::JsonValue example_of_messages();

/// An endpoint that takes its request as the JSON body of a POST: all of it is compiled here, so
/// that a kind is its description and a reader.
class JsonEndpoint final : public Endpoint {
 public:
  explicit JsonEndpoint(const JsonEndpointKind& kind) : kind_(kind) {}

  [[nodiscard]] std::string_view name() const override { return kind_.name; }
  [[nodiscard]] std::string_view what() const override { return kind_.what; }
  [[nodiscard]] core::JsonValue example_request() const override { return kind_.example(); }
  [[nodiscard]] bool caches_prompts() const override { return kind_.caches_prompts; }
  [[nodiscard]] std::string_view turns_key() const override { return kind_.turns_key; }
  [[nodiscard]] std::unique_ptr<RequestTemplate> compile(const RequestDraft& draft) const override;
  [[nodiscard]] std::unique_ptr<ResponseReader> make_reader() const override {
    return kind_.make_reader();
  }
  [[nodiscard]] bool makes_jobs() const override { return kind_.makes_jobs; }

 private:
  const JsonEndpointKind kind_;
};

}  // namespace orbench::protocol
