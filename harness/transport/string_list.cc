#include "harness/transport/string_list.h"

namespace orbench::transport {

core::Result<StringList> make_string_list(std::span<const std::string> lines) {
  StringList list;
  for (const std::string& line : lines) {
    curl_slist* longer = curl_slist_append(list.get(), line.c_str());
    if (longer == nullptr) {
      return core::fail(core::ErrorCode::kNetwork, "no memory left to prepare a request");
    }
    static_cast<void>(list.release());  // `longer` begins with it
    list.reset(longer);
  }
  return list;
}

}  // namespace orbench::transport
