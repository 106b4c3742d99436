#include "mock/responders/responder.h"

namespace orbench::mock {

#define ORBENCH_ENTRY(stem) Responder stem##_responder();
#include "mock/responders.def"
#undef ORBENCH_ENTRY

const std::vector<Responder>& responders() {
  static const std::vector<Responder> all = {
#define ORBENCH_ENTRY(stem) stem##_responder(),
#include "mock/responders.def"
#undef ORBENCH_ENTRY
  };
  return all;
}

}  // namespace orbench::mock
