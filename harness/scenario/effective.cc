#include <algorithm>
#include <cmath>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/core/json_text.h"
#include "harness/scenario/loader.h"
#include "harness/scenario/shared_fields.h"

namespace orbench::scenario {
namespace {

using core::child_pointer;
using core::Json;

constexpr std::size_t kLongestComment = 100;

/// Whole numbers without a point, as a person would write them.
Json number(double value) {
  constexpr double kLargestExact = 9007199254740992.0;
  if (std::trunc(value) == value && std::abs(value) < kLargestExact) {
    return static_cast<std::int64_t>(value);
  }
  return value;
}

Json to_json(const Timeouts& timeouts) {
  return {{"connect_ms", number(core::to_ms(timeouts.connect))},
          {"first_token_ms", number(core::to_ms(timeouts.first_token))},
          {"idle_ms", number(core::to_ms(timeouts.idle))},
          {"total_ms", number(core::to_ms(timeouts.total))}};
}

Json to_json(const JobSettings& job) {
  return {{"poll_ms", number(core::to_ms(job.poll))},
          {"queue_timeout_ms", number(core::to_ms(job.queue_timeout))},
          {"render_timeout_ms", number(core::to_ms(job.render_timeout))},
          {"download_timeout_ms", number(core::to_ms(job.download_timeout))}};
}

Json to_json(const std::vector<core::Header>& headers) {
  Json object = Json::object();
  for (const core::Header& header : headers) object[header.name] = header.value;
  return object;
}

std::string_view to_text(core::HttpVersion version) {
  switch (version) {
    case core::HttpVersion::kHttp1:
      return "1.1";
    case core::HttpVersion::kHttp2:
      return "2";
    case core::HttpVersion::kAuto:
      return "auto";
  }
  return "1.1";
}

Json to_json(const Target& target) {
  return {{"base_url", target.base_url},
          {"api_key_env", target.api_key_env},
          {"headers", to_json(target.headers)},
          {"http", to_text(target.http)},
          {"timeouts", to_json(target.timeouts)},
          {"mock", {{"config", target.mock.config}, {"faults", target.mock.faults}}},
          {"ca_file", target.ca_file}};
}

Json to_json(const EngineSettings& engine) {
  return {{"workers", engine.workers},
          {"stamps", engine.stamps},
          {"spin_us", number(core::to_ms(engine.spin) * 1000.0)},
          {"rest_us", number(core::to_ms(engine.rest) * 1000.0)},
          {"connections",
           {{"reuse", engine.reuse_connections}, {"prewarm", engine.prewarm_connections}}}};
}

Json to_json(const Limits& limits) {
  Json object = Json::object();
  if (limits.max_cost) object["max_cost_usd"] = number(limits.max_cost->dollars());
  if (limits.max_cost_per_request) {
    object["max_cost_per_request_usd"] = number(limits.max_cost_per_request->dollars());
  }
  if (limits.enforce_price_cap) object["enforce_price_cap"] = true;
  if (limits.max_requests) object["max_requests"] = *limits.max_requests;
  if (limits.max_duration)
    object["max_duration_s"] = number(core::to_seconds(*limits.max_duration));
  if (limits.max_in_flight) object["max_in_flight"] = *limits.max_in_flight;
  return object;
}

/// What a workload adds to the target's headers or timeouts; the rest is inherited when read again.
Json additions(const Json& own, const Json& inherited) {
  Json object = Json::object();
  for (const auto& item : own.items()) {
    const auto same = inherited.find(item.key());
    if (same == inherited.end() || *same != item.value()) object[item.key()] = item.value();
  }
  return object;
}

Json to_json(const Cancel& cancel) {
  Json object = {{"share", number(cancel.share)}};
  if (cancel.after_tokens) object["after_tokens"] = *cancel.after_tokens;
  if (cancel.after) object["after_ms"] = number(core::to_ms(*cancel.after));
  return object;
}

Json to_json(const Retries& retries) {
  Json on = Json::array();
  for (const core::Outcome outcome : retries.outcomes) on.push_back(core::to_string(outcome));
  for (const int status : retries.statuses) on.push_back(status);
  return {{"max_attempts", retries.max_attempts},
          {"on", std::move(on)},
          {"backoff_ms", number(core::to_ms(retries.backoff))},
          {"max_backoff_ms", number(core::to_ms(retries.max_backoff))},
          {"jitter", number(retries.jitter)},
          {"honour_retry_after", retries.honour_retry_after}};
}

Json to_json(const Workload& workload, const Target& target) {
  Json object = {{"name", workload.name},
                 {"endpoint", workload.endpoint},
                 {"request", workload.request.get()},
                 {"salt", workload.salt}};
  Json matrix = Json::object();
  for (const Variant& variant : workload.variants) {
    object["variants"][variant.name] = variant.changes.get();
  }
  for (const MatrixAxis& axis : workload.matrix) {
    Json& values = matrix[axis.path] = Json::array();
    for (const core::JsonValue& value : axis.values) values.push_back(value.get());
  }
  object["matrix"] = std::move(matrix);
  object["interleave"] = workload.interleave == Interleave::kSegment ? "segment" : "block";
  object["blocks"] = workload.blocks;
  if (workload.shares_load) {
    object["weight"] = workload.weight;
  } else {
    object["load"] = workload.load.raw.get();
  }
  if (workload.cancel) object["cancel"] = to_json(*workload.cancel);
  if (workload.retries != Retries{}) object["retries"] = to_json(workload.retries);
  if (!workload.session.get().is_null()) object["session"] = workload.session.get();
  object["headers"] = additions(to_json(workload.headers), to_json(target.headers));
  object["timeouts"] = additions(to_json(workload.timeouts), to_json(target.timeouts));
  if (workload.job) object["job"] = to_json(*workload.job);
  if (!workload.objectives.get().is_null()) object["objectives"] = workload.objectives.get();
  if (!workload.compare.get().is_null()) object["compare"] = workload.compare.get();
  return object;
}

Json names_of(const std::vector<Variable>& variables) {
  Json names = Json::array();
  for (const Variable& variable : variables) names.push_back(variable.name);
  return names;
}

Json to_json(const std::vector<DataSource>& sources) {
  Json object = Json::object();
  for (const auto& [spec, pointer] : sources) {
    Json& set = object[spec.name];
    set["file"] = spec.file;
    set["order"] = data::order_names()[static_cast<std::size_t>(spec.order)];
    set["weight"] = spec.weight;
  }
  return object;
}

/// Writes JSON a member a line, with the origin of a value behind it.
class Printer {
 public:
  explicit Printer(const core::SourceMap& source) : source_(source) {
    const core::SourceMap::Place* root = source.find("");
    if (root != nullptr) main_ = root->origin;
  }

