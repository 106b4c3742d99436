#include "mock/responders/sample.h"

#include <array>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/core/clock.h"

namespace orbench::mock {
namespace {

using api::Shape;
using core::Json;

bool ends_in(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

std::string hex(core::Rng& rng, std::size_t digits) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < digits; ++i) text += kDigits[rng.below(kDigits.size())];
  return text;
}

std::string uuid(core::Rng& rng) {
  return fmt::format("{}-{}-4{}-a{}-{}", hex(rng, 8), hex(rng, 4), hex(rng, 3), hex(rng, 3),
                     hex(rng, 12));
}

/// Empty for a name that says nothing of a constant.
std::string_view constant_for(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kByName = {{
      {"model", "acme/swift-8b"},
      {"model_permaslug", "acme/swift-8b"},
      {"prompt", "0.000001"},  // prices, in discovery
      {"completion", "0.000001"},
      {"provider_name", "Northwind"},
      {"email", "member@example.invalid"},
      {"user_id", "user_mock"},
  }};
  for (const auto& [known, text] : kByName) {
    if (known == name) return text;
  }
  return ends_in(name, "_user_id") || ends_in(name, "_by") ? "user_mock" : "";
}

std::string text_sample(const Shape& shape, std::int64_t now, core::Rng& rng,
                        std::string_view name) {
  const std::string time = core::iso8601_utc(static_cast<double>(now));
  if (!shape.choices.empty()) return std::string(shape.choices.front());
  if (shape.format == "uuid") return uuid(rng);
  if (shape.format == "date" || name == "as_of") return time.substr(0, 10);
  if (shape.format == "date-time" || ends_in(name, "_at")) return time;
  if (shape.format == "uri" || ends_in(name, "url")) return "https://example.invalid/";
  if (const auto constant = constant_for(name); !constant.empty()) return std::string(constant);
  if (name == "key") return "sk-or-v1-" + hex(rng, 64);
  if (name == "hash" || ends_in(name, "_hash")) return hex(rng, 64);
  if (name == "id" || ends_in(name, "_id")) return uuid(rng);
  if (ends_in(name, "tokens") || ends_in(name, "requests")) {
    return std::to_string(1000 + rng.below(1'000'000));  // a count as text: it may exceed a double
  }
  if (ends_in(name, "share")) return "0.25";
  return name.empty() ? std::string("mock") : fmt::format("mock {}", name);
}

Json number_sample(core::Rng& rng, std::string_view name) {
  if (ends_in(name, "share") || ends_in(name, "rate")) return 0.25;
  return static_cast<double>(rng.below(10'000)) / 100.0;
}

}  // namespace

Json sample(const Shape& shape, std::int64_t now, core::Rng& rng, std::string_view name) {
  switch (shape.kind) {
    case Shape::Kind::kString:
      return text_sample(shape, now, rng, name);
    case Shape::Kind::kInteger:
      return ends_in(name, "rank") || name == "version" || ends_in(name, "_count")
                 ? Json(1)
                 : Json(rng.below(1000));
    case Shape::Kind::kNumber:
      return number_sample(rng, name);
    case Shape::Kind::kBoolean:
      return false;
    case Shape::Kind::kArray: {
      Json list = Json::array();
      if (!shape.nullable) list.push_back(sample(shape.items.at(0), now, rng, name));
      return shape.nullable ? Json(nullptr) : list;
    }
    case Shape::Kind::kObject: {
      Json object = Json::object();
      for (const Shape::Member& member : shape.members) {
        object[std::string(member.name)] = sample(member.shape, now, rng, member.name);
      }
      return shape.nullable && object.empty() ? Json(nullptr) : object;
    }
    case Shape::Kind::kAny:
      break;
  }
  return Json::object();
}

}  // namespace orbench::mock
