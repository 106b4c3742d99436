#pragma once

#include <string>
#include <vector>

namespace orbench::bench {

/// The JSON of `count` consecutive chunks of one reply, as the API sends them: about 311 bytes
/// each, of which only the text differs; every tenth text holds an escape.
[[nodiscard]] inline std::vector<std::string> chat_chunks(std::size_t count) {
  static constexpr const char* kTexts[] = {" the",  " quick", " brown", " fox", " jumps",
                                           " over", " lazy",  " dogs",  ".",    "\\n\\n"};
  std::vector<std::string> chunks;
  for (std::size_t i = 0; i < count; ++i) {
    chunks.push_back(
        std::string(R"({"id":"gen-1759000001-AbCdEfGhIjKlMnOpQrSt","provider":"Acme Compute",)") +
        R"("model":"acme/swift-1-2025-09-01","object":"chat.completion.chunk",)"
        R"("created":1759000001,"choices":[{"index":0,"delta":{"role":"assistant","content":")" +
        kTexts[i % std::size(kTexts)] +
        R"("},"finish_reason":null,"native_finish_reason":null,"logprobs":null}],)"
        R"("system_fingerprint":"fp_0123456789"})");
  }
  return chunks;
}

/// The same chunks as the wire carries them, one event each.
[[nodiscard]] inline std::vector<std::string> chat_events(std::size_t count) {
  std::vector<std::string> events = chat_chunks(count);
  for (std::string& event : events) event = "data: " + event + "\n\n";
  return events;
}

}  // namespace orbench::bench
