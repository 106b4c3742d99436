#pragma once

#include "mock/behavior/faults.h"
#include "mock/server/script.h"

/// The functions behind faults.def. Each turns a right answer into the wrong one of its name, and
/// must cope with any answer: a stream, a plain body, or what an earlier fault left of it.
namespace orbench::mock::fault_edits {

#define ORBENCH_FAULT(name, description) void name(Script& script, const FaultContext& context);
#define ORBENCH_REQUEST_FAULT(name, description)
#include "mock/behavior/faults.def"
#undef ORBENCH_FAULT
#undef ORBENCH_REQUEST_FAULT

/// The index of the piece at half of the answer's content, where half-way faults strike. A plain
/// body is first split in two, so that there is a middle.
[[nodiscard]] std::size_t halfway(Script& script);

/// Replaces the whole answer, keeping its headers of identity.
void replace_answer(Script& script, Script with);

}  // namespace orbench::mock::fault_edits
