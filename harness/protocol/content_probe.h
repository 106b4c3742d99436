#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/params.h"
#include "harness/protocol/content/foreign_json.h"
#include "harness/protocol/endpoint.h"

namespace orbench::protocol {

struct AskedFormat;

/// A reply as a probe sees it. Lifetime: borrowed for one look.
struct SeenReply {
  const ForeignJson& body;         ///< assembled where it was streamed; discarded: it is no JSON
  std::string_view endpoint;       ///< the kind
  int status = 0;                  ///< HTTP status
  std::string_view finish_reason;  ///< empty: none was given
  const AskedFormat* format = nullptr;  ///< of the answer, as the request asked; null: it did not
};

enum class ProbeAnswer : std::uint8_t {
  kHeld,
  kBroken,
  kNothing,  ///< the reply has nothing in it that the probe is about: it counts neither way
};

struct ProbeFinding {
  ProbeAnswer answer = ProbeAnswer::kHeld;
  std::string found = {};  ///< what was there instead, for people; when broken
};

/// One thing that replies are looked at for, on behalf of a content check.
/// Threads: const, any thread.
class ContentProbe {
 public:
  virtual ~ContentProbe() = default;
  [[nodiscard]] virtual ProbeFinding look(const SeenReply& reply) const = 0;
};

/// A family of probes, chosen by the first of its keys that a `content` object holds.
/// Adding one: content/probes/x.cc and its line in content/probes.def.
struct ContentProbeKind {
  std::string key;
  std::string what;                    ///< one line for `orbench list checks`
  std::vector<std::string> endpoints;  ///< the kinds it can look at; empty: all
  bool judges_refusals = false;        ///< it looks at errors, and at nothing else
  bool needs_format = false;           ///< only at replies whose request asks for a format
  /// Mistakes are reported, each at its place; then null.
  std::unique_ptr<ContentProbe> (*read)(core::Params& params) = nullptr;
};
[[nodiscard]] const std::vector<ContentProbeKind>& content_probe_kinds();

/// A probe with what it looks at.
struct CompiledProbe {
  const ContentProbeKind* kind = nullptr;
  std::unique_ptr<ContentProbe> probe;  ///< null: a mistake was reported
  [[nodiscard]] bool looks_at(std::string_view endpoint) const;
};
/// Reads the object `content` of a check.
[[nodiscard]] CompiledProbe compile_content_probe(core::Params& params);

/// What became of one check in one reply.
struct ContentFinding {
  std::uint32_t check = 0;  ///< its place among the scenario's checks
  bool held = false;
  std::string found;  ///< one line for people, at most kMaxFoundBytes; empty when it held
};
inline constexpr std::size_t kMaxFoundBytes = 160;

/// More of a body than this is not looked into: such a reply is not judged.
inline constexpr std::size_t kMaxContentBody = 32U << 20U;

/// The probes of one cell.
/// Threads: look() is const and may run on any thread.
class ProbeSet {
 public:
  /// `endpoint` is the kind of the cell's requests. Lifetime: static text.
  explicit ProbeSet(std::string_view endpoint = {});
  ~ProbeSet();
  ProbeSet(ProbeSet&&) noexcept;
  ProbeSet& operator=(ProbeSet&&) noexcept;

  /// `probe` is borrowed, and must outlive the set.
  void add(std::uint32_t check, const CompiledProbe& probe);
  /// What the answers' format must be, for probes that judge it.
  void set_format(std::unique_ptr<AskedFormat> format);
  [[nodiscard]] bool empty() const { return uses_.empty(); }

  /// Looks into a reply that came whole: an answer, or the error in its place. What a body is and
  /// says, `facts` tell. One finding for each probe that is about this reply.
  void look(int status, std::string_view body, const ResponseFacts& facts,
            std::vector<ContentFinding>& out) const;

 private:
  struct Use {
    std::uint32_t check;
    const CompiledProbe* probe;
  };
  std::string_view endpoint_;
  std::vector<Use> uses_;
  std::unique_ptr<AskedFormat> format_;
};

}  // namespace orbench::protocol
