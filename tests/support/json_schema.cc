#include "tests/support/json_schema.h"

#include <sstream>

#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

namespace orbench::support {

struct JsonSchema::Parsed {
  valijson::Schema schema;
};

JsonSchema::JsonSchema(const nlohmann::json& schema) : parsed_(std::make_unique<Parsed>()) {
  valijson::SchemaParser().populateSchema(valijson::adapters::NlohmannJsonAdapter(schema),
                                          parsed_->schema);
}
JsonSchema::JsonSchema(JsonSchema&&) noexcept = default;
JsonSchema::~JsonSchema() = default;

std::string JsonSchema::offences(const nlohmann::json& document) const {
  valijson::ValidationResults results;
  valijson::Validator validator;
  if (validator.validate(parsed_->schema, valijson::adapters::NlohmannJsonAdapter(document),
                         &results)) {
    return {};
  }
  std::ostringstream out;
  valijson::ValidationResults::Error error;
  while (results.popError(error)) {
    for (const std::string& step : error.context) out << step;
    out << ": " << error.description << "\n";
  }
  return out.str();
}

std::string schema_offences(const nlohmann::json& schema, const nlohmann::json& document) {
  return JsonSchema(schema).offences(document);
}

}  // namespace orbench::support
