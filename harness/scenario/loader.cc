#include "harness/scenario/loader.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/core/json_lexemes.h"
#include "harness/scenario/layering.h"
#include "harness/scenario/parse.h"

namespace orbench::scenario {
namespace {

namespace fs = std::filesystem;
using core::ErrorCode;
using core::Json;

constexpr std::size_t kMaxExtends = 8;

core::Result<std::string> read_text(const std::string& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status)) {
    return core::fail(ErrorCode::kNotFound,
                      fmt::format("there is no file \"{}\": check the path", path), path);
  }
  // A pipe is what `<(command)` gives; a directory or device is a mistake.
  if (!fs::is_regular_file(status) && !fs::is_fifo(status)) {
    return core::fail(ErrorCode::kIo, fmt::format("\"{}\" is not a file: name one", path), path);
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return core::fail(ErrorCode::kIo,
                      fmt::format("cannot open \"{}\": check its permissions", path), path);
  }
  // One byte over the cap is enough for the parser to refuse the text.
  std::string text;
  char buffer[1U << 16U];
  while (text.size() <= core::kMaxJsonBytes) {
    file.read(buffer, sizeof buffer);
    text.append(buffer, static_cast<std::size_t>(file.gcount()));
    if (!file) break;
  }
  if (file.bad()) return core::fail(ErrorCode::kIo, fmt::format("cannot read \"{}\"", path), path);
  return text;
}

void anchor_path(Json& document, const char* pointer, const fs::path& folder) {
  const Json::json_pointer at(pointer);
  if (!document.contains(at)) return;
  Json& value = document[at];
  if (!value.is_string() || value.get_ref<const std::string&>().empty()) return;
  std::error_code error;
  const fs::path path = fs::absolute(folder / value.get_ref<const std::string&>(), error);
  std::string anchored = path.lexically_normal().string();
  // A folder's name may be any bytes; JSON holds UTF-8 only.
  if (!error && core::is_utf8(anchored)) value = std::move(anchored);
}

/// Turns the file names in a document into absolute paths, so that they mean the same wherever the
/// effective scenario is read again.
void anchor_paths(Json& document, const fs::path& folder) {
  for (const char* const pointer : {"/target/mock/config", "/target/ca_file"}) {
    anchor_path(document, pointer, folder);
  }
  const auto checks = document.find("checks");
  if (checks == document.end() || !checks->is_array()) return;
  for (Json& check : *checks) anchor_path(check, "/regression/baseline", folder);
}

/// Reads a file or text and everything it extends.
class ChainReader {
 public:
  explicit ChainReader(core::Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  /// `asked_at` is the place of the `extends` that led here; empty for the main file.
  std::optional<SourcedDocument> file(const std::string& path, const std::string& asked_at) {
    std::error_code error;
    const std::string identity = fs::weakly_canonical(path, error).string();
    if (!enter(error ? path : identity, asked_at)) return {};
    std::optional<SourcedDocument> document;
    if (auto text = read_text(path)) {
      document = this->text(*text, path, fs::path(path).parent_path());
    } else {
      report(text.error(), asked_at);
    }
    open_.pop_back();
    return document;
  }

  std::optional<SourcedDocument> text(const std::string& text, const std::string& origin,
                                      const fs::path& folder) {
    SourcedDocument own;
    const auto parsed = core::parse_json_document(text, origin, own.source, diagnostics_);
    if (parsed == nullptr) return {};
    if (!parsed->is_object()) {
      diagnostics_.error(ErrorCode::kInvalidArgument, "a scenario is an object: begin it with '{'",
                         own.source.locate(""));
      return {};
    }
    anchor_paths(*parsed, folder);
    own.document = core::JsonValue(std::move(*parsed));
    return extend(std::move(own), folder);
  }

 private:
  void report(core::Error error, const std::string& asked_at) {
    if (!asked_at.empty()) error.where = asked_at;
    diagnostics_.error(std::move(error));
  }

  bool enter(const std::string& identity, const std::string& asked_at) {
    if (std::find(open_.begin(), open_.end(), identity) != open_.end()) {
      report({ErrorCode::kInvalidArgument, "\"extends\" leads back to a file that is being read",
              identity},
             asked_at);
      return false;
    }
    if (open_.size() > kMaxExtends) {
      report({ErrorCode::kTooLarge,
              fmt::format("\"extends\" goes through more than {} files", kMaxExtends), identity},
             asked_at);
      return false;
    }
    open_.push_back(identity);
    return true;
  }

  SourcedDocument extend(SourcedDocument own, const fs::path& folder) {
    Json& document = own.document.get();
    const auto found = document.find("extends");
    if (found == document.end()) return own;
    const std::string at = own.source.locate("/extends");
    const std::string name = found->is_string() ? found->get<std::string>() : std::string{};
    document.erase("extends");
    own.source.erase_subtree("/extends");
    if (name.empty()) {
      diagnostics_.error(ErrorCode::kInvalidArgument, "\"extends\" must be the name of a file", at);
      return own;
    }
    std::optional<SourcedDocument> base = file((folder / name).lexically_normal().string(), at);
    if (!base) return own;
    overlay(*base, own);
    return std::move(*base);
  }

  core::Diagnostics& diagnostics_;
  std::vector<std::string> open_;  // the files being read, outermost first
};

std::optional<LoadedScenario> finish(std::optional<SourcedDocument> read,
                                     const std::vector<Override>& overrides,
                                     core::Diagnostics& diagnostics) {
  if (!read) return {};
  for (const Override& change : overrides) apply_override(*read, change, diagnostics);
  anchor_paths(read->document.get(), {});  // names on the command line: from the current folder
  LoadedScenario loaded;
  loaded.scenario = parse(read->document.get(), read->source, diagnostics);
  loaded.source = std::move(read->source);
  loaded.document = std::move(read->document);
  return loaded;
}

}  // namespace

std::optional<LoadedScenario> load_file(const std::string& path,
                                        const std::vector<Override>& overrides,
                                        core::Diagnostics& diagnostics) {
  return finish(ChainReader(diagnostics).file(path, {}), overrides, diagnostics);
}

std::optional<LoadedScenario> load_text(const std::string& text, const std::string& origin,
                                        const std::vector<Override>& overrides,
                                        core::Diagnostics& diagnostics) {
  return finish(ChainReader(diagnostics).text(text, origin, {}), overrides, diagnostics);
}

}  // namespace orbench::scenario
