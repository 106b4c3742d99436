#include "harness/protocol/content/answer_schema.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/core/json_document.h"
#include "harness/protocol/content/characters.h"
#include "harness/protocol/content/json_type.h"
#include "harness/protocol/content/schema_reader.h"
#include "harness/protocol/content/value_text.h"

namespace orbench::protocol {
namespace {

using Json = ForeignJson;

constexpr std::size_t kMostWork = 200'000;  // values looked at, again for each schema
constexpr int kDeepest = 200;               // schemas and references within each other

std::optional<double> number_at(const Json& schema, const char* key) {
  const auto found = schema.find(key);
  if (found == schema.end()) return std::nullopt;
  return found->get<double>();
}

/// Judges one value. The first offence stands; what a branch of `anyOf` and the like finds wrong
/// does not count by itself.
class Judgement {
 public:
  explicit Judgement(const AnswerSchema& schema) : schema_(schema) {}

  bool fits(const Json& schema, const Json& value) {
    if (!has_room(1)) return false;
    if (schema.is_boolean()) return schema.get<bool>() || offend("nothing may stand here");
    ++depth_;
    const bool good =
        fits_itself(schema, value) && fits_by_type(schema, value) && fits_branches(schema, value);
    --depth_;
    return good;
  }
  [[nodiscard]] const std::string& offence() const { return offence_; }

 private:
  /// False when the judgement has grown beyond its bounds: it ends as an offence of its own.
  bool has_room(std::size_t work) {
    work_ += work;
    if (work_ <= kMostWork && depth_ < kDeepest) return true;
    offence_ = "the answer is too large, or nested too deep, to be judged by its schema";
    gave_up_ = true;
    return false;
  }

  bool offend(std::string_view what) {
    if (!gave_up_) offence_ = fmt::format("{} {}", path_.empty() ? "the answer:" : path_, what);
    return false;
  }

  bool fits_child(const Json& schema, const Json& value, std::string_view key) {
    const std::string parent = path_;
    path_ = core::child_pointer(parent, key);
    const bool good = fits(schema, value);
    path_ = parent;
    return good;
  }

  bool fits_itself(const Json& schema, const Json& value) {
    if (const auto type = schema.find("type"); type != schema.end()) {
      const bool listed = type->is_string()
                              ? has_json_type(value, type->get_ref<const std::string&>())
                              : std::any_of(type->begin(), type->end(), [&value](const Json& one) {
                                  return has_json_type(value, one.get_ref<const std::string&>());
                                });
      if (!listed) {
        return offend(fmt::format("is {}, not of type {}", value_text(value), type->dump()));
      }
    }
    if (const auto choices = schema.find("enum"); choices != schema.end()) {
      if (!has_room(choices->size())) return false;
      if (std::find(choices->begin(), choices->end(), value) == choices->end()) {
        return offend(fmt::format("is {}, none of its choices", value_text(value)));
      }
    }
    if (const auto fixed = schema.find("const"); fixed != schema.end() && *fixed != value) {
      return offend(fmt::format("is {}, not {}", value_text(value), value_text(*fixed)));
    }
    return true;
  }

  bool fits_by_type(const Json& schema, const Json& value) {
    if (value.is_object()) return fits_object(schema, value);
    if (value.is_array()) return fits_list(schema, value);
    if (value.is_string()) return fits_text(schema, value.get_ref<const std::string&>());
    if (value.is_number()) return fits_number(schema, value.get<double>());
    return true;
  }

  bool fits_object(const Json& schema, const Json& object) {
    if (const auto names = schema.find("required"); names != schema.end()) {
      for (const Json& name : *names) {
        if (!object.contains(name.get_ref<const std::string&>())) {
          return offend(fmt::format("lacks {}", value_text(name)));
        }
      }
    }
    if (!fits_size(schema, object.size(), "minProperties", "maxProperties", "members"))
      return false;
    const auto known = schema.find("properties");
    const auto others = schema.find("additionalProperties");
    for (const auto& [key, value] : object.items()) {
      const Json* rule = nullptr;
      if (known != schema.end() && known->contains(key)) {
        rule = &known->at(key);
      } else if (others != schema.end()) {
        rule = &*others;
      }
      if (rule != nullptr && !fits_child(*rule, value, key)) return false;
    }
    return true;
  }

