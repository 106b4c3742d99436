#include "harness/run/request_writer.h"

#include <utility>

namespace orbench::run {

RequestWriter::RequestWriter(const RunPlan& plan, const RunTarget& target)
    : plan_(plan), target_(target) {
  for (const CellPlan& cell : plan.cells) {
    core::HttpRequest request;
    request.headers = headers_of(cell);
    requests_.push_back(std::move(request));
  }
}

std::vector<core::Header> RequestWriter::headers_of(const CellPlan& cell) const {
  std::vector<core::Header> headers = plan_.workloads[cell.workload].headers;
  if (!target_.key.empty()) headers.push_back({"Authorization", "Bearer " + target_.key.reveal()});
  return headers;
}

const core::HttpRequest& RequestWriter::render(std::uint32_t cell, const load::Arrival& arrival) {
  core::HttpRequest& request = requests_[cell];
  request.url = target_.base_url;
  const CellPlan& plan = plan_.cells[cell];
  const std::uint64_t round = arrival.seq / plan_.workloads[plan.workload].cells;
  plan.request->render({plan_.seed, arrival.seq, arrival.warmup, cell, round}, request);
  return request;
}

core::HttpRequest RequestWriter::render_follow_up(std::uint32_t cell,
                                                  protocol::ResponseReader& reader) const {
  core::HttpRequest request;
  request.url = target_.base_url;
  request.headers = headers_of(plan_.cells[cell]);
  reader.render_follow_up(request);
  return request;
}

}  // namespace orbench::run
