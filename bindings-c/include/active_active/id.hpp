// Identifiers: UUIDs of version 7, plain and causal, and Snowflake ids.
#ifndef ACTIVE_ACTIVE_ID_HPP
#define ACTIVE_ACTIVE_ID_HPP

#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "bytes.hpp"
#include "time.hpp"

namespace active_active {

/// A UUID: a plain value, ordered by its bytes.
class Uuid {
 public:
  constexpr Uuid() noexcept : inner_{} {}
  constexpr Uuid(aa_uuid id) noexcept : inner_(id) {}
  /// Any version, in either case.
  static Uuid parse(std::string_view text) {
    return detail::take<aa_uuid>(
        [&](auto out, auto refusal) { return aa_uuid_parse(detail::text(text), out, refusal); });
  }
  /// The UUID of a timestamp that a clock has just issued: the order of ids is the causal order. `random` is 8 bytes,
  /// by default the system's.
  static Uuid causal(Timestamp timestamp, std::optional<BytesView> random = {}) {
    return detail::take<aa_uuid>([&](auto out, auto refusal) {
      return aa_uuid_causal(timestamp.c_value(), detail::optional_bytes(random), out, refusal);
    });
  }

  std::string to_string() const {
    return detail::take_chars<AA_UUID_TEXT_LEN + 1>(
        [&](auto out, auto room, auto refusal) { return aa_uuid_format(inner_, out, room, refusal); });
  }
  /// The milliseconds since 1970 in a UUID of version 7.
  std::uint64_t ms() const {
    return detail::take<std::uint64_t>([&](auto out, auto refusal) { return aa_uuid_ms(inner_, out, refusal); });
  }
  /// The packed time of a UUID that `causal` made.
  std::uint64_t causal_time() const {
    return detail::take<std::uint64_t>(
        [&](auto out, auto refusal) { return aa_uuid_causal_time(inner_, out, refusal); });
  }
  BytesView bytes() const noexcept { return {inner_.bytes, sizeof inner_.bytes}; }
  constexpr aa_uuid c_value() const noexcept { return inner_; }

  friend bool operator==(const Uuid &a, const Uuid &b) noexcept { return a.compare(b) == 0; }
  friend bool operator!=(const Uuid &a, const Uuid &b) noexcept { return a.compare(b) != 0; }
  friend bool operator<(const Uuid &a, const Uuid &b) noexcept { return a.compare(b) < 0; }

 private:
  int compare(const Uuid &other) const noexcept {
    return std::memcmp(inner_.bytes, other.inner_.bytes, sizeof inner_.bytes);
  }
  aa_uuid inner_;
};

/// A generator of UUIDs of version 7 that strictly increase.
class Uuid7 {
 public:
  Uuid7() : inner_(detail::make<Inner>([](auto out, auto refusal) { return aa_uuid7_new(out, refusal); })) {}
  /// Whose UUIDs all follow `last`.
  static Uuid7 resume(const Uuid &last) {
    return Uuid7(
        detail::make<Inner>([&](auto out, auto refusal) { return aa_uuid7_resume(last.c_value(), out, refusal); }));
  }
  /// The next UUID. `random` is 10 fresh bytes, by default the system's.
  Uuid next(std::uint64_t now_ms = AA_NOW, std::optional<BytesView> random = {}) {
    return detail::take<aa_uuid>([&](auto out, auto refusal) {
      return aa_uuid7_next(inner_.get(), now_ms, detail::optional_bytes(random), out, refusal);
    });
  }

 private:
  using Inner = detail::Handle<aa_uuid7, aa_uuid7_free>;
  explicit Uuid7(Inner inner) noexcept : inner_(std::move(inner)) {}
  Inner inner_;
};

/// A generator of the Snowflake ids of one worker, 0 to 1023, that no other holds at the same time.
class Snowflake {
 public:
  Snowflake(std::uint16_t worker, std::uint64_t epoch_ms)
      : inner_(detail::make<Inner>(
            [&](auto out, auto refusal) { return aa_snowflake_new(worker, epoch_ms, out, refusal); })) {}
  /// Whose ids all follow `last`, which the same worker issued.
  static Snowflake resume(std::uint16_t worker, std::uint64_t epoch_ms, std::uint64_t last) {
    return Snowflake(detail::make<Inner>(
        [&](auto out, auto refusal) { return aa_snowflake_resume(worker, epoch_ms, last, out, refusal); }));
  }
  std::uint64_t next(std::uint64_t now_ms = AA_NOW) {
    return detail::take<std::uint64_t>(
        [&](auto out, auto refusal) { return aa_snowflake_next(inner_.get(), now_ms, out, refusal); });
  }
  /// The parts of an id by this generator's epoch.
  aa_snowflake_parts decode(std::uint64_t id) const {
    return detail::take<aa_snowflake_parts>(
        [&](auto out, auto refusal) { return aa_snowflake_decode(inner_.get(), id, out, refusal); });
  }

 private:
  using Inner = detail::Handle<aa_snowflake, aa_snowflake_free>;
  explicit Snowflake(Inner inner) noexcept : inner_(std::move(inner)) {}
  Inner inner_;
};

}  // namespace active_active

#endif
