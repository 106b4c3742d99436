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

protocol::RenderContext RequestWriter::context_of(const RunPlan& plan, const Due& due) {
  return {plan.seed, due.deal.seq, due.arrival.warmup, due.deal.cell, due.deal.round};
}

const core::HttpRequest& RequestWriter::render(const Due& due) {
  core::HttpRequest& request = requests_[due.deal.cell];
  const protocol::RequestTemplate& source = *plan_.cells[due.deal.cell].request;
  const bool again = !request.url.empty();
  if (!again || !source.render_body(context_of(plan_, due), request.body)) {
    request.url = target_.base_url;
    source.render(context_of(plan_, due), request);
    request.head_number = core::fresh_head_number();
  }
  if (due.conversation) protocol::append_history(due.conversation->history, request.body);
  return request;
}

core::HttpRequest RequestWriter::render_next_exchange(std::uint32_t cell,
                                                      protocol::ResponseReader& reader) const {
  core::HttpRequest request;
  request.url = target_.base_url;
  request.headers = headers_of(plan_.cells[cell]);
  reader.render_next_exchange(request);
  return request;
}

}  // namespace orbench::run
