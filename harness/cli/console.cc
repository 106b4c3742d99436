#include "harness/cli/console.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include <fmt/format.h>

namespace orbench::cli {
namespace {

constexpr int kDefaultWidth = 100;

bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0) {
      if (errno == EINTR || errno == EAGAIN) continue;
      return false;
    }
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

Console::Console()
    : out_is_terminal_(isatty(STDOUT_FILENO) == 1), err_is_terminal_(isatty(STDERR_FILENO) == 1) {
  const char* no_color = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  const bool dumb = terminal != nullptr && std::string_view(terminal) == "dumb";
  colors_ = (no_color == nullptr || *no_color == '\0') && !dumb;
}

bool Console::out(std::string_view text) { return write_all(STDOUT_FILENO, text); }

void Console::err(std::string_view text) { write_all(STDERR_FILENO, text); }

int Console::width_of(int descriptor) {
  winsize size{};
  if (ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return kDefaultWidth;
}

void Console::label(std::string_view word, std::string_view color, const core::Error& error) {
  std::string text;
  const std::string_view on = color_err() ? color : "";
  const std::string_view off = color_err() ? "\x1b[0m" : "";
  text += fmt::format("{}{}:{} {}\n", on, word, off, error.message);
  if (!error.where.empty()) text += fmt::format("  at {}\n", error.where);
  err(text);
}

void Console::report(const core::Error& error) { label("error", "\x1b[1;31m", error); }

void Console::report(const core::Diagnostics& diagnostics) {
  for (const core::Error& error : diagnostics.errors()) report(error);
  for (const core::Error& warning : diagnostics.warnings()) {
    label("warning", "\x1b[1;33m", warning);
  }
  const std::size_t errors = diagnostics.errors().size();
  if (errors > 1) err(fmt::format("{} errors; nothing was sent\n", errors));
}

}  // namespace orbench::cli
