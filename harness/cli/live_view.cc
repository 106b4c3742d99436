#include "harness/cli/live_view.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

namespace orbench::cli {
namespace {

constexpr const char* kDim = "\x1b[2m";
constexpr const char* kRed = "\x1b[31m";
constexpr const char* kCyan = "\x1b[36m";
constexpr const char* kReset = "\x1b[0m";

double elapsed_s(const run::Progress& progress) { return core::to_seconds(progress.elapsed); }

/// 0-1, or nothing when the end depends on the target.
std::optional<double> fraction_done(const RunOutlook& outlook, const run::Progress& progress) {
  if (outlook.length && outlook.length->count() > 0) {
    return std::clamp(elapsed_s(progress) / core::to_seconds(*outlook.length), 0.0, 1.0);
  }
  if (outlook.requests && *outlook.requests > 0) {
    return std::clamp(static_cast<double>(progress.ended) / *outlook.requests, 0.0, 1.0);
  }
  return std::nullopt;
}

std::string time_left(const RunOutlook& outlook, const run::Progress& progress) {
  const auto fraction = fraction_done(outlook, progress);
  if (!fraction || (*fraction < 0.02 && !outlook.length)) return "";
  double left = 0;
  if (outlook.length) {
    left = core::to_seconds(*outlook.length) - elapsed_s(progress);
  } else {
    left = elapsed_s(progress) * (1.0 - *fraction) / *fraction;
  }
  left = std::max(left, 0.0);
  if (left >= 90) return fmt::format("{:.0f} min left", std::ceil(left / 60));
  return fmt::format("{:.0f} s left", std::ceil(left));
}

std::string milliseconds(const metrics::Histogram& ttft, double percent) {
  if (ttft.empty()) return "–";
  const double ms = static_cast<double>(ttft.value_at(core::Percentile{percent})) / 1000.0;
  if (ms >= 10000) return fmt::format("{:.1f} s", ms / 1000);
  return fmt::format("{:.0f} ms", ms);
}

struct Piece {
  std::string text;
  const char* color = "";
  std::size_t columns = 0;
};

/// Columns of a text whose only multi-byte characters are one column wide.
std::size_t columns_of(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

Piece piece(std::string text, const char* color = "") {
  Piece made{std::move(text), color, 0};
  made.columns = columns_of(made.text);
  return made;
}

std::string join(const std::vector<Piece>& pieces, std::size_t width, bool color) {
  std::string line;
  std::size_t used = 0;
  for (const Piece& part : pieces) {
    const std::size_t gap = used == 0 ? 0 : 2;
    if (used + gap + part.columns > width) break;
    line.append(gap, ' ');
    const bool painted = color && *part.color != '\0';
    if (painted) line += part.color;
    line += part.text;
    if (painted) line += kReset;
    used += gap + part.columns;
  }
  return line;
}

std::string draw_bar(double fraction, std::size_t columns, bool color) {
  const auto full = static_cast<std::size_t>(std::lround(fraction * static_cast<double>(columns)));
  std::string bar = color ? kCyan : "";
  for (std::size_t i = 0; i < full; ++i) bar += "━";
  if (color) bar += kDim;
  for (std::size_t i = full; i < columns; ++i) bar += color ? "━" : "·";
  if (color) bar += kReset;
  return bar;
}

std::string draw_bar_line(const RunOutlook& outlook, const LiveFrame& frame, std::size_t columns) {
  const std::string left = frame.draining ? "draining" : time_left(outlook, frame.progress);
  const auto fraction = fraction_done(outlook, frame.progress);
  const std::string done = fraction ? fmt::format("{:>3.0f} %", *fraction * 100)
                                    : fmt::format("{:.0f} s", elapsed_s(frame.progress));
  const std::string tail = left.empty() ? done : fmt::format("{}  {}", done, left);

  const std::string name = outlook.name.substr(0, columns / 3);
  const std::string& search = frame.progress.searches;
  if (!search.empty()) {
    // Nobody knows how far a search is; where it is says more than a bar.
    const std::size_t taken = columns_of(name) + columns_of(tail) + 4;
    const std::size_t room = columns > taken ? columns - taken : 0;
    return join({piece(name), piece(search.substr(0, room)), piece(tail)}, columns, false);
  }
  const std::size_t taken = columns_of(name) + columns_of(tail) + 4;
  if (!fraction || columns <= taken + 8) return join({piece(name), piece(tail)}, columns, false);
  const std::size_t room = std::min<std::size_t>(columns - taken, 60);
  return fmt::format("{}  {}  {}", name, draw_bar(*fraction, room, frame.color), tail);
}

std::string draw_figures(const LiveFrame& frame, std::size_t columns) {
  const run::Progress& progress = frame.progress;
  const bool failing = progress.errors > 0;
  std::vector<Piece> figures = {
      piece(fmt::format("in flight {}", progress.in_flight)),
      piece(fmt::format("rate {:.1f}/s", frame.rate_rps)),
      piece(fmt::format("ttft p50 {} p95 {}", milliseconds(progress.ttft, 50),
                        milliseconds(progress.ttft, 95))),
      piece(fmt::format("errors {}", progress.errors), failing ? kRed : ""),
      piece(fmt::format("spent ${:.4f}", progress.spent.dollars())),
      piece(fmt::format("done {}", progress.ended), kDim)};
  if (progress.queued > 0) {
    figures.push_back(piece(fmt::format("queued {}", progress.queued), kRed));
  }
  return join(figures, columns, frame.color);
}

/// Requests per second over the last second or so.
class RateMeter {
 public:
  double update(const run::Progress& progress) {
    const double now = elapsed_s(progress);
    if (now - last_at_ >= 0.9) {
      rate_ = static_cast<double>(progress.ended - last_ended_) / (now - last_at_);
      last_at_ = now;
      last_ended_ = progress.ended;
    }
    return rate_;
  }

 private:
  double last_at_ = 0;
  std::int64_t last_ended_ = 0;
  double rate_ = 0;
};

class LiveView final : public ProgressView {
 public:
  LiveView(RunOutlook outlook, Console& console) : outlook_(std::move(outlook)), console_(console) {
    console_.err("\x1b[?25l");
  }
  ~LiveView() override { close(); }

  void show(const run::Progress& progress, bool draining) override {
    if (closed_) return;
    const int width = Console::width_of(STDERR_FILENO);
    const LiveLines lines = draw_live_lines(
        outlook_, {progress, meter_.update(progress), draining, width, console_.color_err()});
    // Both lines are redrawn in one write, so that a terminal never shows half of it.
    console_.err(
        fmt::format("{}\r\x1b[2K{}\n\x1b[2K{}", drawn_ ? "\x1b[1A" : "", lines.bar, lines.figures));
    drawn_ = true;
  }

  void close() override {
    if (closed_) return;
    closed_ = true;
    // The report that follows says all of it better: take the lines away.
    console_.err(drawn_ ? "\r\x1b[2K\x1b[1A\x1b[2K\x1b[?25h" : "\x1b[?25h");
  }

 private:
  RunOutlook outlook_;
  Console& console_;
  RateMeter meter_;
  bool drawn_ = false;
  bool closed_ = false;
};

class PlainView final : public ProgressView {
 public:
  PlainView(RunOutlook outlook, Console& console)
      : outlook_(std::move(outlook)), console_(console) {}

  void show(const run::Progress& progress, bool draining) override {
    const double rate = meter_.update(progress);
    if (elapsed_s(progress) < next_at_) return;
    next_at_ = elapsed_s(progress) + 5.0;
    const std::string left = draining ? "draining" : time_left(outlook_, progress);
    console_.err(
        fmt::format("{:>6.1f} s  {} done  {} in flight  {:.1f}/s  ttft p50 {} p95 {}  {} errors  "
                    "${:.4f}{}{}{}{}\n",
                    elapsed_s(progress), progress.ended, progress.in_flight, rate,
                    milliseconds(progress.ttft, 50), milliseconds(progress.ttft, 95),
                    progress.errors, progress.spent.dollars(), left.empty() ? "" : "  ", left,
                    progress.searches.empty() ? "" : "  ", progress.searches));
  }

 private:
  RunOutlook outlook_;
  Console& console_;
  RateMeter meter_;
  double next_at_ = 1.0;
};

class JsonView final : public ProgressView {
 public:
  explicit JsonView(Console& console) : console_(console) {}

  void show(const run::Progress& progress, bool draining) override {
    const auto quantile = [&](double percent) {
      if (progress.ttft.empty()) return std::string("null");
      return fmt::format(
          "{:.3f}", static_cast<double>(progress.ttft.value_at(core::Percentile{percent})) / 1000);
    };
    // Made of names of phases and figures alone: nothing in it needs escaping.
    const std::string search =
        progress.searches.empty() ? "" : fmt::format(R"(,"search":"{}")", progress.searches);
    console_.err(fmt::format(
        R"({{"elapsed_s":{:.3f},"offered":{},"ended":{},"ok":{},"errors":{},"in_flight":{},)"
        R"("queued":{},"cost_usd":{:.9f},"ttft_p50_ms":{},"ttft_p95_ms":{},"draining":{}{}}})"
        "\n",
        elapsed_s(progress), progress.offered, progress.ended, progress.ok, progress.errors,
        progress.in_flight, progress.queued, progress.spent.dollars(), quantile(50), quantile(95),
        draining, search));
  }

 private:
  Console& console_;
};

class NoView final : public ProgressView {
 public:
  void show(const run::Progress& /*progress*/, bool /*draining*/) override {}
};

}  // namespace

LiveLines draw_live_lines(const RunOutlook& outlook, const LiveFrame& frame) {
  // One column is left free: writing the last one makes some terminals wrap.
  const auto columns = static_cast<std::size_t>(std::max(frame.width - 1, 20));
  return {draw_bar_line(outlook, frame, columns), draw_figures(frame, columns)};
}

std::unique_ptr<ProgressView> make_progress_view(const std::string& mode, const RunOutlook& outlook,
                                                 Console& console) {
  if (mode == "none") return std::make_unique<NoView>();
  if (mode == "json") return std::make_unique<JsonView>(console);
  if (mode == "plain" || !console.err_is_terminal()) {
    return std::make_unique<PlainView>(outlook, console);
  }
  return std::make_unique<LiveView>(outlook, console);
}

}  // namespace orbench::cli