  std::string print(const Json& document) {
    write("", document, "", "");
    return std::move(out_);
  }

 private:
  void write(const std::string& pointer, const Json& value, const std::string& lead,
             std::string_view comma) {
    if (value.is_object() && !value.empty()) return write_object(pointer, value, lead, comma);
    if (value.is_array() && !value.empty()) return write_array(pointer, value, lead, comma);
    line(lead + core::dumped(value), comma, comment(pointer));
  }

  void write_object(const std::string& pointer, const Json& object, const std::string& lead,
                    std::string_view comma) {
    line(lead + "{", "", "");
    indent_ += 2;
    std::size_t left = object.size();
    for (const auto& item : object.items()) {
      write(child_pointer(pointer, item.key()), item.value(), core::dumped(item.key()) + ": ",
            --left > 0 ? "," : "");
    }
    indent_ -= 2;
    line("}", comma, "");
  }

  void write_array(const std::string& pointer, const Json& array, const std::string& lead,
                   std::string_view comma) {
    if (fits_one_line(pointer, array)) return write_flat(pointer, array, lead, comma);
    line(lead + "[", "", "");
    indent_ += 2;
    for (std::size_t i = 0; i < array.size(); ++i) {
      write(child_pointer(pointer, i), array[i], "", i + 1 < array.size() ? "," : "");
    }
    indent_ -= 2;
    line("]", comma, "");
  }

  [[nodiscard]] bool fits_one_line(const std::string& pointer, const Json& array) const {
    const std::string origin = comment(child_pointer(pointer, std::size_t{0}));
    for (std::size_t i = 0; i < array.size(); ++i) {
      if (array[i].is_structured() || comment(child_pointer(pointer, i)) != origin) return false;
    }
    return true;
  }

  void write_flat(const std::string& pointer, const Json& array, const std::string& lead,
                  std::string_view comma) {
    std::string text = lead + "[";
    for (std::size_t i = 0; i < array.size(); ++i) {
      text += (i == 0 ? "" : ", ") + core::dumped(array[i]);
    }
    line(text + "]", comma, comment(child_pointer(pointer, std::size_t{0})));
  }

  /// Empty for what the main file holds.
  [[nodiscard]] std::string comment(const std::string& pointer) const {
    const core::SourceMap::Place* place = source_.find(pointer);
    if (place == nullptr) return "default";
    if (place->origin == main_) return {};
    std::string text =
        place->line == 0 ? place->origin : fmt::format("{}:{}", place->origin, place->line);
    // A line break in a flag would end the comment and begin something else.
    std::replace_if(
        text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
    if (text.size() > kLongestComment) text = text.substr(0, kLongestComment) + "...";
    return text;
  }

  void line(const std::string& text, std::string_view comma, const std::string& comment) {
    out_.append(indent_, ' ').append(text).append(comma);
    if (!comment.empty()) out_.append("  // ").append(comment);
    out_ += '\n';
  }

  const core::SourceMap& source_;
  std::string main_;
  std::string out_;
  std::size_t indent_ = 0;
};

}  // namespace

core::JsonValue effective_json(const Scenario& scenario) {
  Json tags = Json::object();
  for (const auto& [key, value] : scenario.tags) tags[key] = value;
  Json workloads = Json::array();
  for (const Workload& workload : scenario.workloads) {
    workloads.push_back(to_json(workload, scenario.target));
  }
  Json checks = Json::array();
  for (const CheckSpec& check : scenario.checks) checks.push_back(check.raw.get());
  Json object{{"name", scenario.name},
              {"seed", scenario.seed},
              {"target", to_json(scenario.target)},
              {"engine", to_json(scenario.engine)},
              {"graceful_stop_s", number(core::to_seconds(scenario.graceful_stop))},
              {"limits", to_json(scenario.limits)},
              {"tags", std::move(tags)},
              {"env", names_of(scenario.env)},
              {"data", to_json(scenario.data)}};
  if (scenario.load) object["load"] = scenario.load->raw.get();
  object["workloads"] = std::move(workloads);
  object["checks"] = std::move(checks);
  return core::JsonValue(std::move(object));
}

std::string print_effective(const LoadedScenario& loaded) {
  const core::JsonValue effective = effective_json(loaded.scenario);
  return Printer(loaded.source).print(effective.get());
}

}  // namespace orbench::scenario
