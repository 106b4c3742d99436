#include "harness/protocol/response_output.h"

#include "harness/protocol/delta_material.h"

namespace orbench::protocol {
namespace {

using simdjson::SUCCESS;

/// The parts of a `content` or `summary`: each holds its text under `text` or `refusal`.
simdjson::error_code read_parts(ondemand::value& value, std::size_t& bytes) {
  return each_element(value, [&](ondemand::value& part) {
    return each_field(part, [&](std::string_view key, ondemand::value& field) {
      if (key == "text" || key == "refusal") bytes += text_of(field).size();
      return SUCCESS;
    });
  });
}

}  // namespace

simdjson::error_code read_output_item(ondemand::value& value, OutputItem& out) {
  return each_field(value, [&](std::string_view key, ondemand::value& field) {
    if (key == "content") return read_parts(field, out.text_bytes);
    if (key == "summary") return read_parts(field, out.summary_bytes);
    if (key == "type") {
      out.type = text_of(field);
    } else if (key == "name" || key == "arguments" || key == "input") {
      out.call_bytes += raw_text_of(field).size();
    } else if (key == "encrypted_content") {
      out.encrypted |= !raw_text_of(field).empty();
    } else if (key == "result") {
      out.picture |= !raw_text_of(field).empty();
    }
    return SUCCESS;
  });
}

void OutputItem::add_to(WireEvent& out) const {
  DeltaMaterial material;
  material.add(type == "reasoning" ? DeltaText::kDetail : DeltaText::kAnswer, text_bytes);
  material.add(DeltaText::kSummary, summary_bytes);
  material.add(DeltaText::kEncrypted, encrypted ? 1 : 0);
  material.add(DeltaText::kAnswer, call_bytes);
  material.add_to(out);
  out.material.has_answer |= picture;
}

}  // namespace orbench::protocol
