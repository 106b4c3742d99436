#include "harness/protocol/answer_text.h"

#include <simdjson.h>

#include "harness/protocol/sse_parser.h"

namespace orbench::protocol {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;

std::string_view text_at(const element& object, std::string_view key) {
  std::string_view text;
  return object[key].get_string().get(text) == simdjson::SUCCESS ? text : std::string_view{};
}

/// Content is a string, or a list of parts of which some are text.
void append_content(const element& content, std::string& out) {
  std::string_view text;
  if (content.get_string().get(text) == simdjson::SUCCESS) {
    out += text;
    return;
  }
  array parts;
  if (content.get_array().get(parts) != simdjson::SUCCESS) return;
  for (const element part : parts) {
    const std::string_view type = text_at(part, "type");
    if (type == "text" || type == "output_text") out += text_at(part, "text");
  }
}

void append_member(const element& object, std::string_view key, std::string& out) {
  element content;
  if (object[key].get(content) == simdjson::SUCCESS) append_content(content, out);
}

/// Chat: the first of the choices, whose delta or message holds the content.
void append_choice(const element& object, std::string& out) {
  array choices;
  if (object["choices"].get_array().get(choices) != simdjson::SUCCESS) return;
  for (const element choice : choices) {
    std::int64_t index = 0;
    if (choice["index"].get_int64().get(index) == simdjson::SUCCESS && index != 0) continue;
    for (const char* const key : {"delta", "message"}) {
      element holder;
      if (choice[key].get(holder) == simdjson::SUCCESS) append_member(holder, "content", out);
    }
    return;
  }
}

/// Responses: the messages among the items of a whole reply.
void append_output(const element& object, std::string& out) {
  array items;
  if (object["output"].get_array().get(items) != simdjson::SUCCESS) return;
  for (const element item : items) {
    if (text_at(item, "type") == "message") append_member(item, "content", out);
  }
}

/// Collects what each JSON text of a reply adds to the answer.
class Collector final : public SseSink {
 public:
  void on_event(const SseEvent& event) override { read(event.data); }
  void on_comment(std::string_view /*text*/) override {}

  void read(std::string_view json) {
    element object;
    if (parser_.parse(json.data(), json.size()).get(object) != simdjson::SUCCESS) return;
    const std::string_view type = text_at(object, "type");
    if (type == "response.output_text.delta") {
      text_ += text_at(object, "delta");
    } else if (type == "content_block_delta") {
      element delta;
      if (object["delta"].get(delta) == simdjson::SUCCESS) text_ += text_at(delta, "text");
    } else if (type == "message") {
      append_member(object, "content", text_);
    } else {
      append_choice(object, text_);
      append_output(object, text_);
    }
  }
  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  simdjson::dom::parser parser_;
  std::string text_;
};

}  // namespace

std::string answer_text(std::string_view body) {
  Collector collector;
  const std::size_t first = body.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  if (body[first] == '{') {
    collector.read(body);
  } else {
    SseParser sse;
    sse.feed(body, collector);
  }
  return collector.take();
}

}  // namespace orbench::protocol
