#include "harness/load/think_time.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include <fmt/format.h>

namespace orbench::load {
namespace {

constexpr double kLongestMs = 24.0 * 3600 * 1000;
constexpr core::Bounds kPause{0, kLongestMs, false};
constexpr core::Bounds kPositivePause{0, kLongestMs, true};
constexpr core::Bounds kSpread{0, 5, false};

}  // namespace

/// One distribution: the names and bounds of its figures, and what they mean.
struct ThinkTime::Shape {
  std::string_view name;
  std::string_view first;
  core::Bounds first_bounds;
  std::string_view second;  ///< empty: the shape has one figure
  core::Bounds second_bounds;
  double (*draw_ms)(core::Rng& rng, double first, double second);
  double (*mean_ms)(double first, double second);
  std::string (*describe)(double first, double second);
};

namespace {

constexpr std::array kShapes = std::to_array<ThinkTime::Shape>({
    {"fixed", "value", kPause, "", kPause,
     [](core::Rng& /*rng*/, double value, double) { return value; },
     [](double value, double) { return value; },
     [](double value, double) { return fmt::format("{} ms", value); }},
    {"uniform", "from", kPause, "to", kPause,
     [](core::Rng& rng, double from, double to) { return from + (to - from) * rng.uniform(); },
     [](double from, double to) { return (from + to) / 2; },
     [](double from, double to) { return fmt::format("uniform of {} to {} ms", from, to); }},
    {"exponential", "mean", kPositivePause, "", kPause,
     [](core::Rng& rng, double mean, double) { return mean * rng.exponential(); },
     [](double mean, double) { return mean; },
     [](double mean, double) { return fmt::format("exponential of mean {} ms", mean); }},
    {"lognormal", "median", kPositivePause, "sigma", kSpread,
     [](core::Rng& rng, double median, double sigma) {
       return median * std::exp(sigma * rng.normal());
     },
     [](double median, double sigma) { return median * std::exp(sigma * sigma / 2); },
     [](double median, double sigma) {
       return fmt::format("lognormal of median {} ms, sigma {}", median, sigma);
     }},
});

}  // namespace

ThinkTime::ThinkTime() : shape_(&kShapes.front()) {}

core::Duration ThinkTime::draw(core::Rng& rng) const {
  return core::from_ms(std::min(shape_->draw_ms(rng, first_, second_), kLongestMs));
}

core::Duration ThinkTime::mean() const {
  return core::from_ms(std::min(shape_->mean_ms(first_, second_), kLongestMs));
}

bool ThinkTime::is_none() const { return mean() == core::Duration::zero(); }

std::string ThinkTime::describe() const {
  return is_none() ? std::string{} : shape_->describe(first_, second_);
}

ThinkTime read_think_time(core::Params& params) {
  constexpr std::string_view kKey = "think_time_ms";
  if (!params.has_object(kKey)) {
    return {kShapes.front(), params.number(kKey, 0, kPause), 0};
  }
  ThinkTime think;
  params.object(kKey, [&think](core::Params& own) {
    std::vector<std::string> names;
    for (const ThinkTime::Shape& shape : kShapes) names.emplace_back(shape.name);
    const std::string name = own.choice("distribution", names.front(), names);
    const auto* const shape = std::find_if(
        kShapes.begin(), kShapes.end(), [&](const ThinkTime::Shape& s) { return s.name == name; });
    const double first = own.required_number(shape->first, shape->first_bounds);
    double second = 0;
    if (!shape->second.empty()) second = own.required_number(shape->second, shape->second_bounds);
    if (name == "uniform" && second < first) own.error("to", "\"to\" is less than \"from\"");
    think = {*shape, first, second};
  });
  return think;
}

}  // namespace orbench::load
