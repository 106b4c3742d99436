#pragma once

namespace orbench::run {

class InFlight;

/// Whoever owns the slots: hears when one needs an earlier look and when its request is over.
class InFlightOwner {
 public:
  virtual ~InFlightOwner() = default;
  /// The deadline moved to before the queued one: look at this slot then.
  virtual void queue_deadline(InFlight& request) = 0;
  /// The sample is complete. At loop level; the owner may recycle the slot.
  virtual void finished(InFlight& request) = 0;
  /// What the transport hands over now was read so late that the gap before it is the client's,
  /// not the server's.
  [[nodiscard]] virtual bool read_was_late() const = 0;
};

}  // namespace orbench::run
