#include "mock/server/own_answer.h"

#include <array>
#include <charconv>

#include <fmt/format.h>

#include "harness/api/fields.h"
#include "mock/error_reply.h"

namespace orbench::mock {
namespace {

constexpr std::string_view kLineEnd = "\r\n";
constexpr std::string_view kHeadEnd = "\r\n\r\n";
constexpr int kFirstFinal = 200;
constexpr int kFirstRefusal = 400;

/// The status of a head; zero when these bytes are none.
int status_of(std::string_view head) {
  constexpr std::string_view kVersion = "HTTP/1.1 ";  // or another of the same length
  if (head.size() < kVersion.size() || head.substr(0, 5) != kVersion.substr(0, 5)) return 0;
  head.remove_prefix(kVersion.size());
  int status = 0;
  std::from_chars(head.data(), head.data() + head.size(), status);
  return status;
}

std::string_view message_for(int status) {
  struct Worded {
    int status;
    std::string_view message;
  };
  static constexpr std::array kWorded = {
      Worded{400, "The request is not valid HTTP"},
      Worded{413, "The request is larger than this server takes"},
      Worded{417, "Of all expectations only 100-continue is met here"},
      Worded{501, "This method is not known here"}};
  for (const Worded& worded : kWorded) {
    if (worded.status == status) return worded.message;
  }
  return "The request was refused";
}

}  // namespace

std::string own_answer(std::string_view status_line, int status, std::string_view message) {
  const std::string body = error_body(status, message);
  return fmt::format("{}\r\nContent-Type: {}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{}",
                     status_line, api::fields::kJson, body.size(), body);
}

std::optional<std::string> reworded(std::string_view queued) {
  std::size_t at = 0;
  int status = status_of(queued);
  while (status > 0 && status < kFirstFinal) {
    const std::size_t end = queued.find(kHeadEnd, at);
    if (end == std::string_view::npos) return std::nullopt;
    at = end + kHeadEnd.size();
    status = status_of(queued.substr(at));
  }
  const std::string_view page = queued.substr(at);
  const std::size_t head_end = page.find(kHeadEnd);
  if (status < kFirstRefusal || head_end == std::string_view::npos) return std::nullopt;
  std::string answer = own_answer(page.substr(0, page.find(kLineEnd)), status, message_for(status));
  if (head_end + kHeadEnd.size() == page.size()) {  // HEAD gets no body, in whatever words
    answer.resize(answer.find(kHeadEnd) + kHeadEnd.size());
  }
  return std::string(queued.substr(0, at)) + answer;
}

}  // namespace orbench::mock
