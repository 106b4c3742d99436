#pragma once

#include <memory>
#include <span>
#include <string>

#include <curl/curl.h>

#include "harness/core/result.h"

namespace orbench::transport {

struct StringListDeleter {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
/// A list of strings as libcurl's options take it; libcurl borrows it for as long as it is set.
using StringList = std::unique_ptr<curl_slist, StringListDeleter>;

/// Null for no lines. Errors: kNetwork when memory is out.
[[nodiscard]] core::Result<StringList> make_string_list(std::span<const std::string> lines);

}  // namespace orbench::transport
