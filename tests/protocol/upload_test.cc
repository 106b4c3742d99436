// What a file becomes on its way: a form, a length, a URL.

#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/protocol/form_body.h"
#include "harness/protocol/url_text.h"
#include "harness/protocol/wav_length.h"

namespace orbench::protocol {
namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;
using testing::HasSubstr;
using testing::Not;

TEST(FormBody, HoldsItsPartsBetweenBoundaries) {
  const FormBody form = make_form({{"model", "m"}, {"file", "a\r\nb\0c"s, "x.wav"}});
  ASSERT_THAT(form.content_type, HasSubstr("multipart/form-data; boundary=orbench-"));
  const std::string boundary = form.content_type.substr(form.content_type.find('=') + 1);
  EXPECT_EQ(form.bytes,
            "--" + boundary + "\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nm\r\n--" +
                boundary +
                "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x.wav\"\r\n"
                "Content-Type: application/octet-stream\r\n\r\n" +
                std::string("a\r\nb\0c", 6) + "\r\n--" + boundary + "--\r\n");
}

TEST(FormBody, NeverHasItsBoundaryInsideAPart) {
  const std::string first = make_form({{"a", "x"}}).content_type;
  const std::string boundary = first.substr(first.find('=') + 1);
  const FormBody form = make_form({{"a", "x"}, {"b", "--" + boundary}});
  const std::string other = form.content_type.substr(form.content_type.find('=') + 1);
  EXPECT_THAT("x--" + boundary, Not(HasSubstr(other)));
  EXPECT_EQ(make_form({{"a", "x"}}).bytes, make_form({{"a", "x"}}).bytes);
}

TEST(FormBody, KeepsNamesInsideTheirQuotes) {
  const FormBody form = make_form({{"a\"\r\nX-Evil: 1", "v", "f\".txt"}});
  EXPECT_THAT(form.bytes, HasSubstr("name=\"a%22%0D%0AX-Evil: 1\"; filename=\"f%22.txt\""));
}

/// A WAV file: these chunks behind its head.
std::string wav(std::string_view chunks) { return "RIFF\0\0\0\0WAVE"s + std::string(chunks); }
constexpr std::string_view kFormat =  // 8,000 bytes a second
    "fmt \x10\0\0\0\x01\0\x01\0\x40\x1F\0\0\x40\x1F\0\0\x01\0\x08\0"sv;

TEST(WavLength, IsBytesOverBytesASecond) {
  const auto with_data = [](std::string_view claimed, std::size_t held) {
    return wav(std::string(kFormat) + "data" + std::string(claimed) + std::string(held, 'x'));
  };
  using std::chrono::milliseconds;
  EXPECT_EQ(wav_length(with_data("\x40\x1F\0\0"sv, 8000)), milliseconds(1000));
  EXPECT_EQ(wav_length(with_data("\xA0\x0F\0\0"sv, 8000)), milliseconds(500)) << "what is claimed";
  EXPECT_EQ(wav_length(with_data("\xFF\xFF\xFF\xFF"sv, 4000)), milliseconds(500)) << "streamed";
  EXPECT_EQ(wav_length(with_data("\0\0\0\0"sv, 4000)), milliseconds(500)) << "streamed";
  EXPECT_EQ(wav_length(wav("LIST\x03\0\0\0abc\0"s + std::string(kFormat) + "data\x08\0\0\0"s +
                           "12345678")),
            milliseconds(1))
      << "other chunks are stepped over, odd ones with their padding";
}

TEST(WavLength, KnowsNothingOfOtherBytes) {
  for (const std::string& bytes :
       {std::string(), "RIFF"s, "ID3\x04 an mp3"s, wav(""), wav("data\x04\0\0\0xxxx"s),
        wav("fmt \x04\0\0\0xxxx"s), wav(kFormat), wav("LIST\xFF\xFF\xFF\xFFx"s),
        wav(std::string(kFormat.substr(0, 16)) + std::string(8, '\0') + "data\x04\0\0\0xxxx"s)}) {
    EXPECT_FALSE(wav_length(bytes).has_value()) << bytes.size();
  }
}

TEST(UrlText, EncodesAllThatCouldMeanSomething) {
  std::string out = "/";
  append_url_text(out, "aZ9-._~ /?#%&=+\n\xC3\xBC");
  EXPECT_EQ(out, "/aZ9-._~%20%2F%3F%23%25%26%3D%2B%0A%C3%BC");
  EXPECT_EQ(decoded_url_text(out.substr(1)), "aZ9-._~ /?#%&=+\n\xC3\xBC");
  EXPECT_EQ(decoded_url_text("100%, %2, %zz, %"), "100%, %2, %zz, %");
  EXPECT_TRUE(is_path_segment("..."));
  for (const char* text : {"", ".", ".."}) EXPECT_FALSE(is_path_segment(text)) << text;
}

}  // namespace
}  // namespace orbench::protocol
