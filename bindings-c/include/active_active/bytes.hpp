// How text, bytes and handles cross to the C functions and back.
#ifndef ACTIVE_ACTIVE_BYTES_HPP
#define ACTIVE_ACTIVE_BYTES_HPP

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "../active_active.h"
#include "error.hpp"

namespace active_active {

/// Bytes that are owned.
using Bytes = std::vector<std::uint8_t>;

/// Bytes that somebody else owns, who must outlive the view.
class BytesView {
 public:
  constexpr BytesView() noexcept = default;
  constexpr BytesView(const std::uint8_t *data, std::size_t size) noexcept : data_(data), size_(size) {}
  constexpr BytesView(aa_bytes bytes) noexcept : data_(bytes.data), size_(bytes.len) {}
  BytesView(const Bytes &bytes) noexcept : data_(bytes.data()), size_(bytes.size()) {}

  constexpr const std::uint8_t *data() const noexcept { return data_; }
  constexpr std::size_t size() const noexcept { return size_; }
  constexpr const std::uint8_t *begin() const noexcept { return data_; }
  constexpr const std::uint8_t *end() const noexcept { return data_ + size_; }
  /// A copy that owns its bytes.
  Bytes copy() const { return Bytes(begin(), end()); }

 private:
  const std::uint8_t *data_ = nullptr;
  std::size_t size_ = 0;
};

/// The path of a field in a map record; the views must outlive it, as they do in a call such as
/// `region.put("profile/1", "\"Oslo\"", {"address", "city"})`.
class Path {
 public:
  Path() = default;
  Path(std::initializer_list<std::string_view> steps) { append(steps); }
  Path(const std::vector<std::string_view> &steps) { append(steps); }
  Path(const std::vector<std::string> &steps) { append(steps); }

  const aa_str *data() const noexcept { return steps_.data(); }
  std::size_t size() const noexcept { return steps_.size(); }

 private:
  template <typename Steps>
  void append(const Steps &steps) {
    for (std::string_view step : steps) steps_.push_back(aa_str{step.data(), step.size()});
  }

  std::vector<aa_str> steps_;
};

namespace detail {

constexpr aa_str text(std::string_view text) noexcept { return {text.data(), text.size()}; }
constexpr aa_bytes bytes(BytesView bytes) noexcept { return {bytes.data(), bytes.size()}; }

/// A pointer that is never null, so that nothing inside is not taken for none.
template <typename T>
constexpr const T *present(const T *data, const T *instead) noexcept {
  return data == nullptr ? instead : data;
}

inline aa_str optional_text(std::optional<std::string_view> given) noexcept {
  return given ? aa_str{present(given->data(), ""), given->size()} : aa_str{nullptr, 0};
}

inline aa_bytes optional_bytes(std::optional<BytesView> given) noexcept {
  static constexpr std::uint8_t nothing[1] = {0};
  return given ? aa_bytes{present(given->data(), nothing), given->size()} : aa_bytes{nullptr, 0};
}

/// A handle and the function that releases it.
template <typename T, void (*Release)(T *)>
struct Releaser {
  void operator()(T *handle) const noexcept { Release(handle); }
};
template <typename T, void (*Release)(T *)>
using Handle = std::unique_ptr<T, Releaser<T, Release>>;
using Buffer = Handle<aa_buffer, aa_buffer_free>;

/// Runs a C call that makes a handle.
template <typename Owner, typename Call>
Owner make(Call call) {
  typename Owner::pointer made = nullptr;
  check([&](aa_error **refusal) { return call(&made, refusal); });
  return Owner(made);
}

/// Runs a C call that writes a plain value.
template <typename T, typename Call>
T take(Call call) {
  T taken{};
  check([&](aa_error **refusal) { return call(&taken, refusal); });
  return taken;
}

/// Runs a C call that makes text.
template <typename Call>
std::string take_text(Call call) {
  const Buffer buffer = make<Buffer>(call);
  return std::string(aa_buffer_text(buffer.get()), aa_buffer_len(buffer.get()));
}

/// Runs a C call that makes bytes.
template <typename Call>
Bytes take_bytes(Call call) {
  const Buffer buffer = make<Buffer>(call);
  return BytesView(aa_buffer_bytes(buffer.get())).copy();
}

/// Runs a C call that writes text of at most `capacity - 1` characters.
template <std::size_t capacity, typename Call>
std::string take_chars(Call call) {
  char text[capacity] = {};
  check([&](aa_error **refusal) { return call(text, capacity, refusal); });
  return text;
}

}  // namespace detail
}  // namespace active_active

#endif
