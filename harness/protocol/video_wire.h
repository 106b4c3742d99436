#pragma once

#include <cstdint>
#include <string>

#include "harness/core/rare.h"
#include "harness/protocol/json_wire.h"

/// For the .cc files of this layer alone: simdjson.h is heavy.
namespace orbench::protocol {

/// A video job, as POST /videos and GET /videos/{jobId} show it. What has failed is an error inside
/// the reply; a status nobody has documented is one more of waiting.
/// Source: the API reference, section 1.9.
class VideoWire final : public JsonWire {
 public:
  enum class Status : std::uint8_t { kWaiting, kInProgress, kCompleted };

  [[nodiscard]] core::Product product() const override { return core::Product::kVideo; }
  /// Of the last object read without a defect.
  [[nodiscard]] Status status() const { return status_; }
  [[nodiscard]] const std::string& job_id() const { return job_id_; }

 private:
  void begin(Walk& walk) override;
  simdjson::error_code read_field(std::string_view key, ondemand::value& value,
                                  Walk& walk) override;
  void end(Walk& walk) override;

  Status status_ = Status::kWaiting;
  std::string job_id_;
  std::string_view told_;  // the status in the job's own word
  core::Rare<ApiError> error_;
};

}  // namespace orbench::protocol
