#include "mock/responders/generation.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/core/json.h"
#include "harness/core/rng.h"

namespace orbench::mock {
namespace {

constexpr std::int64_t kLongestAnswer = 100'000;
constexpr std::size_t kIdLetters = 20;

// Plain words with the space that a tokenizer would keep in front of them.
constexpr std::array<std::string_view, 48> kWords = {
    " the",   " river",   " turns", " and",   " a",       " light",  " over",   " stone",
    " wind",  " carries", " old",   " songs", " from",    " hill",   " to",     " harbor",
    " where", " boats",   " wait",  " for",   " morning", " while",  " rain",   " writes",
    " slow",  " letters", " on",    " glass", " someone", " counts", " stars",  " between",
    " two",   " roofs",   " as",    " if",    " each",    " were",   " small",  " answer",
    " given", " before",  " it",    " was",   " asked",   " in",     " winter", " again"};

std::string letters_and_digits(core::Rng rng, std::size_t count) {
  constexpr std::string_view kAlphabet =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += kAlphabet[rng.below(kAlphabet.size())];
  return text;
}

/// The length the model would choose, before any limit.
std::int64_t natural_length(const Model& model, std::uint64_t seed, std::uint64_t sequence) {
  core::Rng rng(seed, "length", sequence);
  const double length = model.median_tokens * std::exp(model.tokens_sigma * rng.normal());
  return static_cast<std::int64_t>(
      std::clamp(std::round(length), 1.0, static_cast<double>(kLongestAnswer)));
}

/// Hands out tokens in the order they are generated.
class TokenSource {
 public:
  TokenSource(const LatencyProfile& latency, std::uint64_t seed, std::uint64_t sequence)
      : words_(seed, "words", sequence), pace_(latency, seed, sequence) {}

  Token next(std::string_view text) { return {text, pace_.next()}; }

  std::vector<Token> words(std::int64_t count, bool begins_text) {
    std::vector<Token> tokens;
    tokens.reserve(static_cast<std::size_t>(std::max<std::int64_t>(count, 0)));
    for (std::int64_t i = 0; i < count; ++i) {
      std::string_view word = kWords[words_.below(kWords.size())];
      if (i == 0 && begins_text) word.remove_prefix(1);
      tokens.push_back(next(word));
    }
    return tokens;
  }

