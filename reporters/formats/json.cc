#include "reporters/reporter.h"
#include "results/codec.h"

namespace orbench::reporters {
namespace {

/// summary.json itself, so that a script reads one format whether it comes from a file or a pipe.
class JsonReporter final : public Reporter {
 public:
  [[nodiscard]] std::string_view name() const override { return "json"; }
  [[nodiscard]] std::string_view what() const override {
    return "the summary with every figure, as summary.json has it";
  }
  [[nodiscard]] core::Result<void> write(const ReportInput& input, const ReportStyle& /*style*/,
                                         std::string& out) const override {
    out += results::encode_summary(input.result, input.verdict);
    return {};
  }
};

}  // namespace

const Reporter& json_reporter() {
  static const JsonReporter reporter;
  return reporter;
}

}  // namespace orbench::reporters
