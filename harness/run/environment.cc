#include "harness/run/environment.h"

#include <sys/resource.h>
#include <sys/utsname.h>

#include <array>
#include <cstdlib>
#include <fstream>
#include <thread>

#include <fmt/format.h>

#include "harness/transport/transport.h"

namespace orbench::run {
namespace {

std::string processor() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);) {
    if (!line.starts_with("model name")) continue;
    const std::size_t colon = line.find(": ");
    if (colon != std::string::npos) return line.substr(colon + 2);
  }
  return "unknown";
}

std::string build_kind() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return "sanitized (figures are not comparable)";
#elif defined(__OPTIMIZE__)
  return "optimised";
#else
  return "debug (figures are not comparable)";
#endif
}

}  // namespace

std::vector<std::pair<std::string, std::string>> describe_environment() {
  std::vector<std::pair<std::string, std::string>> out;
  utsname system{};
  if (uname(&system) == 0) {
    out.emplace_back("system",
                     fmt::format("{} {} {}", system.sysname, system.release, system.machine));
  }
  out.emplace_back("processor", processor());
  out.emplace_back("cores", std::to_string(std::thread::hardware_concurrency()));
  std::array<double, 3> load{};
  if (getloadavg(load.data(), 3) == 3) {
    out.emplace_back("load_average",
                     fmt::format("{:.2f} {:.2f} {:.2f}", load[0], load[1], load[2]));
  }
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
    out.emplace_back("open_files_limit", std::to_string(files.rlim_cur));
  }
  out.emplace_back("build", build_kind());
  out.emplace_back("libraries", transport::library_versions());
  return out;
}

}  // namespace orbench::run
