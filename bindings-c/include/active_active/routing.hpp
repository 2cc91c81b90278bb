// Where requests go: the router, session tokens, and how long a failover takes.
#ifndef ACTIVE_ACTIVE_ROUTING_HPP
#define ACTIVE_ACTIVE_ROUTING_HPP

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bytes.hpp"
#include "deployment.hpp"

namespace active_active {

/// The keys that sign session tokens, the one that signs first; all are believed.
class TokenKeys {
 public:
  explicit TokenKeys(const std::vector<std::pair<std::uint32_t, Bytes>> &keys)
      : inner_(detail::make<Inner>([&](auto out, auto refusal) {
          std::vector<aa_token_key> lent;
          for (const auto &[number, key] : keys) lent.push_back({number, detail::bytes(key)});
          return aa_token_keys_new(lent.data(), lent.size(), out, refusal);
        })) {}
  /// What a token of a deployment holds, for logs: `{seen, issuer, epoch, contested, issued_ms}`.
  std::string read(std::string_view token, const Deployment &deployment) const {
    return detail::take_text([&](auto out, auto refusal) {
      return aa_token_keys_read(inner_.get(), detail::text(token), deployment.c_handle(), out, refusal);
    });
  }
  const aa_token_keys *c_handle() const noexcept { return inner_.get(); }

 private:
  using Inner = detail::Handle<aa_token_keys, aa_token_keys_free>;
  Inner inner_;
};

/// Decides where requests go. Requests, observations and answers are JSON (see the functions aa_router_...).
class Router {
 public:
  explicit Router(const Deployment &deployment, const TokenKeys *keys = nullptr, BytesView subject_secret = {})
      : inner_(detail::make<Inner>([&](auto out, auto refusal) {
          return aa_router_new(deployment.c_handle(), detail::bytes(subject_secret), keys ? keys->c_handle() : nullptr, out,
                               refusal);
        })) {}
  /// Where a request goes, or why nowhere.
  std::string route(std::string_view request, std::uint64_t now_ms = AA_NOW) const {
    return text([&](auto out, auto refusal) {
      return aa_router_route(inner_.get(), now_ms, detail::text(request), out, refusal);
    });
  }
  /// The number of the region that takes a write of a subject, without an explanation.
  std::uint16_t pick(std::string_view class_name, std::string_view subject, std::uint64_t now_ms = AA_NOW) const {
    return detail::take<std::uint16_t>([&](auto out, auto refusal) {
      return aa_router_pick(inner_.get(), now_ms, detail::text(class_name), detail::text(subject), out, refusal);
    });
  }
  /// Where a client is, by what is known of it.
  std::string locate(std::string_view sources) const {
    return text(
        [&](auto out, auto refusal) { return aa_router_locate(inner_.get(), detail::text(sources), out, refusal); });
  }
  /// Takes an observation; answers the state of the region then. The text lives as long as the program.
  std::string_view observe(std::string_view observation, std::uint64_t now_ms = AA_NOW) {
    const auto state = detail::take<aa_str>([&](auto out, auto refusal) {
      return aa_router_observe(inner_.get(), now_ms, detail::text(observation), out, refusal);
    });
    return {state.data, state.len};
  }
  /// What is known of each region's health.
  std::string health(std::uint64_t now_ms = AA_NOW) const {
    return text([&](auto out, auto refusal) { return aa_router_health(inner_.get(), now_ms, out, refusal); });
  }
  /// Takes what the home directory says; answers whether it was news.
  bool set_home(std::string_view home) {
    return detail::take<bool>(
        [&](auto out, auto refusal) { return aa_router_set_home(inner_.get(), detail::text(home), out, refusal); });
  }
  /// Takes how far a region has come.
  void set_progress(std::string_view progress) {
    detail::check([&](auto refusal) { return aa_router_set_progress(inner_.get(), detail::text(progress), refusal); });
  }
  /// Begins or ends the draining of a region.
  void set_draining(std::string_view region, bool draining = true,
                    std::optional<std::string_view> override_reason = {}, std::uint64_t now_ms = AA_NOW) {
    detail::check([&](auto refusal) {
      return aa_router_set_draining(inner_.get(), now_ms, detail::text(region), draining,
                                    detail::optional_text(override_reason), refusal);
    });
  }
  /// Which regions may take over from a home, and why not the others.
  std::string failover_plan(std::string_view of, std::uint64_t now_ms = AA_NOW) const {
    return text([&](auto out, auto refusal) {
      return aa_router_failover_plan(inner_.get(), now_ms, detail::text(of), out, refusal);
    });
  }
  /// The regions nearest to a place on the globe: `[{region, distance_km}]`.
  std::string nearest(double latitude, double longitude, std::size_t limit = 1) const {
    return text([&](auto out, auto refusal) {
      return aa_router_nearest(inner_.get(), latitude, longitude, limit, out, refusal);
    });
  }
  /// The hash of a subject, by which homes are told.
  std::string subject_hash(std::string_view subject) const {
    return text([&](auto out, auto refusal) {
      return aa_router_subject_hash(inner_.get(), detail::text(subject), out, refusal);
    });
  }
  /// The number of the region that is a subject's first home; zero for a class without homes.
  std::uint16_t first_home(std::string_view class_name, std::string_view subject) const {
    return detail::take<std::uint16_t>([&](auto out, auto refusal) {
      return aa_router_first_home(inner_.get(), detail::text(class_name), detail::text(subject), out, refusal);
    });
  }

 private:
  using Inner = detail::Handle<aa_router, aa_router_free>;

  template <typename Call>
  static std::string text(Call call) {
    return detail::take_text(call);
  }

  Inner inner_;
};

/// The great-circle distance of two places in whole kilometres.
inline std::uint32_t distance_km(double from_latitude, double from_longitude, double to_latitude,
                                 double to_longitude) {
  return detail::take<std::uint32_t>([&](auto out, auto refusal) {
    return aa_distance_km(from_latitude, from_longitude, to_latitude, to_longitude, out, refusal);
  });
}

/// Compares ways to send clients elsewhere when a region fails (see aa_compare_failover): `{methods, table}`.
inline std::string compare_failover(std::string_view methods) {
  return detail::take_text(
      [&](auto out, auto refusal) { return aa_compare_failover(detail::text(methods), out, refusal); });
}

}  // namespace active_active

#endif
