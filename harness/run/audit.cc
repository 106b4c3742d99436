#include "harness/run/audit.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include <nlohmann/json.hpp>

#include "harness/api/error_codes.h"
#include "harness/api/paths.h"
#include "harness/run/discovery_json.h"

namespace orbench::run {
namespace {

constexpr int kOk = 200;

/// Ids come from replies: one that would not stand in a URL as it is, is none of the API's.
bool is_plain(const std::string& id) {
  return !id.empty() && std::all_of(id.begin(), id.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.';
  });
}

/// At most `most`, evenly spread over the run.
std::vector<AuditSubject> spread(const std::vector<AuditSubject>& subjects, std::size_t most) {
  if (subjects.size() <= most) return subjects;
  std::vector<AuditSubject> chosen;
  for (std::size_t i = 0; i < most; ++i) chosen.push_back(subjects[i * subjects.size() / most]);
  return chosen;
}

class Audit {
 public:
  using Get = std::function<core::Result<ApiReply>(const std::string& path)>;
  Audit(const Get& get, const AuditManner& manner) : get_(get), manner_(manner) {}

  /// Asks for all that are open; those not known yet stay. False when the user wants out.
  bool round(std::vector<AuditSubject>& open) {
    std::vector<AuditSubject> still;
    for (std::size_t i = 0; i < open.size(); ++i) {
      if (i > 0 && !manner_.wait(manner_.spacing)) return false;
      if (!ask(open[i])) still.push_back(open[i]);
    }
    open = std::move(still);
    return true;
  }

  [[nodiscard]] bool found(const AuditSubject& subject) const {
    return std::any_of(
        result_.found.begin(), result_.found.end(),
        [&](const results::Generation& one) { return one.sample == subject.sample; });
  }
  AuditResult take() { return std::move(result_); }
  void give_up(const AuditSubject& subject) { result_.missing.push_back(subject.sample); }

 private:
  /// False when it may be known later.
  bool ask(const AuditSubject& subject) {
    const auto path = generation_path(subject.generation_id);
    if (!path) return false;
    const auto reply = get_(*path);
    if (!reply || reply->status == api::error_codes::kNotFound) return false;
    auto row = reply->status == kOk ? generation_row(parse_reply(reply->body).get()) : std::nullopt;
    if (!row) return false;
    row->sample = subject.sample;
    result_.found.push_back(std::move(*row));
    return true;
  }

  const Get& get_;
  const AuditManner& manner_;
  AuditResult result_;
};

}  // namespace

std::optional<std::string> generation_path(const std::string& id) {
  if (!is_plain(id)) return std::nullopt;
  return std::string(api::paths::kGeneration) + "?id=" + id;
}

AuditResult audit_generations(
    const std::function<core::Result<ApiReply>(const std::string& path)>& get,
    const std::vector<AuditSubject>& subjects, const AuditManner& manner) {
  std::vector<AuditSubject> open = spread(subjects, manner.most);
  Audit audit(get, manner);
  core::Duration wait = manner.first_wait;
  for (int i = 0; i < manner.rounds && !open.empty(); ++i) {
    if (i > 0) {
      if (!manner.wait(wait)) break;
      wait *= 2;
    }
    if (!audit.round(open)) break;
  }
  for (const AuditSubject& subject : open) {
    if (!audit.found(subject)) audit.give_up(subject);
  }
  return audit.take();
}

}  // namespace orbench::run
