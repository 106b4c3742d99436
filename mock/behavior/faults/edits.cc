#include "mock/behavior/faults/edits.h"

#include <algorithm>
#include <utility>

#include "mock/responders/routing_metadata.h"

namespace orbench::mock::fault_edits {
namespace {

bool is_content(const Piece& piece) {
  return piece.part == Part::kContent || piece.part == Part::kReasoning ||
         piece.part == Part::kTool;
}

}  // namespace

std::size_t halfway(Script& script) {
  auto& pieces = script.pieces;
  const auto content = std::count_if(pieces.begin(), pieces.end(), is_content);
  if (content > 0) {
    std::ptrdiff_t seen = 0;
    const auto middle = std::find_if(pieces.begin(), pieces.end(), [&](const Piece& piece) {
      return is_content(piece) && ++seen > content / 2;
    });
    return static_cast<std::size_t>(middle - pieces.begin());
  }
  const auto body = std::find_if(pieces.begin(), pieces.end(),
                                 [](const Piece& piece) { return piece.part == Part::kBody; });
  if (body == pieces.end()) {
    // Nothing was said yet: strike right after the head.
    const auto head = std::find_if(pieces.begin(), pieces.end(),
                                   [](const Piece& piece) { return piece.part == Part::kHead; });
    return head == pieces.end() ? 0 : static_cast<std::size_t>(head - pieces.begin()) + 1;
  }
  const auto middle = body - pieces.begin() + 1;
  Piece second = *body;
  body->size /= 2;
  second.gap = {};
  second.at += body->size;
  second.size -= body->size;
  pieces.insert(pieces.begin() + middle, second);
  return static_cast<std::size_t>(middle);
}

void replace_answer(Script& script, Script with) {
  with.model = std::move(script.model);
  with.provider = std::move(script.provider);
  with.provider_tag = std::move(script.provider_tag);
  with.generation_id = std::move(script.generation_id);
  keep_metadata(script, with);
  script = std::move(with);
}

}  // namespace orbench::mock::fault_edits
