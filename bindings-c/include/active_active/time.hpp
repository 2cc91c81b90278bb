// Timestamps and hybrid clocks.
#ifndef ACTIVE_ACTIVE_TIME_HPP
#define ACTIVE_ACTIVE_TIME_HPP

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "bytes.hpp"

namespace active_active {

/// The node of a region's incarnation and process; two running clocks must never share one.
inline std::uint64_t node(std::uint16_t region, std::uint16_t incarnation, std::uint32_t process) noexcept {
  return aa_node(region, incarnation, process);
}

/// A hybrid timestamp: a plain value that is ordered by time, then node.
class Timestamp {
 public:
  constexpr Timestamp() noexcept : inner_{0, 0} {}
  constexpr Timestamp(aa_timestamp timestamp) noexcept : inner_(timestamp) {}
  Timestamp(std::uint64_t ms, std::uint16_t counter, std::uint64_t node)
      : inner_(detail::take<aa_timestamp>(
            [&](auto out, auto refusal) { return aa_timestamp_new(ms, counter, node, out, refusal); })) {}

  static constexpr Timestamp from_packed(std::uint64_t packed, std::uint64_t node) noexcept {
    return aa_timestamp{packed, node};
  }
  static Timestamp parse(std::string_view text) {
    return detail::take<aa_timestamp>(
        [&](auto out, auto refusal) { return aa_timestamp_parse(detail::text(text), out, refusal); });
  }
  static Timestamp from_bytes(BytesView bytes) {
    return detail::take<aa_timestamp>(
        [&](auto out, auto refusal) { return aa_timestamp_from_bytes(detail::bytes(bytes), out, refusal); });
  }
  static Timestamp from_base32(std::string_view text) {
    return detail::take<aa_timestamp>(
        [&](auto out, auto refusal) { return aa_timestamp_from_base32(detail::text(text), out, refusal); });
  }

  std::uint64_t ms() const noexcept { return aa_timestamp_ms(inner_); }
  std::uint16_t counter() const noexcept { return aa_timestamp_counter(inner_); }
  constexpr std::uint64_t node() const noexcept { return inner_.node; }
  /// Milliseconds in the upper 48 bits, the counter in the lower 16.
  constexpr std::uint64_t packed() const noexcept { return inner_.packed; }
  constexpr aa_timestamp c_value() const noexcept { return inner_; }

  /// 34 characters, such as 017f22e279b0-0005-0001000000000000.
  std::string to_string() const {
    return detail::take_chars<AA_TIMESTAMP_TEXT_LEN + 1>(
        [&](auto out, auto room, auto refusal) { return aa_timestamp_format(inner_, out, room, refusal); });
  }
  /// 16 bytes whose order is the order of timestamps.
  std::array<std::uint8_t, AA_TIMESTAMP_BYTE_LEN> to_bytes() const {
    std::array<std::uint8_t, AA_TIMESTAMP_BYTE_LEN> bytes{};
    detail::check(
        [&](aa_error **refusal) { return aa_timestamp_to_bytes(inner_, bytes.data(), bytes.size(), refusal); });
    return bytes;
  }
  /// 26 characters of Crockford's base 32.
  std::string to_base32() const {
    return detail::take_chars<AA_TIMESTAMP_BASE32_LEN + 1>(
        [&](auto out, auto room, auto refusal) { return aa_timestamp_to_base32(inner_, out, room, refusal); });
  }
  /// The time without the node, for a column of signed integers.
  std::int64_t to_i64() const {
    return detail::take<std::int64_t>(
        [&](auto out, auto refusal) { return aa_timestamp_to_i64(inner_, out, refusal); });
  }
  Timestamp next() const {
    return detail::take<aa_timestamp>([&](auto out, auto refusal) { return aa_timestamp_next(inner_, out, refusal); });
  }
  Timestamp prev() const {
    return detail::take<aa_timestamp>([&](auto out, auto refusal) { return aa_timestamp_prev(inner_, out, refusal); });
  }
  /// Negative, 0 or positive, as this is before, the same as, or after the other.
  int compare(Timestamp other) const noexcept { return aa_timestamp_compare(inner_, other.inner_); }

  friend bool operator==(Timestamp a, Timestamp b) noexcept { return a.compare(b) == 0; }
  friend bool operator!=(Timestamp a, Timestamp b) noexcept { return a.compare(b) != 0; }
  friend bool operator<(Timestamp a, Timestamp b) noexcept { return a.compare(b) < 0; }
  friend bool operator>(Timestamp a, Timestamp b) noexcept { return a.compare(b) > 0; }
  friend bool operator<=(Timestamp a, Timestamp b) noexcept { return a.compare(b) <= 0; }
  friend bool operator>=(Timestamp a, Timestamp b) noexcept { return a.compare(b) >= 0; }

