#include "harness/protocol/api_reader.h"

#include <charconv>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/protocol/api_request.h"
#include "harness/protocol/api_wire.h"
#include "harness/protocol/printable.h"

namespace orbench::protocol {
namespace {

/// What stands at a JSON pointer, as text; nothing when nothing does, or no plain value.
std::optional<std::string> text_at(const core::Json& document, const std::string& pointer) {
  const core::Json* value = &document;
  std::string_view rest = pointer;
  while (!rest.empty()) {
    rest.remove_prefix(1);
    const std::string key(rest.substr(0, rest.find('/')));
    rest.remove_prefix(key.size());
    std::size_t index = 0;
    const char* const end = key.data() + key.size();
    const bool is_index = std::from_chars(key.data(), end, index).ptr == end && !key.empty();
    if (value->is_array() && is_index && index < value->size()) {
      value = &(*value)[index];
    } else if (value->is_object() && value->contains(key)) {
      value = &*value->find(key);
    } else {
      return std::nullopt;
    }
  }
  if (value->is_string()) return value->get<std::string>();
  if (value->is_number() || value->is_boolean()) return value->dump();
  return std::nullopt;
}

}  // namespace

ApiReader::ApiReader() : ApiReader(std::make_unique<ApiWire>()) {}

ApiReader::ApiReader(std::unique_ptr<ApiWire> wire) : wire_(*wire), reply_(std::move(wire)) {
  facts_.product = core::Product::kDocument;
}

void ApiReader::reset() {
  reply_.reset();
  plan_ = nullptr;
  step_ = 0;
  reads_bytes_ = false;
  prepared_.clear();
  taken_.clear();
  next_.reset();
  timeline_.reset();
  facts_.reset();
  facts_.product = core::Product::kDocument;
}

bool ApiReader::preparing() const { return plan_ != nullptr && step_ < plan_->steps.size(); }

const ApiStep& ApiReader::step() const { return plan_->steps[step_]; }

void ApiReader::expect(const Asked& asked) {
  if (asked.api == nullptr) return;  // nothing to hold the reply against
  plan_ = asked.api;
  begin_call();
}

void ApiReader::begin_call() {
  prepared_.clear();
  wire_.hold_against(preparing() ? nullptr : &plan_->success);
}

void ApiReader::render_next_exchange(core::HttpRequest& out) {
  ++step_;
  reply_.reset();
  begin_call();
  (preparing() ? *step().call : *plan_->call).render({}, taken_, out);
}

void ApiReader::on_head(const core::ResponseHead& head) {
  const bool succeeded = head.status >= 200 && head.status < 300;
  reads_bytes_ =
      succeeded && plan_ != nullptr && !preparing() && plan_->call->operation().success.empty();
  reply_.on_head(head);
}

bool ApiReader::on_bytes(core::Stamp at, std::string_view bytes) {
  if (reads_bytes_) return true;
  if (preparing()) {
    if (prepared_.size() + bytes.size() > kMaxPrepared) return false;
    prepared_ += bytes;
  }
  return reply_.on_bytes(at, bytes);
}

void ApiReader::finish(core::Stamp at, bool complete) {
  next_.reset();
  if (reads_bytes_) {
    facts_.verdict = complete ? BodyVerdict::kOk : BodyVerdict::kTruncated;
    facts_.error = complete ? "" : "the body ended early";
    timeline_.begin_read(at);
    timeline_.on_done();
    return;
  }
  reply_.finish(at, complete);
  facts_ = reply_.facts();
  if (!preparing()) return;
  if (facts_.verdict == BodyVerdict::kOk && take_values()) {
    const bool last = step_ + 1 == plan_->steps.size();
    next_ = NextExchange{std::nullopt, step().pause, last};
    return;
  }
  std::string error = fmt::format("{} comes first: ", step().call->name());
  append_printable(error, facts_.error, kMaxErrorBytes);
  facts_.error = std::move(error);
}

bool ApiReader::take_values() {
  const core::Json document = core::Json::parse(prepared_, nullptr, false);
  for (const auto& [name, pointer] : step().take) {
    auto value = text_at(document, pointer);
    if (!value || value->empty() || value->size() > kMaxNameBytes) {
      facts_.verdict = BodyVerdict::kMalformed;
      facts_.error = fmt::format("its reply has no value at {}", pointer);
      return false;
    }
    taken_.emplace_back(name, std::move(*value));
  }
  return true;
}

const TokenTimeline& ApiReader::timeline() const {
  return reads_bytes_ ? timeline_ : reply_.timeline();
}

}  // namespace orbench::protocol
