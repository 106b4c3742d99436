#include "results/discovery_codec.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/core/json_text.h"
#include "results/discovery_fields.h"
#include "results/read_document.h"

namespace orbench::results {

std::string encode_discovery(const Discovery& discovery) {
  core::Json document;
  JsonOut out(document);
  fields(out, discovery);
  return core::dumped(document, 2) + "\n";
}

core::Result<Discovery> decode_discovery(std::string_view text) {
  Discovery discovery;
  const auto read = read_document(text, "discovery.json", [&](JsonIn& in) {
    std::string schema;
    in("schema", schema);
    if (schema != kDiscoverySchema) {
      in.problem("schema", fmt::format("must be \"{}\"", kDiscoverySchema));
    }
    fields(in, discovery);
  });
  if (!read) return tl::unexpected(read.error());
  return discovery;
}

}  // namespace orbench::results
