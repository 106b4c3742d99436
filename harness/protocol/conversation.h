#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/json.h"
#include "harness/protocol/body_template.h"
#include "harness/protocol/request_draft.h"

namespace orbench::protocol {

struct RenderContext;

/// Readies a request for a conversation: the list of turns, `turns_key`, becomes its last member,
/// so that a rendered body ends in that list and what was said since is put there without parsing
/// the body again. A plain text becomes a list of one user turn.
/// False when the request holds no such list.
[[nodiscard]] bool make_continuable(core::Json& request, std::string_view turns_key);

/// Puts `history` (elements of the list of turns, each behind a comma) at the end of a body
/// rendered from a request made continuable.
void append_history(std::string_view history, std::string& body);

/// What the user says after the first turn, as templates of the request's own kind. The words are
/// those of every text wire: {"role": …, "content": …}.
/// Errors:  of the templates, at their place in the list where `draft` stands; compile() then
///          returns nullptr.
/// Threads: append_turn() is const and may run on any thread.
class FollowUps {
 public:
  static std::unique_ptr<FollowUps> compile(const std::vector<std::string>& texts,
                                            const RequestDraft& draft);
  /// Appends the answer to the turn before, and the `index`-th follow-up.
  void append_turn(const RenderContext& context, std::string_view answer, std::size_t index,
                   std::string& history) const;

 private:
  std::vector<std::unique_ptr<BodyTemplate>> texts_;
};

}  // namespace orbench::protocol
