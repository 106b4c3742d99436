#include "mock/responders/documented.h"
#include "mock/responders/responder.h"

namespace orbench::mock {

#define ORBENCH_ENTRY(stem) Responder stem##_responder();
#include "mock/responders.def"
#undef ORBENCH_ENTRY

const std::vector<Responder>& responders() {
  static const std::vector<Responder> all = [] {
    std::vector<Responder> list = {
#define ORBENCH_ENTRY(stem) stem##_responder(),
#include "mock/responders.def"
#undef ORBENCH_ENTRY
    };
    const auto rest = documented_responders(list);
    list.insert(list.end(), rest.begin(), rest.end());
    return list;
  }();
  return all;
}

}  // namespace orbench::mock