  bool fits_list(const Json& schema, const Json& list) {
    if (!fits_size(schema, list.size(), "minItems", "maxItems", "items")) return false;
    if (const auto unique = schema.find("uniqueItems"); unique != schema.end() && *unique == true) {
      if (!has_room(list.size() * list.size() / 2)) return false;
      for (auto one = list.begin(); one != list.end(); ++one) {
        if (std::find(list.begin(), one, *one) != one) {
          return offend(fmt::format("holds {} twice", value_text(*one)));
        }
      }
    }
    const auto rule = schema.find("items");
    if (rule == schema.end()) return true;
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (!fits_child(*rule, list[i], std::to_string(i))) return false;
    }
    return true;
  }

  bool fits_text(const Json& schema, const std::string& text) {
    if (!fits_size(schema, count_characters(text), "minLength", "maxLength", "characters")) {
      return false;
    }
    const auto pattern = schema.find("pattern");
    if (pattern == schema.end()) return true;
    const auto& expression = pattern->get_ref<const std::string&>();
    const auto found = schema_.pattern(expression).occurs_in(text);
    if (found == true) return true;
    return offend(fmt::format("is {}, which {} {}", value_text(Json(text)),
                              found ? "does not match" : "is too long to be held against",
                              pattern->dump()));
  }

  bool fits_number(const Json& schema, double number) {
    const auto offends = [&](const char* key, auto broken, std::string_view what) {
      const auto limit = number_at(schema, key);
      return limit && broken(number, *limit) &&
             !offend(fmt::format("is {}, {} {}", number, what, *limit));
    };
    const auto no_multiple = [](double of, double unit) {
      return std::abs(of / unit - std::nearbyint(of / unit)) > 1e-9 * std::abs(of / unit);
    };
    return !offends("minimum", std::less<>{}, "less than") &&
           !offends("maximum", std::greater<>{}, "more than") &&
           !offends("exclusiveMinimum", std::less_equal<>{}, "not over") &&
           !offends("exclusiveMaximum", std::greater_equal<>{}, "not under") &&
           !offends("multipleOf", no_multiple, "no multiple of");
  }

  bool fits_size(const Json& schema, std::size_t size, const char* least, const char* most,
                 std::string_view what) {
    const auto low = number_at(schema, least);
    const auto high = number_at(schema, most);
    const auto number = static_cast<double>(size);
    if (low && number < *low) {
      return offend(fmt::format("has {} {}, at least {} are due", size, what, *low));
    }
    if (high && number > *high) {
      return offend(fmt::format("has {} {}, at most {} are allowed", size, what, *high));
    }
    return true;
  }

  /// Schemas for the same value.
  bool fits_branches(const Json& schema, const Json& value) {
    if (const auto ref = schema.find("$ref"); ref != schema.end()) {
      if (!fits(schema_.target_of(ref->get_ref<const std::string&>()), value)) return false;
    }
    if (const auto all = schema.find("allOf"); all != schema.end()) {
      for (const Json& one : *all) {
        if (!fits(one, value)) return false;
      }
    }
    if (const auto any = schema.find("anyOf"); any != schema.end()) {
      if (fitting(*any, value) == 0) return offend("fits none of anyOf");
    }
    if (const auto one = schema.find("oneOf"); one != schema.end()) {
      const std::size_t count = fitting(*one, value);
      if (count != 1) return offend(fmt::format("fits {} of oneOf, not exactly one", count));
    }
    if (const auto other = schema.find("not"); other != schema.end()) {
      if (fits(*other, value)) return offend("fits what \"not\" forbids");
      offence_.clear();
    }
    return !gave_up_;
  }

  std::size_t fitting(const Json& branches, const Json& value) {
    std::size_t count = 0;
    for (const Json& branch : branches) count += fits(branch, value) ? 1U : 0U;
    return count;
  }

  const AnswerSchema& schema_;
  std::string path_;
  std::string offence_;
  std::size_t work_ = 0;
  int depth_ = 0;
  bool gave_up_ = false;
};

}  // namespace

AnswerSchema::AnswerSchema(const core::Json& schema)
    : schema_(std::make_unique<const ForeignJson>(schema)) {}

AnswerSchema::~AnswerSchema() = default;

std::unique_ptr<AnswerSchema> AnswerSchema::compile(const RequestDraft& draft) {
  std::unique_ptr<AnswerSchema> schema(new AnswerSchema(draft.body));
  return SchemaReader(draft, *schema->schema_, *schema).read() ? std::move(schema) : nullptr;
}

const ForeignJson& AnswerSchema::target_of(const std::string& reference) const {
  return *references_.at(reference).find_in(*schema_);
}

const Pattern& AnswerSchema::pattern(const std::string& text) const { return patterns_.at(text); }

std::string AnswerSchema::offence(const ForeignJson& value) const {
  Judgement judgement(*this);
  return judgement.fits(*schema_, value) ? std::string{} : judgement.offence();
}

}  // namespace orbench::protocol
