#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace orbench::protocol {

/// What the router says of its own choice in `openrouter_metadata`, and in its errors. Texts are
/// printable and short; what the wire does not say is empty.
/// Source: the API reference, sections 2.6 and 2.7.
struct Routing {
  struct Attempt {
    std::string provider;
    std::string model;
    int status = 0;
  };

  bool told = false;  ///< the reply held `openrouter_metadata`
  bool byok = false;
  std::uint32_t attempt = 0;  ///< the one that ended it, from 1; 0: no provider was reached
  std::uint32_t selected_count = 0;
  std::string strategy;
  std::string selected;  ///< provider of the endpoint marked as selected
  std::string selected_model;
  std::vector<Attempt> attempts;
  std::vector<std::string> models;  ///< of the endpoints looked at, each once
  std::string failed_step;          ///< the step that left nobody, of an error
};

}  // namespace orbench::protocol
