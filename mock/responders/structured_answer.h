#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

namespace orbench::mock {

/// The JSON text that an answer consists of when its request asks for a format: for `json_schema` a
/// value that fits the schema (of patterns and the like nothing is known here), for `json_object`
/// any object. Empty where no format is asked for.
/// `format` is the request's `response_format`, `text.format` or `output_config.format`.
[[nodiscard]] std::string structured_answer(const nlohmann::json& format);

}  // namespace orbench::mock
