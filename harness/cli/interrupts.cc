#include "harness/cli/interrupts.h"

#include <atomic>
#include <csignal>

namespace orbench::cli {
namespace {

// A signal handler can reach nothing but statics.
std::atomic<int> interrupt_count{0};  // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)
std::atomic<int> first{0};            // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)
static_assert(std::atomic<int>::is_always_lock_free, "a handler must not lock");

void note(int signal) {
  int none = 0;
  first.compare_exchange_strong(none, signal);
  interrupt_count.fetch_add(1);
}

void handle(int signal, void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, nullptr);
}

}  // namespace

Interrupts::Interrupts() {
  interrupt_count = 0;
  first = 0;
  handle(SIGINT, note);
  handle(SIGTERM, note);
  handle(SIGPIPE, SIG_IGN);
  handle(SIGXFSZ, SIG_IGN);
}

Interrupts::~Interrupts() { end(); }

void Interrupts::end() {
  handle(SIGINT, SIG_DFL);
  handle(SIGTERM, SIG_DFL);
}

int Interrupts::count() const { return interrupt_count.load(); }
int Interrupts::first_signal() const { return first.load(); }

}  // namespace orbench::cli
