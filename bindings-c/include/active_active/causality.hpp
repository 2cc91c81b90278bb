// Dots, version vectors and the join of dot stores.
#ifndef ACTIVE_ACTIVE_CAUSALITY_HPP
#define ACTIVE_ACTIVE_CAUSALITY_HPP

#include <cstdint>
#include <string>
#include <string_view>

#include "bytes.hpp"

namespace active_active {

/// A stream of writes: a plain value.
using Stream = aa_stream;

/// One write, a stream and a place in it: a plain value.
struct Dot : aa_dot {
  constexpr Dot(aa_dot dot) noexcept : aa_dot(dot) {}
  static Dot parse(std::string_view text) {
    return detail::take<aa_dot>([&](auto out, auto refusal) { return aa_dot_parse(detail::text(text), out, refusal); });
  }
  /// Such as 1.1#5.
  std::string to_string() const {
    return detail::take_chars<AA_DOT_TEXT_CAPACITY>(
        [&](auto out, auto room, auto refusal) { return aa_dot_format(*this, out, room, refusal); });
  }
};

/// How two version vectors, or the writes behind them, relate.
enum class Causality : std::uint32_t {
  equal = AA_CAUSALITY_EQUAL,
  before = AA_CAUSALITY_BEFORE,
  after = AA_CAUSALITY_AFTER,
  concurrent = AA_CAUSALITY_CONCURRENT,
};

/// For each stream, how far it has been seen.
class VersionVector {
 public:
  VersionVector()
      : VersionVector(detail::make<Inner>([](auto out, auto refusal) { return aa_version_vector_new(out, refusal); })) {
  }
  /// Takes over a handle of the C functions.
  explicit VersionVector(aa_version_vector *handle) noexcept : inner_(handle) {}
  static VersionVector from_bytes(BytesView bytes) {
    return VersionVector(detail::make<Inner>(
        [&](auto out, auto refusal) { return aa_version_vector_from_bytes(detail::bytes(bytes), out, refusal); }));
  }
  /// Reads an object of stream and head, such as {"1.1": 5}.
  static VersionVector from_json(std::string_view json) {
    return VersionVector(detail::make<Inner>(
        [&](auto out, auto refusal) { return aa_version_vector_from_json(detail::text(json), out, refusal); }));
  }
  VersionVector clone() const {
    return VersionVector(detail::make<Inner>(
        [&](auto out, auto refusal) { return aa_version_vector_clone(inner_.get(), out, refusal); }));
  }

  /// How far a stream has been seen, 0 if never.
  std::uint64_t get(Stream stream) const {
    return detail::take<std::uint64_t>(
        [&](auto out, auto refusal) { return aa_version_vector_get(inner_.get(), stream, out, refusal); });
  }
  /// Sees a stream up to `head`.
  void advance(Stream stream, std::uint64_t head) {
    detail::check([&](auto refusal) { return aa_version_vector_advance(inner_.get(), stream, head, refusal); });
  }
  /// Sees what the other has seen.
  void merge(const VersionVector &other) {
    detail::check([&](auto refusal) { return aa_version_vector_merge(inner_.get(), other.inner_.get(), refusal); });
  }
  /// How this relates to the other.
  Causality compare(const VersionVector &other) const {
    return static_cast<Causality>(detail::take<aa_causality>([&](auto out, auto refusal) {
      return aa_version_vector_compare(inner_.get(), other.inner_.get(), out, refusal);
    }));
  }
  /// Whether a write has been seen.
  bool covers(const Dot &dot) const {
    return detail::take<bool>(
        [&](auto out, auto refusal) { return aa_version_vector_covers(inner_.get(), dot, out, refusal); });
  }
  /// The same for equal vectors.
  Bytes to_bytes() const {
    return detail::take_bytes(
        [&](auto out, auto refusal) { return aa_version_vector_to_bytes(inner_.get(), out, refusal); });
  }
  std::string to_json() const {
    return detail::take_text(
        [&](auto out, auto refusal) { return aa_version_vector_to_json(inner_.get(), out, refusal); });
  }

 private:
  using Inner = detail::Handle<aa_version_vector, aa_version_vector_free>;
  explicit VersionVector(Inner inner) noexcept : inner_(std::move(inner)) {}
  Inner inner_;
};

/// Joins two states of one place, as JSON documents.
inline std::string join(std::string_view a, std::string_view b) {
  return detail::take_text(
      [&](auto out, auto refusal) { return aa_dot_store_join(detail::text(a), detail::text(b), out, refusal); });
}

}  // namespace active_active

#endif
