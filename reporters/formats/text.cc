#include "reporters/page.h"
#include "reporters/reporter.h"
#include "reporters/text/sections.h"

namespace orbench::reporters {
namespace {

class TextReporter final : public Reporter {
 public:
  [[nodiscard]] std::string_view name() const override { return "text"; }
  [[nodiscard]] std::string_view what() const override {
    return "for people: verdict, figures by cell and provider, errors, checks";
  }
  [[nodiscard]] core::Result<void> write(const ReportInput& input, const ReportStyle& style,
                                         std::string& out) const override {
    Page page(style, out);
    text::write_headline(input, page);
    text::write_cells(input, page);
    text::write_searches(input, page);
    text::write_comparisons(input, page);
    text::write_requests(input, page);
    text::write_errors(input, page);
    text::write_checks(input, page);
    text::write_routing(input, page);
    text::write_client(input, page);
    text::write_footer(input, page);
    return {};
  }
};

}  // namespace

const Reporter& text_reporter() {
  static const TextReporter reporter;
  return reporter;
}

}  // namespace orbench::reporters
