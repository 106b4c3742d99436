#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/protocol/content/answer_schema.h"

namespace orbench::protocol {

/// Reads a schema through once: every keyword is known and holds what it must, every reference
/// leads somewhere, every pattern is compiled.
class SchemaReader {
 public:
  /// `schema` is the body of the draft.
  SchemaReader(const RequestDraft& draft, const ForeignJson& schema, AnswerSchema& out)
      : draft_(draft), schema_(schema), out_(out) {}

  /// False when anything was reported.
  bool read();

 private:
  void read_schema(const ForeignJson& schema, const std::string& pointer, int depth);
  void read_keyword(const std::string& key, const ForeignJson& value, const std::string& pointer,
                    int depth);
  void read_schemas(const ForeignJson& value, const std::string& pointer, int depth);
  void read_type(const ForeignJson& value, const std::string& pointer);
  void read_reference(const ForeignJson& value, const std::string& pointer);
  void read_pattern(const ForeignJson& value, const std::string& pointer);
  void expect(bool holds, const std::string& pointer, std::string_view what);
  void report(const std::string& pointer, std::string message);

  const RequestDraft& draft_;
  const ForeignJson& schema_;
  AnswerSchema& out_;
  bool good_ = true;
};

}  // namespace orbench::protocol
