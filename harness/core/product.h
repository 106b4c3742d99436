#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace orbench::core {

/// What a reply is made of. It decides which metrics a request owes and what an empty reply lacks.
/// Names are on disk: add only.
enum class Product : std::uint8_t {
  kTokens,      ///< a language model's answer: text, calls, and images or sound among them
  kVectors,     ///< embeddings
  kScores,      ///< documents ranked
  kImages,      ///< pictures
  kSound,       ///< speech
  kTranscript,  ///< the text of a sound
  kVideo,       ///< a film, by way of a job
  kDocument,    ///< whatever else the API tells
};

inline constexpr std::array<std::string_view, 8> kProductNames = {
    "tokens", "vectors", "scores", "images", "sound", "transcript", "video", "document"};

[[nodiscard]] constexpr std::string_view to_string(Product product) {
  return kProductNames[static_cast<std::size_t>(product)];
}

}  // namespace orbench::core
