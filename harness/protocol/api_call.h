#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "harness/api/endpoints.h"
#include "harness/core/http.h"
#include "harness/protocol/api_body.h"
#include "harness/protocol/request_draft.h"
#include "harness/protocol/url_value.h"

namespace orbench::protocol {

/// One call of a documented operation: `{"operation": "GET /keys/{hash}", …}`, or `method` and
/// `path` apart; `arguments` fill the blanks of the path (which may also be filled in place),
/// `query` its parameters, `body` is sent as JSON and `form` as multipart/form-data.
/// The operation must be in the table of harness/api, every required parameter given, and what the
/// table knows be of its type. What it does not know is sent as it is: the API grows by adding.
/// Threads: render() is const and may run on any thread.
class ApiCall {
 public:
  /// `taken`: names that an earlier reply will have filled in. Mistakes are reported, each at its
  /// place; then nullptr.
  static std::unique_ptr<ApiCall> compile(const RequestDraft& draft,
                                          const std::vector<std::string>& taken);

  /// As RequestTemplate::render.
  void render(const RenderContext& context, const TakenValues& taken, core::HttpRequest& out) const;
  [[nodiscard]] const api::Endpoint& operation() const { return *operation_; }
  /// `GET /keys/{hash}`
  [[nodiscard]] std::string name() const { return name_of(*operation_); }

 private:
  friend class ApiCallCompiler;

  const api::Endpoint* operation_ = nullptr;
  std::vector<UrlValue> arguments_;                      // of the path's blanks, in their order
  std::vector<std::pair<std::string, UrlValue>> query_;  // names are encoded
  ApiBody body_;
};

}  // namespace orbench::protocol
