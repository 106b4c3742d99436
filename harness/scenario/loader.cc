#include "harness/scenario/loader.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/core/text_file.h"
#include "harness/scenario/anchor.h"
#include "harness/scenario/layering.h"
#include "harness/scenario/parse.h"

namespace orbench::scenario {
namespace {

namespace fs = std::filesystem;
using core::ErrorCode;
using core::Json;

constexpr std::size_t kMaxExtends = 8;

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
    if (auto text = core::read_text_file(path, core::kMaxJsonBytes)) {
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
