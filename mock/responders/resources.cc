#include "mock/responders/resources.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/api/error_codes.h"
#include "harness/api/fields.h"
#include "harness/core/clock.h"
#include "harness/core/json_text.h"
#include "harness/core/rng.h"
#include "mock/error_reply.h"
#include "mock/responders/documented.h"
#include "mock/responders/parameters.h"
#include "mock/responders/sample.h"

namespace orbench::mock {
namespace {

using api::Shape;
using core::Json;

constexpr int kConflict = 409;
constexpr double kMostRows = 100.0;
constexpr std::size_t kKeyDigits = 64;

/// What is made at `path` and read, changed and deleted at `path/{id}`.
struct Resource {
  std::string_view path;
  std::string_view id_member;
  std::string_view name;
};

constexpr std::array<Resource, 5> kResources = {
    {{"/keys", "hash", "API key"},
     {"/guardrails", "id", "Guardrail"},
     {"/byok", "id", "BYOK key"},
     {"/observability/destinations", "id", "Destination"},
     {"/workspaces", "id", "Workspace"}}};

/// The resource whose list or whose one row the path is; null for anything else.
const Resource* resource_of(std::string_view path) {
  for (const Resource& resource : kResources) {
    if (path.substr(0, resource.path.size()) != resource.path) continue;
    const std::string_view rest = path.substr(resource.path.size());
    const bool one_row = rest.substr(0, 2) == "/{" && rest.find('/', 1) == std::string_view::npos;
    if (rest.empty() || one_row) return &resource;
  }
  return nullptr;
}

Json given_object(const Call& call) {
  return std::move(read_object(call.request.body).object.get());
}

/// A secret's ends, as lists show it.
std::string label_of(const std::string& secret) {
  constexpr std::size_t kShown = 3;
  if (secret.size() < 4 * kShown) return "...";
  return fmt::format("{}...{}", secret.substr(0, kShown), secret.substr(secret.size() - kShown));
}

bool name_taken(const Resource& resource, const Json& object, const Call& call) {
  const auto& rows = call.state.collections.rows(resource.path);
  return std::any_of(rows.begin(), rows.end(), [&](const Row& row) {
    return row.shown.get().value("name", Json()) == object.value("name", Json());
  });
}

Script create(const Resource& resource, const api::Endpoint& endpoint, const Call& call) {
  const Json given = given_object(call);
  Json object = fresh_object(row_shape(endpoint), given, call);
  const auto may_conflict = std::find(endpoint.errors.begin(), endpoint.errors.end(), kConflict);
  if (may_conflict != endpoint.errors.end() && name_taken(resource, object, call)) {
    return error_reply(kConflict, fmt::format("{} of this name exists", resource.name));
  }
  const bool is_key = resource.path == "/keys";
  const std::string id =
      is_key ? call.state.collections.new_hex(kKeyDigits) : call.state.collections.new_uuid();
  object[std::string(resource.id_member)] = id;
  std::string secret;
  if (is_key) {
    secret = "sk-or-v1-" + call.state.collections.new_hex(kKeyDigits);
    object["limit_remaining"] = object["limit"];
  } else if (given.contains("key") && given["key"].is_string()) {
    secret = given["key"].get_ref<const std::string&>();
  }
  if (!secret.empty()) object["label"] = label_of(secret);
  if (call.state.collections.add(resource.path, {id, core::JsonValue(object), ""}) == nullptr) {
    return no_room();
  }
  Json body = {{"data", std::move(object)}};
  if (is_key) {
    call.state.keys.issue(secret, id);
    body["key"] = secret;
  }
  return json_reply(endpoint, body);
}

void change(Row& row, const api::Endpoint& endpoint, const Call& call) {
  Json& object = row.shown.get();
  const Json given = given_object(call);
  for (const Shape::Member& member : endpoint.parameters.members) {
    const std::string name(member.name);
    if (given.contains(name) && object.contains(name)) object[name] = given[name];
  }
  if (object.contains("updated_at")) object["updated_at"] = now_text(call);
}

/// Brings what a key has spent up to date.
void refresh_key(Row& row, const Call& call) {
  const Account& account = call.state.account;
  const std::int64_t now = call.state.clock.wall_seconds();
  const Spending& spending = account.spending_of(row.id);
  Json& shown = row.shown.get();
  shown["usage"] = spending.in(Period::kNever, now).dollars();
  shown["usage_daily"] = spending.in(Period::kDaily, now).dollars();
  shown["usage_weekly"] = spending.in(Period::kWeekly, now).dollars();
  shown["usage_monthly"] = spending.in(Period::kMonthly, now).dollars();
  const auto left = account.left_of(terms_of(row), now);
  shown["limit_remaining"] = left ? Json(left->dollars()) : Json(nullptr);
}

}  // namespace

Json fresh_object(const Shape& shape, const Json& given, const Call& call) {
  core::Rng rng(call.config.settings.seed, call.state.collections.new_hex(16));
  Json object = Json::object();
  for (const Shape::Member& member : shape.members) {
    const std::string name(member.name);
    Json value;
    if (given.contains(name) && !given[name].is_null()) {
      value = given[name];
    } else if (member.shape.nullable) {
      value = nullptr;
    } else if (member.shape.kind == Shape::Kind::kArray) {
      value = Json::array();
    } else if (member.shape.kind == Shape::Kind::kInteger ||
               member.shape.kind == Shape::Kind::kNumber) {
      value = name.find("sampling_rate") == std::string::npos ? 0 : 1;
    } else {
      value = name == "enabled" ? Json(true)
                                : sample(member.shape, call.state.clock.unix_seconds(), rng, name);
    }
    object[name] = std::move(value);
  }
  return object;
}

Shape row_shape(const api::Endpoint& endpoint) {
  Shape shape = api::parse_shape(endpoint.success);
  for (Shape::Member& member : shape.members) {
    if (member.name != "data") continue;
    Shape rows = std::move(member.shape);
    return rows.kind == Shape::Kind::kArray ? std::move(rows.items.at(0)) : rows;
  }
  return shape;
}

Script list_reply(const api::Endpoint& endpoint, const std::vector<Row>& rows, const Call& call) {
  const Query query(call.request.query);
  Json fitting = Json::array();
  for (const Row& row : rows) {
    const Json& shown = row.shown.get();
    const auto fits = [&](const Shape::Member& member) {
      const std::string_view wanted = query.text(member.name);
      const auto value = shown.find(std::string(member.name));
      return wanted.empty() || value == shown.end() || !value->is_string() || *value == wanted;
    };
    const auto& members = endpoint.parameters.members;
    if (std::all_of(members.begin(), members.end(), fits)) fitting.push_back(shown);
  }
  const std::size_t total = fitting.size();
  const auto bounded = [&](std::string_view name, double fallback, double most) {
    return static_cast<std::size_t>(std::clamp(query.number(name).value_or(fallback), 0.0, most));
  };
  const std::size_t first = std::min(bounded("offset", 0.0, 1e9), total);
  const std::size_t last = std::min(first + bounded("limit", kMostRows, kMostRows), total);
  Json page = Json::array();
  for (std::size_t i = first; i < last; ++i) page.push_back(std::move(fitting[i]));
  Json body = {{"data", std::move(page)}};
  if (endpoint.success.find("total_count") != std::string_view::npos) body["total_count"] = total;
  return json_reply(endpoint, body);
}

Script object_reply(const api::Endpoint& endpoint, const Json& object) {
  return json_reply(endpoint, {{"data", object}});
}

Script json_reply(const api::Endpoint& endpoint, const Json& body) {
  return whole_script(endpoint.status, api::fields::kJson, core::dumped(body));
}

Script not_found(std::string_view what) {
  return error_reply(api::error_codes::kNotFound, fmt::format("{} not found", what));
}

Script no_room() {
  return error_reply(api::error_codes::kForbidden, "No more resources are kept; delete some");
}

std::string now_text(const Call& call) {
  return core::iso8601_utc(static_cast<double>(call.state.clock.unix_seconds()));
}

std::optional<Script> answer_resource(const api::Endpoint& endpoint, const Call& call) {
  for (const auto nested : {&answer_preset, &answer_budget, &answer_membership, &answer_file}) {
    if (auto answered = nested(endpoint, call)) return answered;
  }
  const Resource* const resource = resource_of(endpoint.path);
  if (resource == nullptr) return std::nullopt;
  Collections& kept = call.state.collections;
  if (resource->path == "/keys") {
    kept.each("/keys", [&](Row& row) { refresh_key(row, call); });
  }
  if (call.path_arguments.empty()) {
    if (endpoint.method == "POST") return create(*resource, endpoint, call);
    return list_reply(endpoint, kept.rows(resource->path), call);
  }
  const std::string_view id = call.path_arguments.front();
  Row* const row = kept.find(resource->path, id);
  if (row == nullptr) return not_found(resource->name);
  if (endpoint.method == "DELETE") {
    kept.erase_kinds(fmt::format("{}/{}/", resource->path, id));
    kept.erase(resource->path, id);
    return json_reply(endpoint, {{"deleted", true}});
  }
  if (endpoint.method == "PATCH") change(*row, endpoint, call);
  if (resource->path == "/keys") refresh_key(*row, call);
  return object_reply(endpoint, row->shown.get());
}

}  // namespace orbench::mock
