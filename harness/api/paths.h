#pragma once

#include <string_view>

/// Paths of the OpenRouter API, relative to the base URL (https://openrouter.ai/api/v1).
namespace orbench::api::paths {

inline constexpr std::string_view kMount = "/api/v1";
inline constexpr std::string_view kPublicBase = "https://openrouter.ai/api/v1";

inline constexpr std::string_view kChatCompletions = "/chat/completions";
inline constexpr std::string_view kResponses = "/responses";
inline constexpr std::string_view kMessages = "/messages";
inline constexpr std::string_view kEmbeddings = "/embeddings";
inline constexpr std::string_view kRerank = "/rerank";
inline constexpr std::string_view kImages = "/images";
inline constexpr std::string_view kSpeech = "/audio/speech";
inline constexpr std::string_view kTranscriptions = "/audio/transcriptions";
inline constexpr std::string_view kVideos = "/videos";
inline constexpr std::string_view kVideo = "/videos/{jobId}";
inline constexpr std::string_view kVideoContent = "/videos/{jobId}/content";
inline constexpr std::string_view kModels = "/models";
inline constexpr std::string_view kKey = "/key";
inline constexpr std::string_view kGeneration = "/generation";

}  // namespace orbench::api::paths
