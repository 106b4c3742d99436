#include "harness/cli/report_output.h"

#include <unistd.h>

#include <fmt/format.h>

#include "harness/core/suggestion.h"
#include "results/run_folder.h"

namespace orbench::cli {

core::Result<ReportRequest> parse_report_request(const std::string& argument) {
  const std::size_t equals = argument.find('=');
  const std::string format = argument.substr(0, equals);
  ReportRequest request;
  request.reporter = reporters::find_reporter(format);
  if (request.reporter == nullptr) {
    return core::fail(core::ErrorCode::kInvalidArgument,
                      fmt::format("unknown report format \"{}\"{}", format,
                                  core::suggest(format, reporters::reporter_names())),
                      "--report " + argument);
  }
  if (equals != std::string::npos) request.file = argument.substr(equals + 1);
  return request;
}

core::Result<void> write_report(const ReportRequest& request, const reporters::ReportInput& input,
                                Console& console) {
  reporters::ReportStyle style;
  if (request.file.empty()) {
    style.color = console.color_out();
    style.width = Console::width_of(STDOUT_FILENO);
  }
  std::string text;
  const auto rendered = request.reporter->write(input, style, text);
  if (!rendered) return rendered;
  if (!request.file.empty()) return results::write_file(request.file, text);
  if (console.out(text)) return {};
  return core::fail(core::ErrorCode::kIo,
                    "standard output is closed; the run's figures are in its folder");
}

}  // namespace orbench::cli