 private:
  core::Rng words_;
  Pace pace_;
};

/// Where the text of a JSON string goes on after one character: none of its escapes is cut.
std::size_t after_character(std::string_view escaped, std::size_t at) {
  if (escaped[at] != '\\' || at + 1 == escaped.size()) return at + 1;
  constexpr std::size_t kUnicode = 6;
  return std::min(escaped.size(), at + (escaped[at + 1] == 'u' ? kUnicode : 2));
}

/// A text that is already escaped, in pieces of some characters.
std::vector<Token> written_tokens(TokenSource& source, std::string_view escaped,
                                  std::int64_t most) {
  constexpr int kCharacters = 4;
  std::vector<Token> tokens;
  std::size_t at = 0;
  while (at < escaped.size() && static_cast<std::int64_t>(tokens.size()) < most) {
    const std::size_t begin = at;
    for (int i = 0; i < kCharacters && at < escaped.size(); ++i) at = after_character(escaped, at);
    tokens.push_back(source.next(escaped.substr(begin, at - begin)));
  }
  return tokens;
}

/// As it stands between the quotes of a JSON string.
std::string escaped(const std::string& text) {
  const std::string quoted = core::Json(text).dump(-1, ' ', true);
  return quoted.substr(1, quoted.size() - 2);
}

/// `{"query":"some words"}`, escaped for a JSON string, one piece a token.
std::vector<Token> tool_arguments(TokenSource& source, std::int64_t count, bool complete) {
  std::vector<Token> tokens;
  if (count <= 0) return tokens;
  tokens.push_back(source.next(R"({\"query\":\")"));
  const std::int64_t closing = complete && count > 1 ? 1 : 0;
  const auto words = source.words(count - 1 - closing, true);
  tokens.insert(tokens.end(), words.begin(), words.end());
  if (closing > 0) tokens.push_back(source.next(R"(\"})"));
  return tokens;
}

}  // namespace

core::Duration Generation::total_time() const {
  core::Duration total{};
  for (const auto* tokens : {&reasoning, &content, &tool_arguments}) {
    total = std::accumulate(tokens->begin(), tokens->end(), total,
                            [](core::Duration sum, const Token& t) { return sum + t.took; });
  }
  return total;
}

core::Duration Generation::first_token_at() const {
  for (const auto* tokens : {&reasoning, &content, &tool_arguments}) {
    if (!tokens->empty()) return tokens->front().took;
  }
  return endpoint->latency.ttft.median;
}

core::Usd Generation::cost() const {
  return core::Usd::from_pico(endpoint->prompt_price.per_token.pico() * prompt_tokens) +
         core::Usd::from_pico(endpoint->completion_price.per_token.pico() * completion_tokens());
}

Served Generation::served(std::string_view api_type, bool streamed) const {
  Served record;
  record.id = id;
  record.api_type = api_type;
  record.endpoint = endpoint;
  record.streamed = streamed;
  record.finish_reason = finish_reason;
  record.prompt_tokens = prompt_tokens;
  record.completion_tokens = completion_tokens();
  record.reasoning_tokens = static_cast<std::int64_t>(reasoning.size());
  record.cost = cost();
  record.ttft = first_token_at();
  record.took = total_time();
  return record;
}

std::string generation_id(std::uint64_t seed, std::uint64_t sequence, std::int64_t now_unix,
                          std::string_view prefix) {
  return fmt::format("{}{}-{}", prefix, now_unix,
                     letters_and_digits(core::Rng(seed, "id", sequence), kIdLetters));
}

std::string random_id(std::string_view prefix, std::uint64_t seed, std::uint64_t sequence) {
  return std::string(prefix) + letters_and_digits(core::Rng(seed, prefix, sequence), kIdLetters);
}

Generation generate_nothing(const TextRequest& request, const Endpoint& endpoint,
                            const Config& config, std::uint64_t /*sequence*/) {
  Generation said;
  said.model = config.catalog.find_model(endpoint.model_id);
  said.endpoint = &endpoint;
  said.reasoning_visible = request.reasoning_visible;
  said.prompt_tokens = request.prompt_tokens;
  return said;
}

Generation generate(const TextRequest& request, const Endpoint& endpoint, const Config& config,
                    std::uint64_t sequence) {
  Generation said = generate_nothing(request, endpoint, config, sequence);
  const std::uint64_t seed = config.settings.seed;
  const std::int64_t wanted = natural_length(*said.model, seed, sequence);
  std::int64_t limit = request.max_tokens.value_or(kLongestAnswer);
  limit = std::min(limit, endpoint.max_completion_tokens.value_or(kLongestAnswer));
  limit =
      std::min(limit, std::max<std::int64_t>(endpoint.context_length - request.prompt_tokens, 0));
  const std::int64_t length = std::min(wanted, limit);

  const double share = request.reasoning_enabled ? said.model->reasoning_share : 0.0;
  const auto thought =
      std::min(length, static_cast<std::int64_t>(std::round(static_cast<double>(wanted) * share)));
  TokenSource source(endpoint.latency, seed, sequence);
  said.reasoning = source.words(thought, true);
  said.finish_reason = length < wanted ? "length" : "stop";
  if (request.tool_name.empty() && !request.answer.empty()) {
    said.written = std::make_unique<const std::string>(escaped(request.answer));
    said.content = written_tokens(source, *said.written, limit - thought);
    const bool whole = !said.content.empty() &&
                       said.content.back().text.data() + said.content.back().text.size() ==
                           said.written->data() + said.written->size();
    said.finish_reason = whole ? "stop" : "length";
    return said;
  }
  if (request.tool_name.empty()) {
    said.content = source.words(length - thought, true);
    return said;
  }
  said.tool_name = request.tool_name;
  said.tool_call_id = "call_" + letters_and_digits(core::Rng(seed, "call", sequence), kIdLetters);
  said.tool_arguments = tool_arguments(source, length - thought, length == wanted);
  if (length == wanted) said.finish_reason = "tool_calls";
  return said;
}

}  // namespace orbench::mock
