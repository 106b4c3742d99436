#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "mock/error_reply.h"
#include "mock/responders/documented.h"
#include "mock/responders/multipart.h"
#include "mock/responders/parameters.h"
#include "mock/responders/resources.h"

namespace orbench::mock {
namespace {

using core::Json;

constexpr std::string_view kPresets = "/presets";
constexpr std::string_view kFiles = "/files";
constexpr std::array<std::string_view, 4> kIntervals = {"daily", "weekly", "monthly", "lifetime"};

std::string versions_of(std::string_view slug) { return fmt::format("/presets/{}/versions", slug); }

/// A body for inference, kept under a name: the first makes the preset, each further one a version.
Script store_preset(const api::Endpoint& endpoint, const Call& call) {
  Collections& kept = call.state.collections;
  const std::string slug(call.path_arguments.front());
  const Json config = read_object(call.request.body).object.get();
  Row* preset = kept.find(kPresets, slug);
  if (preset == nullptr) {
    Json object = fresh_object(row_shape(endpoint), {{"slug", slug}, {"name", slug}}, call);
    object["creator_user_id"] = "user_mock";
    preset = kept.add(kPresets, {slug, core::JsonValue(std::move(object)), ""});
    if (preset == nullptr) return no_room();
  }
  const std::string kind = versions_of(slug);
  const std::size_t number = kept.rows(kind).size() + 1;
  const api::Endpoint& one = *api::find_endpoint("GET", "/presets/x/versions/1").value().endpoint;
  Json version = fresh_object(row_shape(one),
                              {{"preset_id", preset->shown.get()["id"]},
                               {"version", number},
                               {"config", config},
                               {"creator_id", "user_mock"}},
                              call);
  if (kept.add(kind, {std::to_string(number), core::JsonValue(version), ""}) == nullptr) {
    return no_room();
  }
  Json& shown = preset->shown.get();
  shown["designated_version_id"] = version["id"];
  shown["designated_version"] = std::move(version);
  shown["updated_at"] = now_text(call);
  return object_reply(endpoint, shown);
}

std::size_t remove_members(const Json& names, std::string_view kind, const Call& call) {
  return static_cast<std::size_t>(std::count_if(names.begin(), names.end(), [&](const Json& name) {
    return name.is_string() &&
           call.state.collections.erase(kind, name.get_ref<const std::string&>());
  }));
}

/// Who belongs to a workspace or a guardrail, and how a row of them looks.
struct Membership {
  std::string_view parents;  ///< the kind of what they belong to
  std::string_view suffix;   ///< of the path of one parent, and of their own kind
  std::string_view listed;   ///< the body's list of names
  std::string_view name_member;
  std::string_view parent_member;
  std::string_view shape_method;  ///< the operation that shows a row
  std::string_view shape_path;
};

constexpr std::array<Membership, 3> kMemberships = {
    {{"/guardrails", "/assignments/keys", "key_hashes", "key_hash", "guardrail_id", "GET",
      "/guardrails/x/assignments/keys"},
     {"/guardrails", "/assignments/members", "member_user_ids", "user_id", "guardrail_id", "GET",
      "/guardrails/x/assignments/members"},
     {"/workspaces", "/members", "user_ids", "user_id", "workspace_id", "POST",
      "/workspaces/x/members/add"}}};

/// Rows made from a list of names, each once; how many were new.
std::size_t add_members(const Json& names, std::string_view kind, const Membership& of,
                        const Call& call) {
  const api::Endpoint& showing =
      *api::find_endpoint(of.shape_method, of.shape_path).value().endpoint;
  std::size_t added = 0;
  for (const Json& name : names) {
    if (!name.is_string()) continue;
    const auto& id = name.get_ref<const std::string&>();
    const Json given = {{std::string(of.parent_member), call.path_arguments.front()},
                        {"assigned_by", "user_mock"},
                        {std::string(of.name_member), id}};
    Row row{id, core::JsonValue(fresh_object(row_shape(showing), given, call)), ""};
    if (call.state.collections.add(kind, std::move(row)) != nullptr) ++added;
  }
  return added;
}

Script change_members(const Membership& of, const api::Endpoint& endpoint, const Call& call) {
  const std::string_view parent = call.path_arguments.front();
  const std::string kind = fmt::format("{}/{}{}", of.parents, parent, of.suffix);
  const Json given = read_object(call.request.body).object.get();
  const Json& names = given.at(std::string(of.listed));
  const std::string_view last = endpoint.path.substr(endpoint.path.rfind('/') + 1);
  const bool counts_assignments = of.parents == "/guardrails";
  if (last == "remove") {
    const std::size_t removed = remove_members(names, kind, call);
    return json_reply(endpoint,
                      {{counts_assignments ? "unassigned_count" : "removed_count", removed}});
  }
  const std::size_t before = call.state.collections.rows(kind).size();
  const std::size_t added = add_members(names, kind, of, call);
  if (counts_assignments) return json_reply(endpoint, {{"assigned_count", added}});
  Json rows = Json::array();
  const auto& all = call.state.collections.rows(kind);
  for (std::size_t i = before; i < all.size(); ++i) rows.push_back(all[i].shown.get());
  return json_reply(endpoint, {{"added_count", added}, {"data", std::move(rows)}});
}

/// The assignments of every guardrail together.
Script list_all(const Membership& of, const api::Endpoint& endpoint, const Call& call) {
  std::vector<Row> all;
  for (const Row& parent : call.state.collections.rows(of.parents)) {
    const auto& rows =
        call.state.collections.rows(fmt::format("{}/{}{}", of.parents, parent.id, of.suffix));
    all.insert(all.end(), rows.begin(), rows.end());
  }
  return list_reply(endpoint, all, call);
}

Script upload(const api::Endpoint& endpoint, const Call& call) {
  const auto form = parse_form(call.request.header("content-type").value_or(""), call.request.body);
  const auto is_file = [](const FormPart& part) { return part.name == "file"; };
  const auto part = form ? std::find_if(form->begin(), form->end(), is_file)
                         : std::vector<FormPart>::const_iterator{};
  if (!form || part == form->end()) {
    return invalid_request(endpoint.path, "file", "a multipart form with a file is needed");
  }
  const std::string id = "file_" + call.state.collections.new_hex(24);
  const Json object =
      fresh_object(row_shape(endpoint),
                   {{"id", id},
                    {"filename", std::string(part->file_name.empty() ? "file" : part->file_name)},
                    {"mime_type", "application/octet-stream"},
                    {"downloadable", true},
                    {"size_bytes", part->value.size()}},
                   call);
  Row row{id, core::JsonValue(object), std::string(part->value)};
  if (call.state.collections.add(kFiles, std::move(row)) == nullptr) {
    return error_reply(413, "No more files are kept; delete some");
  }
  return json_reply(endpoint, object);
}

Script list_files(const api::Endpoint& endpoint, const Call& call) {
  Json body = {{"_shape", "openrouter"}, {"data", Json::array()}, {"cursor", nullptr}};
  const auto& rows = call.state.collections.rows(kFiles);
  for (const Row& row : rows) body["data"].push_back(row.shown.get());
  body["first_id"] = rows.empty() ? Json(nullptr) : Json(rows.front().id);
  body["last_id"] = rows.empty() ? Json(nullptr) : Json(rows.back().id);
  body["has_more"] = false;
  return json_reply(endpoint, body);
}

}  // namespace

std::optional<Script> answer_preset(const api::Endpoint& endpoint, const Call& call) {
  if (endpoint.group != "presets") return std::nullopt;
  Collections& kept = call.state.collections;
  if (call.path_arguments.empty()) return list_reply(endpoint, kept.rows(kPresets), call);
  if (endpoint.method == "POST") return store_preset(endpoint, call);
  const std::string_view slug = call.path_arguments.front();
  const Row* const preset = kept.find(kPresets, slug);
  if (preset == nullptr) return not_found("Preset");
  if (endpoint.path == "/presets/{slug}") return object_reply(endpoint, preset->shown.get());
  const std::string kind = versions_of(slug);
  if (call.path_arguments.size() == 1) return list_reply(endpoint, kept.rows(kind), call);
  const Row* const version = kept.find(kind, call.path_arguments.back());
  if (version == nullptr) return not_found("Preset version");
  return object_reply(endpoint, version->shown.get());
}

std::optional<Script> answer_budget(const api::Endpoint& endpoint, const Call& call) {
  if (endpoint.path.find("/budgets") == std::string_view::npos) return std::nullopt;
  Collections& kept = call.state.collections;
  const std::string workspace(call.path_arguments.front());
  if (kept.find("/workspaces", workspace) == nullptr) return not_found("Workspace");
  const std::string kind = fmt::format("/workspaces/{}/budgets", workspace);
  if (call.path_arguments.size() == 1) return list_reply(endpoint, kept.rows(kind), call);
  const std::string interval(call.path_arguments.back());
  if (endpoint.method == "DELETE") {
    if (!kept.erase(kind, interval)) return not_found("Budget");
    return json_reply(endpoint, {{"deleted", true}});
  }
  if (std::find(kIntervals.begin(), kIntervals.end(), interval) == kIntervals.end()) {
    return invalid_request(endpoint.path, "interval", "must be daily, weekly, monthly or lifetime");
  }
  const Json given = read_object(call.request.body).object.get();
  Row* row = kept.find(kind, interval);
  if (row == nullptr) {
    const Json known = {
        {"workspace_id", workspace},
        {"reset_interval", interval == "lifetime" ? Json(nullptr) : Json(interval)}};
    row = kept.add(kind,
                   {interval, core::JsonValue(fresh_object(row_shape(endpoint), known, call)), ""});
    if (row == nullptr) return no_room();
  }
  row->shown.get()["limit_usd"] = given.at("limit_usd");
  row->shown.get()["updated_at"] = now_text(call);
  return object_reply(endpoint, row->shown.get());
}

std::optional<Script> answer_membership(const api::Endpoint& endpoint, const Call& call) {
  for (const Membership& of : kMemberships) {
    if (endpoint.path == fmt::format("{}{}", of.parents, of.suffix)) {
      return list_all(of, endpoint, call);
    }
    const std::string one = fmt::format("{}/{{id}}{}", of.parents, of.suffix);
    if (endpoint.path.substr(0, one.size()) != one) continue;
    const std::string_view parent = call.path_arguments.front();
    if (call.state.collections.find(of.parents, parent) == nullptr) {
      return not_found(of.parents == "/workspaces" ? "Workspace" : "Guardrail");
    }
    if (endpoint.method == "POST") return change_members(of, endpoint, call);
    const std::string kind = fmt::format("{}/{}{}", of.parents, parent, of.suffix);
    return list_reply(endpoint, call.state.collections.rows(kind), call);
  }
  return std::nullopt;
}

std::optional<Script> answer_file(const api::Endpoint& endpoint, const Call& call) {
  if (endpoint.group != "files") return std::nullopt;
  if (call.path_arguments.empty()) {
    return endpoint.method == "POST" ? upload(endpoint, call) : list_files(endpoint, call);
  }
  const std::string_view id = call.path_arguments.front();
  const Row* const row = call.state.collections.find(kFiles, id);
  if (row == nullptr) return not_found("File");
  if (endpoint.method == "DELETE") {
    call.state.collections.erase(kFiles, id);
    return json_reply(endpoint, {{"_shape", "openrouter"}, {"id", id}, {"type", "file_deleted"}});
  }
  if (endpoint.path.substr(endpoint.path.rfind('/')) == "/content") {
    return whole_script(endpoint.status, "application/octet-stream", row->content);
  }
  return json_reply(endpoint, row->shown.get());
}

}  // namespace orbench::mock
