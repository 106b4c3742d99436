#include "tests/protocol/recorded_streams.h"

#include <array>

#include "harness/protocol/chat_wire.h"
#include "harness/protocol/images_wire.h"
#include "harness/protocol/messages_wire.h"
#include "harness/protocol/responses_wire.h"

namespace orbench::protocol {

std::span<const RecordedWire> recorded_wires() {
  static const std::array<RecordedWire, 4> wires = {{
      {"chat", &make_chat_wire, "[DONE]", chat_streams()},
      {"responses", &make_responses_wire, "[DONE]", responses_streams()},
      {"messages", &make_messages_wire, R"({"type":"message_stop")", messages_streams()},
      {"images", &make_images_wire, "[DONE]", images_streams()},
  }};
  return wires;
}

}  // namespace orbench::protocol
