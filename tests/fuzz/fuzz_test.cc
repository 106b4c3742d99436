// The fuzz targets without libFuzzer: every seed, and seeded changes of seeds.
//   ORBENCH_FUZZ_ROUNDS   changes of each seed (default 20)
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "harness/core/rng.h"
#include "tests/fuzz/targets.h"

namespace orbench::fuzz {
namespace {

std::vector<std::string> seeds_of(const Target& target) {
  std::vector<std::filesystem::path> files;
  for (const char* folder : target.seeds) {
    const auto root = std::filesystem::path(ORBENCH_SOURCE_DIR) / "tests" / folder;
    for (const auto& file : std::filesystem::recursive_directory_iterator(root)) {
      if (file.is_regular_file()) files.push_back(file.path());
    }
  }
  std::sort(files.begin(), files.end());
  std::vector<std::string> seeds;
  for (const auto& path : files) {
    std::ifstream file(path, std::ios::binary);
    seeds.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return seeds;
}

int rounds() {
  const char* const asked = std::getenv("ORBENCH_FUZZ_ROUNDS");
  return asked == nullptr ? 20 : std::atoi(asked);
}

/// One change: a byte, a piece doubled or left out, a piece of another seed, or the rest cut off.
void change(std::string& bytes, const std::vector<std::string>& seeds, core::Rng& rng) {
  const auto place = [&](const std::string& text) {
    return static_cast<std::size_t>(rng.below(text.size() + 1));
  };
  const std::size_t at = place(bytes);
  const std::size_t length = rng.below(32);
  const std::string& other = seeds[rng.below(seeds.size())];
  switch (rng.below(5)) {
    case 0:
      if (at < bytes.size()) bytes[at] = static_cast<char>(rng.below(256));
      break;
    case 1:
      bytes.insert(at, bytes.substr(at, length));
      break;
    case 2:
      bytes.erase(at, length);
      break;
    case 3:
      bytes.insert(at, other.substr(place(other), length));
      break;
    default:
      bytes.resize(at);
  }
}

class FuzzTarget : public testing::TestWithParam<Target> {};

TEST_P(FuzzTarget, TakesItsSeedsAndWhatIsLikeThem) {
  const std::vector<std::string> seeds = seeds_of(GetParam());
  ASSERT_GT(seeds.size(), 5U);
  core::Rng rng(1, GetParam().name);
  for (const std::string& seed : seeds) {
    GetParam().run(seed);
    std::string bytes = seed;
    for (int round = 0; round < rounds(); ++round) {
      if (round % 4 == 0) bytes = seed;
      change(bytes, seeds, rng);
      GetParam().run(bytes);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Every, FuzzTarget, testing::ValuesIn(targets()),
                         [](const auto& target) { return std::string(target.param.name); });

}  // namespace
}  // namespace orbench::fuzz
