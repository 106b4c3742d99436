#pragma once

#include "harness/api/shape.h"
#include "harness/protocol/json_wire.h"
#include "harness/protocol/shape_check.h"

/// For the .cc files of this layer alone: simdjson.h is heavy.
namespace orbench::protocol {

/// Any JSON of the API, held against its documented shape. Events of a stream have none.
class ApiWire final : public JsonWire {
 public:
  /// Null: nothing is documented, or it does not matter now. Must stay as long as it is used.
  void hold_against(const api::Shape* shape) { shape_ = shape; }
  [[nodiscard]] core::Product product() const override { return core::Product::kDocument; }

 private:
  void begin(Walk& walk) override;
  simdjson::error_code read_field(std::string_view key, ondemand::value& value,
                                  Walk& walk) override;
  void end(Walk& walk) override;

  const api::Shape* shape_ = nullptr;
  ShapeCheck check_;
};

}  // namespace orbench::protocol
