#include "harness/scenario/data_reader.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/scenario/shared_fields.h"

namespace orbench::scenario {

std::vector<DataSource> read_data(core::Params& scenario) {
  std::vector<DataSource> sources;
  const core::Json* raw = scenario.raw("data");
  if (raw == nullptr) return sources;
  const std::string at = core::child_pointer(scenario.pointer(), "data");
  core::Params sets(*raw, at, scenario.source(), scenario.diagnostics());
  if (!raw->is_object()) return sources;
  if (raw->size() > kMaxDataSets) {
    scenario.error("data", fmt::format("\"data\" holds more than {} sets", kMaxDataSets));
    return sources;
  }
  for (const auto& item : raw->items()) {
    // A dot would end the name inside ${data.SET.FIELD}.
    if (!is_plain_name(item.key()) || item.key().find('.') != std::string::npos) {
      sets.error(item.key(),
                 "the name of a data set takes letters, digits, '_' and '-', and "
                 "begins with a letter or digit");
    }
    sets.object(item.key(), [&](core::Params& own) {
      DataSource source;
      source.pointer = own.pointer();
      source.spec.name = item.key();
      source.spec.file = own.required_text("file");
      const std::string order =
          own.choice("order", data::order_names().front(), data::order_names());
      source.spec.order = data::order_of(order).value_or(data::Order::kSequential);
      source.spec.weight = own.text("weight", source.spec.weight);
      sources.push_back(std::move(source));
    });
  }
  return sources;
}

}  // namespace orbench::scenario
