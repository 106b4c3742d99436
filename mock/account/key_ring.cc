#include "mock/account/key_ring.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/core/clock.h"
#include "harness/core/rng.h"

namespace orbench::mock {
namespace {

constexpr std::string_view kUnknown = "User not found.";

std::string text_of(const core::Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// Both in the same form, so that they compare as texts; what follows the seconds does not count.
bool is_over(std::string_view expires_at, std::int64_t now_unix) {
  constexpr std::size_t kToTheSecond = 19;
  if (expires_at.empty()) return false;
  const std::string now = core::iso8601_utc(static_cast<double>(now_unix));
  return expires_at.substr(0, kToTheSecond) <= std::string_view(now).substr(0, kToTheSecond);
}

}  // namespace

void KeyRing::issue(std::string secret, std::string hash) {
  if (issued_.size() >= kMostIssued) issued_.erase(issued_.begin());
  issued_.insert_or_assign(std::move(secret), std::move(hash));
}

KeyTerms terms_of(const Row& row) {
  const core::Json& shown = row.shown.get();
  KeyTerms terms;
  terms.id = row.id;
  terms.label = text_of(shown, "label");
  const auto limit = shown.find("limit");
  if (limit != shown.end() && limit->is_number()) {
    terms.limit = core::Usd::from_dollars(limit->get<double>());
  }
  terms.limit_reset = period_named(text_of(shown, "limit_reset"));
  const auto disabled = shown.find("disabled");
  terms.disabled = disabled != shown.end() && disabled->is_boolean() && disabled->get<bool>();
  terms.expires_at = text_of(shown, "expires_at");
  return terms;
}

tl::expected<KeyTerms, std::string_view> KeyRing::find(std::string_view secret,
                                                       const AccountConfig& config,
                                                       Collections& rows,
                                                       std::int64_t now_unix) const {
  KeyTerms terms;
  const auto configured =
      std::find_if(config.keys.begin(), config.keys.end(),
                   [&](const ConfiguredKey& key) { return key.secret == secret; });
  const auto issued = issued_.find(secret);
  if (configured != config.keys.end()) {
    terms = configured->terms;
  } else if (issued != issued_.end()) {
    const Row* const row = rows.find("/keys", issued->second);
    if (row == nullptr) return tl::unexpected(kUnknown);  // deleted since
    terms = terms_of(*row);
  } else if (config.any_key) {
    terms.id = fmt::format("key-{:016x}", core::stable_hash(secret));
    terms.label = "mock key";
  } else {
    return tl::unexpected(kUnknown);
  }
  if (terms.disabled) return tl::unexpected(std::string_view("This API key is disabled."));
  if (is_over(terms.expires_at, now_unix)) {
    return tl::unexpected(std::string_view("This API key has expired."));
  }
  return terms;
}

}  // namespace orbench::mock
