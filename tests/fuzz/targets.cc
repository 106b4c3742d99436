#include "tests/fuzz/targets.h"

namespace orbench::fuzz {

const std::vector<Target>& targets() {
  static const std::vector<Target> all = {
      {"mock_request", {"fuzz/corpus/mock_request"}, &mock_request},
      {"reply", {"protocol/streams"}, &reply}};
  return all;
}

}  // namespace orbench::fuzz
