#pragma once

#include <memory>
#include <utility>

namespace orbench::core {

/// An optional whose value is on the heap: for what few of many objects have, so that the others
/// pay for a pointer alone. Copies its value; a moved-from one is empty.
/// Threads: as its value.
template <class T>
class Rare {
 public:
  Rare() = default;
  Rare(T value) : value_(std::make_unique<T>(std::move(value))) {}  // implicit, as an optional's
  Rare(const Rare& other) : value_(other.copy()) {}
  Rare(Rare&&) noexcept = default;
  Rare& operator=(const Rare& other) {
    if (this != &other) value_ = other.copy();
    return *this;
  }
  Rare& operator=(Rare&&) noexcept = default;
  Rare& operator=(T value) {
    made() = std::move(value);
    return *this;
  }
  ~Rare() = default;

  [[nodiscard]] bool has_value() const { return value_ != nullptr; }
  explicit operator bool() const { return has_value(); }
  /// REQUIRES for these: has_value().
  [[nodiscard]] T& operator*() { return *value_; }
  [[nodiscard]] const T& operator*() const { return *value_; }
  [[nodiscard]] T* operator->() { return value_.get(); }
  [[nodiscard]] const T* operator->() const { return value_.get(); }
  [[nodiscard]] T value_or(T otherwise) const { return has_value() ? *value_ : otherwise; }

  /// The value; a default one where there is none.
  [[nodiscard]] const T& or_default() const {
    static const T none{};
    return has_value() ? *value_ : none;
  }
  /// The value, made if there is none.
  [[nodiscard]] T& made() { return has_value() ? *value_ : emplace(); }

  T& emplace() {
    value_ = std::make_unique<T>();
    return *value_;
  }
  void reset() { value_.reset(); }

  friend bool operator==(const Rare& a, const Rare& b) {
    return a.has_value() == b.has_value() && (!a.has_value() || *a == *b);
  }

 private:
  [[nodiscard]] std::unique_ptr<T> copy() const {
    return has_value() ? std::make_unique<T>(*value_) : nullptr;
  }
  std::unique_ptr<T> value_;
};

}  // namespace orbench::core
