// The parts of the metrics that stand alone: the monitor of a rate and the sketch of hot keys.
#ifndef ACTIVE_ACTIVE_METRICS_HPP
#define ACTIVE_ACTIVE_METRICS_HPP

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "bytes.hpp"

namespace active_active {

/// From where on a diagnosis finds something wrong; they start as the defaults.
struct DiagnoseOptions : aa_diagnose_options {
  DiagnoseOptions() : aa_diagnose_options(aa_diagnose_options_default()) {}
};

/// A detector of sustained rises: a threshold for what a counter may rise by within a window.
class RateMonitor {
 public:
  RateMonitor(std::uint64_t threshold, std::uint64_t window_ms)
      : inner_(detail::make<Inner>(
            [&](auto out, auto refusal) { return aa_rate_monitor_new(threshold, window_ms, out, refusal); })) {}
  /// Observes the counter, which only rises; answers whether the threshold is breached then.
  bool observe(std::uint64_t total, std::uint64_t now_ms = AA_NOW) {
    return detail::take<bool>([&](auto out, auto refusal) {
      return aa_rate_monitor_observe(inner_.get(), now_ms, total, out, refusal);
    });
  }
  /// Changes the settings from the next window on; at once where nothing was observed yet.
  void configure(std::uint64_t threshold, std::uint64_t window_ms) {
    detail::check(
        [&](auto refusal) { return aa_rate_monitor_configure(inner_.get(), threshold, window_ms, refusal); });
  }
  /// Whether the threshold was breached at the last observation.
  bool breached() const {
    return detail::take<bool>(
        [&](auto out, auto refusal) { return aa_rate_monitor_breached(inner_.get(), out, refusal); });
  }
  /// What the counter rose by in the window that is open.
  std::uint64_t count() const { return number(aa_rate_monitor_count); }
  /// The threshold of the window that is open.
  std::uint64_t threshold() const { return number(aa_rate_monitor_threshold); }
  /// The length of the window that is open.
  std::uint64_t window_ms() const { return number(aa_rate_monitor_window_ms); }

 private:
  using Inner = detail::Handle<aa_rate_monitor, aa_rate_monitor_free>;

  template <typename Getter>
  std::uint64_t number(Getter getter) const {
    return detail::take<std::uint64_t>([&](auto out, auto refusal) { return getter(inner_.get(), out, refusal); });
  }

  Inner inner_;
};

/// The keys that come most often, in bounded memory: the SpaceSaving sketch of Metwally, Agrawal and El Abbadi (2005).
class SpaceSaving {
 public:
  explicit SpaceSaving(std::size_t capacity = 64)
      : inner_(detail::make<Inner>(
            [&](auto out, auto refusal) { return aa_space_saving_new(capacity, out, refusal); })) {}
  /// Counts a key so many times.
  void add(std::string_view key, std::uint64_t times = 1) {
    detail::check(
        [&](auto refusal) { return aa_space_saving_add(inner_.get(), detail::text(key), times, refusal); });
  }
  /// The keys that are held, `[{key, count, error}]`, the highest count first.
  std::string top(std::size_t limit = SIZE_MAX) const {
    return detail::take_text(
        [&](auto out, auto refusal) { return aa_space_saving_top(inner_.get(), limit, out, refusal); });
  }
  /// How much was counted in all.
  std::uint64_t total() const {
    return detail::take<std::uint64_t>(
        [&](auto out, auto refusal) { return aa_space_saving_total(inner_.get(), out, refusal); });
  }
  /// How many keys are held at most.
  std::size_t capacity() const {
    return detail::take<std::size_t>(
        [&](auto out, auto refusal) { return aa_space_saving_capacity(inner_.get(), out, refusal); });
  }

 private:
  using Inner = detail::Handle<aa_space_saving, aa_space_saving_free>;
  Inner inner_;
};

}  // namespace active_active

#endif
