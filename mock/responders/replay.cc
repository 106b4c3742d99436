#include "mock/responders/replay.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/api/fields.h"
#include "mock/media/base64.h"
#include "mock/responders/request_body.h"
#include "mock/server/message.h"

namespace orbench::mock {
namespace {

using nlohmann::json;

constexpr double kLongestMs = 3'600'000.0;

/// Finds out what a recorded write was, so that faults strike where they would otherwise.
Part part_of(std::string_view bytes, bool events) {
  if (!events) return Part::kBody;
  if (bytes.substr(0, 1) == ":") return Part::kComment;
  return bytes.find(api::fields::kDone) != std::string_view::npos ? Part::kDone : Part::kContent;
}

/// Turns the lines of a transcript into a script, one at a time.
class TranscriptReader {
 public:
  explicit TranscriptReader(const std::string& origin) : origin_(origin) {}

  core::Result<void> line(std::string_view text) {
    ++number_;
    const json said = body::parse(text);
    if (!said.is_object()) return refused("is no JSON object");
    const double at = said.contains("at_ms") && said["at_ms"].is_number()
                          ? said["at_ms"].get<double>()
                          : core::to_ms(at_);
    if (!(at >= core::to_ms(at_) && at <= kLongestMs)) {
      return refused("\"at_ms\" must not go back, nor past an hour");
    }
    if (ended_) return refused("comes after the end");
    const core::Duration gap = core::from_ms(at) - at_;
    at_ += gap;
    if (!begun_) return head(said, gap);
    return said.contains("end") ? end(body::text_at(said, "end"), gap) : write(said, gap);
  }

  core::Result<Script> finished() {
    if (!begun_) return refused("the head is missing");
    if (!ended_) script_.add(Action::kEnd, Part::kEnd, {}, {});
    return std::move(script_);
  }

 private:
  [[nodiscard]] tl::unexpected<core::Error> refused(std::string_view why) const {
    return core::fail(core::ErrorCode::kParse, fmt::format("line {}: {}", number_, why),
                      fmt::format("{}:{}", origin_, number_));
  }

  core::Result<void> head(const json& said, core::Duration gap) {
    const auto status = body::count_at(said, "status").value_or(0);
    if (status < 200 || status > 599) return refused("the head needs a \"status\" from 200 to 599");
    script_.status = static_cast<int>(status);
    const json& headers = body::at(said, "headers");
    if (!headers.is_null() && !headers.is_object()) return refused("\"headers\" must be an object");
    for (const auto& [name, value] : headers.items()) {
      if (!value.is_string()) return refused("a header's value must be a string");
      const auto text = value.get<std::string>();
      // How the body is framed follows from whether its length is told.
      if (equal_ignoring_case(name, "Transfer-Encoding")) continue;
      if (equal_ignoring_case(name, "Content-Length")) {
        script_.content_length = 0;
      } else {
        script_.set_header(name, text);
      }
      events_ |= text.rfind(api::fields::kEventStream, 0) == 0;
    }
    script_.add(Action::kHead, Part::kHead, gap, {});
    begun_ = true;
    return {};
  }

  core::Result<void> write(const json& said, core::Duration gap) {
    std::string bytes = body::text_at(said, "text");
    if (said.contains("base64")) {
      auto decoded = from_base64(body::text_at(said, "base64"));
      if (!decoded) return refused("\"base64\" cannot be read");
      bytes = std::move(*decoded);
    }
    if (bytes.empty()) return refused(R"(needs "text", "base64" or "end")");
    script_.add(Action::kBytes, part_of(bytes, events_), gap, bytes);
    if (script_.content_length) *script_.content_length += bytes.size();
    return {};
  }

  core::Result<void> end(std::string_view how, core::Duration gap) {
    ended_ = true;
    if (how == "complete") {
      script_.add(Action::kEnd, Part::kEnd, gap, {});
    } else if (how == "cut") {
      script_.add(Action::kCut, Part::kEnd, gap, {});
    } else if (how == "reset") {
      script_.add(Action::kReset, Part::kEnd, gap, {});
    } else if (how == "silent") {
      script_.add(Action::kCut, Part::kEnd, kForever, {});
    } else {
      return refused(R"("end" must be "complete", "cut", "reset" or "silent")");
    }
    return {};
  }

  const std::string& origin_;
  Script script_;
  core::Duration at_{};
  int number_ = 0;
  bool begun_ = false;
  bool ended_ = false;
  bool events_ = false;
};

core::Result<Script> load_transcript(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return core::fail(core::ErrorCode::kNotFound,
                      fmt::format("cannot open the transcript \"{}\"", path.string()),
                      path.string());
  }
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  return parse_transcript(text, path.string());
}

Replay read_replay(core::Params& params, const std::filesystem::path& folder) {
  Replay replay{params.required_text("model"), params.text("endpoint", {}), {}};
  if (!replay.endpoint.empty() && replay.endpoint.front() != '/') {
    params.error("endpoint", "must be a path such as \"/chat/completions\"");
  }
  const bool given = params.array("files", [&](const core::Json& file, const std::string& pointer) {
    const auto where = params.source().locate(pointer);
    if (!file.is_string()) {
      params.diagnostics().error(core::ErrorCode::kInvalidArgument, "expected a file name", where);
      return;
    }
    auto script = load_transcript(folder / file.get<std::string>());
    if (script) {
      replay.recordings.push_back(std::move(*script));
    } else {
      params.diagnostics().error(script.error().code, script.error().message, where);
    }
  });
  if (!given) params.error("files", "is missing; give a list of transcripts");
  return replay;
}

}  // namespace

core::Result<Script> parse_transcript(std::string_view text, const std::string& origin) {
  TranscriptReader reader(origin);
  while (!text.empty()) {
    const auto end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    if (auto read = reader.line(line); !read) return tl::unexpected(std::move(read.error()));
  }
  return reader.finished();
}

std::vector<Replay> read_replays(core::Params& params, const std::string& origin) {
  std::vector<Replay> replays;
  const auto folder = std::filesystem::path(origin).parent_path();
  params.array("replays", [&](const core::Json& element, const std::string& pointer) {
    core::Params row(element, pointer, params.source(), params.diagnostics());
    replays.push_back(read_replay(row, folder));
    row.finish();
  });
  return replays;
}

std::optional<Script> replayed(const std::vector<Replay>& replays, std::string_view endpoint,
                               std::string_view body, std::uint64_t sequence) {
  if (replays.empty()) return std::nullopt;
  const std::string model = body::text_at(body::parse(body), "model");
  const auto found = std::find_if(replays.begin(), replays.end(), [&](const Replay& replay) {
    return replay.model == model && !replay.recordings.empty() &&
           (replay.endpoint.empty() || replay.endpoint == endpoint);
  });
  if (found == replays.end()) return std::nullopt;
  return found->recordings[sequence % found->recordings.size()];
}

}  // namespace orbench::mock
