#include <charconv>
#include <cstdlib>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "mock/behavior/fault_names.h"
#include "mock/behavior/faults.h"

namespace orbench::mock {
namespace {

/// Cuts off what stands before the separator; the whole when there is none.
std::string_view take(std::string_view& text, char separator) {
  const auto at = text.find(separator);
  const std::string_view taken = trimmed(text.substr(0, at));
  text = at == std::string_view::npos ? std::string_view{} : text.substr(at + 1);
  return taken;
}

std::optional<std::uint64_t> count(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value == 0) return std::nullopt;
  return value;
}

tl::unexpected<core::Error> refused(std::string message) {
  return core::fail(core::ErrorCode::kInvalidArgument, std::move(message));
}

core::Result<void> read_requests(FaultRule& rule, std::string_view key, std::string_view value) {
  const bool is_range = key == "nth" && value.find('-') != std::string_view::npos;
  const auto first = count(is_range ? take(value, '-') : value);
  const auto last = is_range ? count(trimmed(value)) : first;
  if (!first || !last || *last < *first) {
    return refused(
        fmt::format(R"("{}" needs a number from 1 on, or for "nth" two as in "3-5")", key));
  }
  if (key == "every") {
    rule.every = *first;
  } else {
    rule.first = *first;
    rule.last = *last;
  }
  return {};
}

core::Result<void> read_selector(FaultRule& rule, std::string_view text) {
  std::string_view value = text;
  const std::string_view key = take(value, '=');
  value = trimmed(value);
  if (key == "nth" || key == "every") return read_requests(rule, key, value);
  if (key == "endpoint" && value.substr(0, 1) == "/") {
    rule.endpoint = value;
  } else if (key == "provider" && !value.empty()) {
    rule.provider = value;
  } else {
    return refused(fmt::format(
        R"("{}" selects nothing; give endpoint=/PATH, provider=SLUG, nth=N or every=N)", text));
  }
  return {};
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

core::Result<FaultRule> parse_fault_rule(std::string_view text) {
  FaultRule rule;
  rule.text = trimmed(text);
  const bool selects = text.find('@') != std::string_view::npos;
  std::string_view share = take(text, '@');
  const bool shared = share.find(':') != std::string_view::npos;
  rule.name = take(share, ':');
  if (!is_fault(rule.name)) return unknown_fault(rule.name);
  if (shared) {
    const std::string digits(trimmed(share));
    char* end = nullptr;
    rule.probability = std::strtod(digits.c_str(), &end);
    if (digits.empty() || *end != '\0' || !(rule.probability >= 0.0 && rule.probability <= 1.0)) {
      return refused(
          fmt::format(R"("{}" is no probability; give a number from 0 to 1, as in "{}:0.1")",
                      digits, rule.name));
    }
  }
  if (selects && trimmed(text).empty()) return read_selector(rule, {}).map([&] { return rule; });
  while (!text.empty()) {
    if (auto read = read_selector(rule, take(text, ',')); !read) {
      return tl::unexpected(std::move(read.error()));
    }
  }
  return rule;
}

std::vector<FaultRule> read_faults(core::Params& params) {
  std::vector<FaultRule> rules;
  params.array("faults", [&](const core::Json& element, const std::string& pointer) {
    const auto rule = element.is_string()
                          ? parse_fault_rule(element.get_ref<const std::string&>())
                          : core::Result<FaultRule>(core::fail(
                                core::ErrorCode::kInvalidArgument,
                                R"(expected a fault as a string, "NAME" or "NAME:probability")"));
    if (rule) {
      rules.push_back(*rule);
    } else {
      params.diagnostics().error(rule.error().code, rule.error().message,
                                 params.source().locate(pointer));
    }
  });
  return rules;
}

}  // namespace orbench::mock
