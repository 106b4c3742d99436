#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/api/paths.h"
#include "harness/cli/command.h"
#include "harness/cli/discovery/mock_catalog.h"
#include "harness/cli/discovery/table_text.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/find_target.h"
#include "harness/core/json_text.h"
#include "harness/run/api_client.h"
#include "harness/run/discovery_json.h"
#include "harness/scenario/scenario.h"
#include "results/run_folder.h"

namespace orbench::cli {
namespace {

using core::ErrorCode;

constexpr int kOk = 200;
constexpr std::size_t kMostModels = 50;  // of which a catalog asks the endpoints

/// A name or value of a query, or a part of a path: everything but unreserved characters escaped.
std::string escaped(std::string_view plain, std::string_view kept = "") {
  std::string out;
  for (const char c : plain) {
    const bool safe = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      std::string_view("-._~").find(c) != std::string_view::npos ||
                      kept.find(c) != std::string_view::npos;
    out += safe ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

scenario::Target public_target() {
  scenario::Target target;
  target.base_url = std::string(api::paths::kPublicBase);
  return target;
}

class DiscoverCommand final : public Command {
 public:
  std::string name() const override { return "discover"; }
  std::string what() const override {
    return "read the API's own tables: models, endpoints, providers, key, credits, a generation";
  }

  void add_options(CLI::App& app) override {
    app.add_option("WHAT", what_,
                   "models, endpoints MODEL, providers, key, credits or generation ID")
        ->required()
        ->check(
            CLI::IsMember({"models", "endpoints", "providers", "key", "credits", "generation"}));
    app.add_option("ID", id_, "the model of endpoints, the id of a generation");
    app.add_option("--filter", filters_,
                   "passed on as it is, e.g. --filter supported_parameters=tools (repeatable)")
        ->type_name("K=V");
    app.add_option("--target", target_.base_url, "mock, or a base URL")
        ->type_name("mock|URL")
        ->capture_default_str();
    app.add_option("--api-key-env", target_.api_key_env, "environment variable that holds the key")
        ->capture_default_str();
    app.add_option("--ca-file", target_.ca_file, "PEM file of a private CA")->type_name("FILE");
    app.add_option("--format", format_, "text or json")
        ->check(CLI::IsMember({"text", "json"}))
        ->capture_default_str();
    app.add_option("--save", save_,
                   "with models or endpoints: write a catalog that the mock can load "
                   "(catalog.json; of at most 50 models)")
        ->type_name("DIR");
  }

  int run(Console& console) override {
    const auto done = discover(console);
    if (done) return kExitPassed;
    console.report(done.error());
    return exit_code_for(done.error().code);
  }

 private:
  core::Result<void> discover(Console& console) {
    auto path = path_of();
    if (!path) return tl::unexpected(path.error());
    auto target = find_target(target_);
    if (!target) return tl::unexpected(target.error());
    run::TargetCheck manner;
    manner.patience = std::chrono::seconds{60};
    auto client = run::ApiClient::create(target->address, std::move(manner), clock_);
    if (!client) return tl::unexpected(client.error());
    const auto reply = ask(**client, *path);
    if (!reply) return tl::unexpected(reply.error());
    if (!save_.empty()) return save(**client, reply->get(), console);
    console.out(format_ == "json" ? core::dumped(reply->get(), 2) + "\n"
                                  : discovery_text(what_, reply->get(), Console::width_of(1),
                                                   console.color_out()));
    return {};
  }

  /// Path and query of the question. Errors: a missing or needless ID, a filter that is none.
  [[nodiscard]] core::Result<std::string> path_of() const {
    const bool needs_id = what_ == "endpoints" || what_ == "generation";
    if (needs_id && id_.empty()) {
      return core::fail(
          ErrorCode::kInvalidArgument,
          fmt::format("`discover {}` needs {}", what_,
                      what_ == "endpoints" ? "a model, for example a/model" : "an id"));
    }
    if (!needs_id && !id_.empty()) {
      return core::fail(ErrorCode::kInvalidArgument,
                        fmt::format("`discover {}` takes no \"{}\"", what_, id_));
    }
    if (!save_.empty() && what_ != "models" && what_ != "endpoints") {
      return core::fail(ErrorCode::kInvalidArgument, "--save goes with models or endpoints");
    }
    std::string path = what_ == "endpoints"
                           ? fmt::format("/models/{}/endpoints", escaped(id_, "/:"))
                           : "/" + what_;
    std::string query = what_ == "generation" ? "id=" + escaped(id_) : "";
    for (const std::string& filter : filters_) {
      const std::size_t equals = filter.find('=');
      if (equals == std::string::npos || equals == 0) {
        return core::fail(ErrorCode::kInvalidArgument,
                          fmt::format("--filter wants name=value, found \"{}\"", filter));
      }
      query += fmt::format("{}{}={}", query.empty() ? "" : "&", escaped(filter.substr(0, equals)),
                           escaped(filter.substr(equals + 1), ","));
    }
    return query.empty() ? path : path + "?" + query;
  }

  static core::Result<core::JsonValue> ask(run::ApiClient& client, const std::string& path) {
    const auto reply = client.get(path);
    if (!reply) return tl::unexpected(reply.error());
    core::JsonValue body = run::parse_reply(reply->body);
    if (reply->status == kOk && body.get().is_object()) return body;
    std::string why = fmt::format("status {}", reply->status);
    const core::Json& json = body.get();
    if (json.is_object() && json.contains("error") && json["error"].is_object()) {
      const core::Json& message = json["error"].value("message", core::Json());
      if (message.is_string()) why += ": " + message.get<std::string>();
    }
    return core::fail(ErrorCode::kNetwork, fmt::format("{} answered {}", path, why));
  }

  core::Result<void> save(run::ApiClient& client, const core::Json& reply, Console& console) const {
    MockCatalog catalog;
    if (what_ == "endpoints") catalog.add(reply);
    if (what_ == "models") {
      if (const auto added = add_models(client, reply, catalog, console); !added) return added;
    }
    if (catalog.empty()) {
      return core::fail(ErrorCode::kNetwork,
                        "no endpoint with fixed prices is listed; nothing saved");
    }
    std::error_code error;
    std::filesystem::create_directories(save_, error);
    const std::string file = save_ + "/catalog.json";
    if (const auto written = results::write_file(file, catalog.text()); !written) return written;
    console.out(fmt::format("{}\n", file));
    return {};
  }

  static core::Result<void> add_models(run::ApiClient& client, const core::Json& reply,
                                       MockCatalog& catalog, Console& console) {
    if (!reply.contains("data") || !reply["data"].is_array()) return {};
    const core::Json& models = reply["data"];
    if (models.size() > kMostModels) {
      console.err(
          fmt::format("note: {} models are listed, and the first {} are saved; narrow them "
                      "with --filter\n",
                      models.size(), kMostModels));
    }
    for (std::size_t i = 0; i < std::min(models.size(), kMostModels); ++i) {
      const core::Json& model = models[i];
      if (!model.is_object() || !model.contains("id") || !model["id"].is_string()) continue;
      const std::string id = model["id"].get<std::string>();
      const auto endpoints = ask(client, fmt::format("/models/{}/endpoints", escaped(id, "/:")));
      if (!endpoints) return tl::unexpected(endpoints.error());
      catalog.add(endpoints->get());
    }
    return {};
  }

  std::string what_;
  std::string id_;
  std::vector<std::string> filters_;
  scenario::Target target_ = public_target();
  std::string format_ = "text";
  std::string save_;
  core::MonotonicClock clock_;
};

}  // namespace

std::unique_ptr<Command> discover_command() { return std::make_unique<DiscoverCommand>(); }

}  // namespace orbench::cli
