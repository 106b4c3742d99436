#pragma once

#include <cstdint>
#include <string_view>

#include "harness/core/params.h"

namespace orbench::mock {

/// The class of service that an endpoint sells; the last part of its tag says it.
enum class Tier : std::uint8_t { kDefault, kPriority, kFlex };
/// As replies name the tier that served.
[[nodiscard]] std::string_view tier_name(Tier tier);

/// On what terms an endpoint serves, as far as routing preferences ask about them.
/// Source: the API reference, sections 2.1 and 2.3.
struct Terms {
  bool zdr = false;            ///< keeps nothing: listed in `GET /endpoints/zdr`
  bool collects_data = false;  ///< stores or trains on what it is sent
  bool distillable = true;     ///< the model's author allows distillation
  bool byok = false;           ///< runs on a key that the account brought itself
  double tool_quality = 0.0;   ///< how well it calls tools, 0 to 1; 0: nobody measured
  bool images = true;          ///< takes pictures in a prompt; its model decides unless told
};

/// Reads `terms` of an endpoint; what they leave open is as given. Mistakes go to the reader's
/// diagnostics. The format is described in mock/catalog/README.md.
[[nodiscard]] Terms read_terms(core::Params& endpoint, Terms terms = {});

/// The tier that a tag names: `slug/priority`, `slug/flex`, or neither.
[[nodiscard]] Tier tier_of(std::string_view tag);

}  // namespace orbench::mock
