#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "harness/verify/routing/rule.h"

namespace orbench::verify::routing {

/// One demand on the router.
struct Row {
  const char* sentence;  ///< begins with the rows of the table
  const char* rule;
  const char* request;
  const char* broken;  ///< what the router is told to forget
  std::vector<std::string> down = {};
  bool told_at_once = false;  ///< five samples suffice, as nobody may serve
};

/// Every row of the decision table of the API reference, section 2.8, that a request can ask for.
[[nodiscard]] std::vector<Row> rows();

void PrintTo(const Finding& finding, std::ostream* out);

}  // namespace orbench::verify::routing
