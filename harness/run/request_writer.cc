#include "harness/run/request_writer.h"

namespace orbench::run {

RequestWriter::RequestWriter(const RunPlan& plan, const RunTarget& target)
    : plan_(plan), target_(target) {
  for (const CellPlan& cell : plan.cells) {
    core::HttpRequest request;
    request.headers = plan.workloads[cell.workload].headers;
    if (!target.key.empty()) {
      request.headers.push_back({"Authorization", "Bearer " + target.key.reveal()});
    }
    requests_.push_back(std::move(request));
  }
}

protocol::RenderContext RequestWriter::context_of(const RunPlan& plan, const Due& due) {
  return {plan.seed, due.deal.seq, due.arrival.warmup, due.deal.cell, due.deal.round};
}

const core::HttpRequest& RequestWriter::render(const Due& due) {
  core::HttpRequest& request = requests_[due.deal.cell];
  request.url = target_.base_url;
  plan_.cells[due.deal.cell].request->render(context_of(plan_, due), request);
  if (due.conversation) protocol::append_history(due.conversation->history, request.body);
  return request;
}

}  // namespace orbench::run
