#pragma once

#include <string_view>
#include <vector>

/// What is fuzzed: functions that take any bytes at all, and end the process when a promise does
/// not hold. libFuzzer drives one of them a program (libfuzzer_main.cc); the ordinary tests drive
/// all of them over their seeds and seeded changes of these (fuzz_test.cc).
namespace orbench::fuzz {

struct Target {
  const char* name;
  /// Folders of seeds, below tests/.
  std::vector<const char*> seeds;
  void (*run)(std::string_view bytes);
};

/// The mock's path of a request: bytes as HTTP would carry them (first line, headers, blank line,
/// body) become a Request, and what the service makes of it is rendered.
void mock_request(std::string_view bytes);
/// The readers of replies: the bytes are a reply to each endpoint in turn, cut into reads; how, its
/// status and its content type follow from the last two bytes.
void reply(std::string_view bytes);

[[nodiscard]] const std::vector<Target>& targets();

}  // namespace orbench::fuzz
