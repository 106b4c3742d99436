#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "harness/core/http.h"
#include "harness/core/units.h"

namespace orbench::protocol {

/// What distinguishes one rendered request from another. Same context, same bytes.
struct RenderContext {
  std::uint64_t seed;
  std::uint64_t seq;
  bool warmup;
  std::uint32_t cell;
  /// Counts the turns of a workload's cells: in one round each of them is sent once, so requests of
  /// one round may be compared.
  std::uint64_t round;

  explicit(false)
      RenderContext(std::uint64_t run_seed = 0, std::uint64_t seq_in_workload = 0,
                    bool in_warmup = false, std::uint32_t of_cell = 0, std::uint64_t in_round = 0)
      : seed(run_seed), seq(seq_in_workload), warmup(in_warmup), cell(of_cell), round(in_round) {}
};

struct ApiPlan;

/// What a request says of the reply to it, as far as reader and sample must know. Zero or empty:
/// it says nothing.
struct Asked {
  bool stream = false;                  ///< an event stream is asked for
  std::uint32_t items = 0;              ///< images wanted, inputs to embed, documents to rank
  std::uint32_t dimensions = 0;         ///< length of a vector
  std::uint32_t most_items = 0;         ///< documents wanted back at most
  std::optional<core::Duration> audio;  ///< length of the sound sent
  bool prepares = false;                ///< other calls come before the one that is measured
  const ApiPlan* api = nullptr;         ///< of the endpoint `api`
};

/// A request body compiled once per cell and rendered once per request.
/// Threads: render() is const and may run on any thread.
class RequestTemplate {
 public:
  virtual ~RequestTemplate() = default;
  /// Writes method, path (appended to the base URL that `out.url` holds on entry), the headers of
  /// the endpoint and the body. Strings of `out` are reused.
  /// Headers: on entry `out.headers` holds those of the target and the workload. They win: the
  /// endpoint's own are appended only where no header of that name is there.
  virtual void render(const RenderContext& context, core::HttpRequest& out) const = 0;
  /// Writes the body of a further request into one that render() wrote before, where nothing else
  /// differs from request to request; false, with `out` as it was, where more does.
  virtual bool render_body(const RenderContext& /*context*/, std::string& /*out*/) const {
    return false;
  }
  [[nodiscard]] virtual const Asked& asked() const = 0;
  /// The request asks for an event stream.
  [[nodiscard]] bool streaming() const { return asked().stream; }
  /// The model asked for; empty when the body names none.
  [[nodiscard]] virtual const std::string& model() const = 0;
  /// The documented operation that is called, for the endpoint that can call any; else empty.
  [[nodiscard]] virtual std::string operation() const { return {}; }
};

}  // namespace orbench::protocol
