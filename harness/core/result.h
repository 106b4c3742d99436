#pragma once

#include <string>
#include <utility>

#include <tl/expected.hpp>

namespace orbench::core {

/// What kind of thing went wrong; the message tells the story, the code lets a program branch.
enum class ErrorCode {
  kInvalidArgument,  ///< the user asked for something that cannot be: exit code 2
  kNotFound,         ///< a file, key, run or name does not exist
  kIo,               ///< reading or writing failed
  kParse,            ///< bytes are not what they must be
  kTooLarge,         ///< an input is over its stated cap
  kUnsupported,      ///< valid, but not by this build
  kNetwork,          ///< the target could not be reached or used: exit code 3
  kCancelled,        ///< the user asked to stop: exit code 130 or 143
  kInternal,         ///< a bug in orbench: exit code 4
};

/// Why an operation could not be done.
/// message: a sentence for the user that ends with what to do next, without a final newline.
/// where:   a JSON pointer, `file:line:column`, or both as `file:line:column #/pointer`; may be
/// empty.
struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string message;
  std::string where;

  friend bool operator==(const Error&, const Error&) = default;
};

/// The one way a fallible operation answers. A failed *request* is data (a Sample); only a failed
/// *operation* is an Error. Nothing of ours throws.
template <class T>
using Result = tl::expected<T, Error>;

/// `return fail(ErrorCode::kIo, "cannot open …");` in any function that returns a Result.
inline tl::unexpected<Error> fail(ErrorCode code, std::string message, std::string where = {}) {
  return tl::unexpected<Error>(Error{code, std::move(message), std::move(where)});
}

}  // namespace orbench::core
