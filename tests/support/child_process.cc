#include "tests/support/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>

namespace orbench::support {
namespace {

struct Pipe {
  int read = -1;
  int write = -1;
};

Pipe make_pipe() {
  std::array<int, 2> ends{-1, -1};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) std::abort();
  return {ends[0], ends[1]};
}

[[noreturn]] void become(const std::vector<std::string>& arguments, const ProcessOptions& options) {
  for (const auto& [name, value] : options.environment) setenv(name.c_str(), value.c_str(), 1);
  if (!options.working_directory.empty() && chdir(options.working_directory.c_str()) != 0)
    _exit(126);
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  execv(argv[0], argv.data());
  _exit(127);
}

/// False at the end of the file.
bool drain(int descriptor, std::string& into) {
  std::array<char, 65536> buffer{};
  const ssize_t got = read(descriptor, buffer.data(), buffer.size());
  if (got > 0) into.append(buffer.data(), static_cast<std::size_t>(got));
  return got > 0 || (got < 0 && errno == EINTR);
}

}  // namespace

ChildProcess::ChildProcess(const std::vector<std::string>& arguments,
                           const ProcessOptions& options) {
  const Pipe out = make_pipe();
  const Pipe err = make_pipe();
  pid_ = fork();
  if (pid_ == 0) {
    dup2(out.write, STDOUT_FILENO);
    dup2(err.write, STDERR_FILENO);
    if (options.close_stdout) close(out.read);
    become(arguments, options);
  }
  close(out.write);
  close(err.write);
  out_ = out.read;
  err_ = err.read;
  if (options.close_stdout) {
    close(out_);
    out_ = -1;
  }
}

ChildProcess::~ChildProcess() {
  if (!reaped_ && pid_ > 0) {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  if (out_ >= 0) close(out_);
  if (err_ >= 0) close(err_);
}

void ChildProcess::signal(int number) const { kill(pid_, number); }

bool ChildProcess::pump() {
  std::array<pollfd, 2> polled{pollfd{out_, POLLIN, 0}, pollfd{err_, POLLIN, 0}};
  const int patience = static_cast<int>(std::chrono::milliseconds(kPatience).count());
  if (poll(polled.data(), polled.size(), patience) == 0) {
    kill(pid_, SIGKILL);
    result_.err += "\n[the test killed this process: it said nothing for too long]\n";
    return false;
  }
  if (polled[0].revents != 0 && !drain(out_, result_.out)) {
    close(out_);
    out_ = -1;
  }
  if (polled[1].revents != 0 && !drain(err_, result_.err)) {
    close(err_);
    err_ = -1;
  }
  return out_ >= 0 || err_ >= 0;
}

bool ChildProcess::wait_for(const std::string& where, const std::string& text) {
  while (where.find(text) == std::string::npos) {
    if (!pump()) return where.find(text) != std::string::npos;
  }
  return true;
}

ProcessResult ChildProcess::wait() {
  while (pump()) {
  }
  int status = 0;
  waitpid(pid_, &status, 0);
  reaped_ = true;
  result_.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return result_;
}

ProcessResult run_process(const std::vector<std::string>& arguments,
                          const ProcessOptions& options) {
  return ChildProcess(arguments, options).wait();
}

}  // namespace orbench::support
