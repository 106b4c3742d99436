#include "harness/transport/answer_hold.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <string_view>

#include <gtest/gtest.h>

namespace orbench::transport {
namespace {

/// So many of the next requests are held, until one is not.
std::uint32_t held_in_a_row(AnswerHold& hold) {
  std::uint32_t held = 0;
  while (hold.wants_next()) ++held;
  return held;
}

TEST(AnswerHold, HoldsNothingWhereNoAnswerComesEarly) {
  AnswerHold hold;
  EXPECT_EQ(held_in_a_row(hold), 0U);
}

TEST(AnswerHold, HoldsTwiceAsLongWithEachFurtherEarlyAnswer) {
  AnswerHold hold;
  std::uint32_t expected = AnswerHold::kLeast;
  for (int i = 0; i < 20; ++i) {
    hold.note_early_answer();
    EXPECT_EQ(held_in_a_row(hold), expected);
    expected = std::min(2 * expected, AnswerHold::kMost);
  }
  EXPECT_EQ(expected, AnswerHold::kMost);
}

TEST(AnswerHold, BeginsAnewAfterManyRequestsWithoutAnEarlyAnswer) {
  AnswerHold hold;
  for (int i = 0; i < 3; ++i) {
    hold.note_early_answer();
    held_in_a_row(hold);
  }
  for (std::uint32_t i = 0; i < AnswerHold::kQuiet; ++i) EXPECT_FALSE(hold.wants_next());
  hold.note_early_answer();
  EXPECT_EQ(held_in_a_row(hold), AnswerHold::kLeast);
}

/// Two ends of a connection over loopback.
class Connection {
 public:
  Connection() {
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* const name = reinterpret_cast<sockaddr*>(&address);
    socklen_t length = sizeof address;
    client_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(listener, name, length) == 0 && listen(listener, 1) == 0 &&
        getsockname(listener, name, &length) == 0 && connect(client_, name, length) == 0) {
      server_ = accept(listener, nullptr, nullptr);
    }
    close(listener);
  }
  ~Connection() {
    close(client_);
    close(server_);
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  [[nodiscard]] int client() const { return client_; }
  [[nodiscard]] bool answer(std::string_view bytes) const {
    return send(server_, bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
           static_cast<ssize_t>(bytes.size());
  }
  [[nodiscard]] bool readable(int within_ms) const {
    pollfd look{client_, POLLIN, 0};
    return poll(&look, 1, within_ms) == 1;
  }

 private:
  int client_ = -1;
  int server_ = -1;
};

TEST(AnswerHold, KeepsAnAnswerFromSightUntilTheCallIsOver) {
  const Connection connection;
  AnswerHold hold;
  hold.hold(connection.client());
  ASSERT_TRUE(connection.answer("x"));
  std::array<char, 1> byte{};
  const auto waits = [&] {
    return recv(connection.client(), byte.data(), byte.size(), MSG_PEEK | MSG_DONTWAIT) == 1;
  };
  while (!waits()) {
  }
  EXPECT_FALSE(connection.readable(0)) << "though it is there";
  hold.release();
  EXPECT_TRUE(connection.readable(60'000));
}

}  // namespace
}  // namespace orbench::transport
