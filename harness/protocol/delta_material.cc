#include "harness/protocol/delta_material.h"

#include <algorithm>

namespace orbench::protocol {

void DeltaMaterial::add_other(DeltaText kind, std::uint32_t size) {
  has_other_ = true;
  switch (kind) {
    case DeltaText::kAnswer:
      break;
    case DeltaText::kAudio:
      audio_ |= size > 0;
      break;
    case DeltaText::kThought:
      plain_ = std::max(plain_, size);
      break;
    case DeltaText::kDetail:
      detailed_ += size;
      break;
    case DeltaText::kSummary:
      summary_ += size;
      break;
    case DeltaText::kEncrypted:
      encrypted_ |= size > 0;
      break;
  }
}

void DeltaMaterial::add_others_to(WireEvent& out) const {
  const std::uint32_t thought = std::max(plain_, detailed_ + summary_);
  out.material.has_answer |= audio_;
  out.material.reasoning_bytes += thought;
  out.material.has_reasoning |= thought > 0 || encrypted_;
  // A summary also stands in the plain field; only the details tell the two apart.
  out.reasoning_text |= detailed_ > 0 || (plain_ > 0 && summary_ == 0);
  out.reasoning_opaque |= summary_ > 0 || encrypted_;
}

}  // namespace orbench::protocol
