#include "results/sample_line_parser.h"

#include <array>
#include <functional>
#include <limits>
#include <optional>
#include <unordered_map>
#include <vector>

#include <fmt/format.h>
#include <simdjson.h>

#include "results/content_text.h"
#include "results/routing_text.h"
#include "results/sample_fields.h"

namespace orbench::results {
namespace {

using core::ErrorCode;
using Value = simdjson::ondemand::value;
/// False when the value is not what its key must hold.
using Reader = std::function<bool(Value&, Sample&)>;

std::string_view trimmed(std::string_view token) {
  const std::size_t last = token.find_last_not_of(" \t\r\n");
  return token.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

std::optional<core::Duration> micros(Value& value) {
  const auto ns = parse_scaled(trimmed(value.raw_json_token()), 3);
  if (!ns) return std::nullopt;
  const core::Duration span{*ns};
  if (span > SampleLineParser::kFurthest || span < -SampleLineParser::kFurthest)
    return std::nullopt;
  return span;
}

template <class Integer>
bool read_integer(Value& value, Integer& out,
                  Integer lowest = std::numeric_limits<Integer>::min()) {
  std::uint64_t wide = 0;
  std::int64_t narrow = 0;
  if (value.get_uint64().get(wide) == simdjson::SUCCESS) {
    if (wide > static_cast<std::uint64_t>(std::numeric_limits<Integer>::max())) return false;
    out = static_cast<Integer>(wide);
    return out >= lowest;
  }
  if (!std::is_signed_v<Integer> || value.get_int64().get(narrow) != simdjson::SUCCESS)
    return false;
  out = static_cast<Integer>(narrow);
  return static_cast<std::int64_t>(out) == narrow && out >= lowest;
}

bool read_text(Value& value, std::string& out) {
  std::string_view text;
  if (value.get_string().get(text) != simdjson::SUCCESS) return false;
  out = text;
  return true;
}

/// A value that is one of `count` names, each `name_of` its number.
template <class Enum, class NameOf>
bool read_name(Value& value, Enum& out, std::size_t count, NameOf name_of) {
  std::string_view text;
  if (value.get_string().get(text) != simdjson::SUCCESS) return false;
  for (std::size_t i = 0; i < count; ++i) {
    if (name_of(static_cast<Enum>(i)) != text) continue;
    out = static_cast<Enum>(i);
    return true;
  }
  return false;
}

std::string_view phase_name(metrics::Phase phase) {
  return phase == metrics::Phase::kWarmup ? "warmup" : "measured";
}

using Readers = std::unordered_map<std::string_view, Reader>;

void add_numbers(Readers& readers) {
  for (const auto& field : kInstantFields) {
    readers[field.key] = [&field](Value& value, Sample& sample) {
      const auto at = micros(value);
      if (at) sample.at.*field.member = core::Stamp(*at);
      return at.has_value();
    };
  }
  for (const auto& field : kSpanFields) {
    readers[field.key] = [&field](Value& value, Sample& sample) {
      return (sample.*field.member = micros(value)).has_value();
    };
  }
  for (const auto& field : kTokenFields) {
    readers[field.key] = [&field](Value& value, Sample& sample) {
      return read_integer(value, (sample.usage.*field.member).emplace());
    };
  }
  for (const auto& field : kEventFields) {
    readers[field.key] = [&field](Value& value, Sample& sample) {
      return read_integer(value, sample.*field.member);
    };
  }
  for (const auto& field : kByteFields) {
    readers[field.key] = [&field](Value& value, Sample& sample) {
      return read_integer(value, sample.*field.member);
    };
  }
  readers["cost_usd"] = [](Value& value, Sample& sample) {
    const auto pico = parse_scaled(trimmed(value.raw_json_token()), 12);
    if (pico) sample.usage.cost = core::Usd::from_pico(*pico);
    return pico.has_value();
  };
}

void add_identity(Readers& readers) {
  readers["cell"] = [](Value& value, Sample& s) { return read_integer(value, s.cell); };
  readers["seq"] = [](Value& value, Sample& s) { return read_integer(value, s.seq); };
  readers["block"] = [](Value& value, Sample& s) { return read_integer(value, s.block, -1); };
  readers["attempt"] = [](Value& value, Sample& s) { return read_integer(value, s.attempt, 1U); };
  readers["status"] = [](Value& value, Sample& s) { return read_integer(value, s.status, 0); };
}

void add_words(Readers& readers) {
  const auto add_flags = [&readers](const auto& fields) {
    for (const auto& field : fields) {
      readers[field.key] = [&field](Value& value, Sample& sample) {
        return value.get_bool().get(sample.*field.member) == simdjson::SUCCESS;
      };
    }
  };
  add_flags(kFlagFields);
  add_flags(kRareFlagFields);
  for (const auto& field : kTextFields) {
    readers[field.key] = [&field](Value& value, Sample& sample) {
      return read_text(value, sample.*field.member);
    };
  }
  readers["routing"] = [](Value& value, Sample& sample) {
    simdjson::ondemand::object object;
    std::string_view text;
    return value.get_object().get(object) == simdjson::SUCCESS &&
           object.raw_json().get(text) == simdjson::SUCCESS &&
           read_routing_text(text, sample.routing.made());
  };
  readers["content"] = [](Value& value, Sample& sample) {
    simdjson::ondemand::array list;
    std::string_view text;
    return value.get_array().get(list) == simdjson::SUCCESS &&
           list.raw_json().get(text) == simdjson::SUCCESS &&
           read_content_text(text, sample.content);
  };
  readers["phase"] = [](Value& value, Sample& s) {
    return read_name(value, s.phase, 2, phase_name);
  };
  readers["outcome"] = [](Value& value, Sample& s) {
    return read_name(value, s.outcome, core::kOutcomeNames.size(),
                     [](core::Outcome outcome) { return core::to_string(outcome); });
  };
  readers["limit_owner"] = [](Value& value, Sample& s) {
    return read_name(value, s.limit_owner, core::kLimitOwnerNames.size(),
                     [](core::LimitOwner owner) { return core::to_string(owner); });
  };
  readers["product"] = [](Value& value, Sample& s) {
    return read_name(value, s.product, core::kProductNames.size(),
                     [](core::Product product) { return core::to_string(product); });
  };
  readers["reasoning"] = [](Value& value, Sample& s) {
    return read_name(value, s.reasoning, 4,
                     [](metrics::ReasoningClass reasoning) { return to_string(reasoning); });
  };
}

const Readers& readers() {
  static const Readers table = [] {
    Readers all;
    add_numbers(all);
    add_identity(all);
    add_words(all);
    return all;
  }();
  return table;
}

/// One bit for each key that a sample cannot do without.
unsigned required_bit(std::string_view key) {
  constexpr std::array<std::string_view, 4> kRequired = {"cell", "seq", "phase", "outcome"};
  for (std::size_t i = 0; i < kRequired.size(); ++i) {
    if (kRequired[i] == key) return 1U << i;
  }
  return 0;
}
constexpr unsigned kAllRequired = 0xF;

tl::unexpected<core::Error> not_a_sample(std::string reason) {
  return core::fail(ErrorCode::kParse, std::move(reason));
}

}  // namespace

struct SampleLineParser::Buffers {
  simdjson::ondemand::parser parser;
  std::vector<char> line;  // with the padding that the parser may read beyond the end
};

SampleLineParser::SampleLineParser() : buffers_(std::make_unique<Buffers>()) {}
SampleLineParser::~SampleLineParser() = default;

core::Result<Sample> SampleLineParser::parse(std::string_view line) {
  std::vector<char>& buffer = buffers_->line;
  buffer.assign(line.begin(), line.end());
  buffer.resize(line.size() + simdjson::SIMDJSON_PADDING);
  simdjson::ondemand::document document;
  simdjson::ondemand::object object;
  if (buffers_->parser.iterate(buffer.data(), line.size(), buffer.size()).get(document) !=
          simdjson::SUCCESS ||
      document.get_object().get(object) != simdjson::SUCCESS) {
    return not_a_sample("the line is no JSON object");
  }
  Sample sample;
  unsigned seen = 0;
  for (auto member : object) {
    simdjson::ondemand::field field;
    std::string_view key;
    if (std::move(member).get(field) != simdjson::SUCCESS ||
        field.unescaped_key().get(key) != simdjson::SUCCESS) {
      return not_a_sample("the line is no valid JSON");
    }
    const auto reader = readers().find(key);
    if (reader == readers().end()) continue;
    if (!reader->second(field.value(), sample)) {
      return not_a_sample(fmt::format("\"{}\" does not hold what it must", key));
    }
    seen |= required_bit(key);
  }
  // The parser works on demand: what stands behind the object has not been looked at yet.
  if (document.current_location().error() != simdjson::OUT_OF_BOUNDS) {
    return not_a_sample("the line goes on after its object");
  }
  if (seen != kAllRequired) {
    return not_a_sample(R"(a sample needs "cell", "seq", "phase" and "outcome")");
  }
  return sample;
}

}  // namespace orbench::results