 private:
  aa_timestamp inner_;
};

/// What a clock is told once.
struct ClockOptions : aa_clock_options {
  /// The defaults of a server.
  explicit ClockOptions(std::uint64_t clock_node) : aa_clock_options(aa_clock_options_default(clock_node)) {}
  explicit ClockOptions(aa_clock_options options) : aa_clock_options(options) {}
  /// The defaults of a phone or a browser.
  static ClockOptions device(std::uint64_t clock_node) { return ClockOptions(aa_clock_options_device(clock_node)); }
};

/// A hybrid logical clock. All but tick_exclusive may run in any number of threads at once.
class Clock {
 public:
  explicit Clock(const ClockOptions &options)
      : inner_(detail::make<Inner>([&](auto out, auto refusal) { return aa_clock_new(&options, out, refusal); })) {}
  /// After a restart, from the bound that was persisted.
  static Clock restart(const ClockOptions &options, std::uint64_t bound_ms) {
    return Clock(detail::make<Inner>(
        [&](auto out, auto refusal) { return aa_clock_restart(&options, bound_ms, out, refusal); }));
  }
  /// After the greatest timestamp that was issued or seen.
  static Clock resume(const ClockOptions &options, Timestamp last) {
    return Clock(detail::make<Inner>(
        [&](auto out, auto refusal) { return aa_clock_resume(&options, last.c_value(), out, refusal); }));
  }

  /// The next timestamp, above all that this clock issued or observed.
  Timestamp tick(std::uint64_t now_ms = AA_NOW) const {
    return detail::take<aa_timestamp>(
        [&](auto out, auto refusal) { return aa_clock_tick(inner_.get(), now_ms, out, refusal); });
  }
  /// The same for a clock that one thread owns.
  Timestamp tick_exclusive(std::uint64_t now_ms = AA_NOW) {
    return detail::take<aa_timestamp>(
        [&](auto out, auto refusal) { return aa_clock_tick_exclusive(inner_.get(), now_ms, out, refusal); });
  }
  /// Makes every later timestamp exceed `remote`.
  void observe(Timestamp remote, std::uint64_t now_ms = AA_NOW) const {
    detail::check([&](auto refusal) { return aa_clock_observe(inner_.get(), remote.c_value(), now_ms, refusal); });
  }
  /// Throws what observe would, and observes nothing.
  void check_drift(Timestamp remote, std::uint64_t now_ms = AA_NOW) const {
    detail::check([&](auto refusal) { return aa_clock_check_drift(inner_.get(), remote.c_value(), now_ms, refusal); });
  }
  /// The greatest time issued or observed, under this clock's node.
  Timestamp last() const {
    return detail::take<aa_timestamp>(
        [&](auto out, auto refusal) { return aa_clock_last(inner_.get(), out, refusal); });
  }
  std::uint64_t node() const {
    return detail::take<std::uint64_t>(
        [&](auto out, auto refusal) { return aa_clock_node(inner_.get(), out, refusal); });
  }
  /// A new bound to persist before it is confirmed.
  std::uint64_t reserve(std::uint64_t ahead_ms, std::uint64_t now_ms = AA_NOW) const {
    return detail::take<std::uint64_t>(
        [&](auto out, auto refusal) { return aa_clock_reserve(inner_.get(), now_ms, ahead_ms, out, refusal); });
  }
  /// Allows timestamps below `bound_ms`, now that it is persisted.
  void confirm_reserve(std::uint64_t bound_ms) const {
    detail::check([&](auto refusal) { return aa_clock_confirm_reserve(inner_.get(), bound_ms, refusal); });
  }
  /// The bound that no timestamp reaches.
  std::optional<std::uint64_t> bound_ms() const {
    const auto bound = detail::take<std::uint64_t>(
        [&](auto out, auto refusal) { return aa_clock_bound_ms(inner_.get(), out, refusal); });
    return bound == AA_NONE ? std::nullopt : std::optional(bound);
  }
  /// Accepts that physical time is `now_ms`.
  void confirm_jump(std::uint64_t now_ms = AA_NOW) const {
    detail::check([&](auto refusal) { return aa_clock_confirm_jump(inner_.get(), now_ms, refusal); });
  }
  /// How often physical time stepped back noticeably.
  std::uint64_t backward_jumps() const {
    return detail::take<std::uint64_t>(
        [&](auto out, auto refusal) { return aa_clock_backward_jumps(inner_.get(), out, refusal); });
  }
  /// The largest of those steps.
  std::uint64_t backward_ms_max() const {
    return detail::take<std::uint64_t>(
        [&](auto out, auto refusal) { return aa_clock_backward_ms_max(inner_.get(), out, refusal); });
  }

 private:
  using Inner = detail::Handle<aa_clock, aa_clock_free>;
  explicit Clock(Inner inner) noexcept : inner_(std::move(inner)) {}
  Inner inner_;
};

}  // namespace active_active

#endif
