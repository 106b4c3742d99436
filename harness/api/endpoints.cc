#include "harness/api/endpoints.h"

#include <algorithm>
#include <charconv>

#include "harness/api/error_codes.h"

namespace orbench::api {
namespace {

std::vector<int> statuses(std::string_view text) {
  std::vector<int> found;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at < end) {
    int status = 0;
    at = std::from_chars(at, end, status).ptr + 1;  // over the blank between two
    found.push_back(status);
  }
  return found;
}

std::string_view take_segment(std::string_view& path) {
  const auto slash = path.find('/', 1);
  const std::string_view segment = path.substr(0, slash);
  path = slash == std::string_view::npos ? std::string_view{} : path.substr(slash);
  return segment;
}

}  // namespace

bool Endpoint::needs_key() const {
  return std::find(errors.begin(), errors.end(), error_codes::kUnauthorized) != errors.end();
}

// A row of the table: ORBENCH_ENDPOINT(group, method, path, status of success, error statuses,
// parameters, success), the last two as shapes (harness/api/shape.h).
const std::vector<Endpoint>& endpoints() {
#define ORBENCH_ENDPOINT(group, method, path, status, errors, parameters, success) \
  Endpoint{group, method, path, status, statuses(errors), parse_shape(parameters), success},
  static const std::vector<Endpoint> all = {
#include "harness/api/endpoints/inference.def"
//
#include "harness/api/endpoints/discovery.def"
//
#include "harness/api/endpoints/account.def"
//
#include "harness/api/endpoints/organization.def"
//
#include "harness/api/endpoints/management.def"
  };
#undef ORBENCH_ENDPOINT
  return all;
}

std::optional<std::vector<std::string_view>> match_path(std::string_view pattern,
                                                        std::string_view path) {
  std::vector<std::string_view> arguments;
  while (!pattern.empty() && !path.empty()) {
    const std::string_view wanted = take_segment(pattern);
    const std::string_view found = take_segment(path);
    if (wanted.substr(0, 2) == "/{" && found.size() > 1) {
      arguments.push_back(found.substr(1));
    } else if (wanted != found) {
      return std::nullopt;
    }
  }
  if (!pattern.empty() || !path.empty()) return std::nullopt;
  return arguments;
}

std::optional<EndpointMatch> find_endpoint(std::string_view method, std::string_view path) {
  std::optional<EndpointMatch> best;
  for (const Endpoint& endpoint : endpoints()) {
    if (endpoint.method != method) continue;
    auto arguments = match_path(endpoint.path, path);
    if (!arguments || (best && best->arguments.size() <= arguments->size())) continue;
    best = EndpointMatch{&endpoint, std::move(*arguments)};
  }
  return best;
}

}  // namespace orbench::api
