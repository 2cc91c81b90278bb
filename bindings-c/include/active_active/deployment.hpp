// The one document that names regions and classes.
#ifndef ACTIVE_ACTIVE_DEPLOYMENT_HPP
#define ACTIVE_ACTIVE_DEPLOYMENT_HPP

#include <cstdint>
#include <string>
#include <string_view>

#include "bytes.hpp"

namespace active_active {

/// A SHA-256: a plain value.
struct Digest : aa_digest {
  constexpr Digest(aa_digest digest) noexcept : aa_digest(digest) {}
  /// 64 hexadecimal digits.
  std::string to_string() const {
    std::string text;
    for (const std::uint8_t byte : bytes) {
      text += "0123456789abcdef"[byte >> 4];
      text += "0123456789abcdef"[byte & 15];
    }
    return text;
  }
  friend bool operator==(const Digest &a, const Digest &b) noexcept {
    return std::string_view(reinterpret_cast<const char *>(a.bytes), sizeof a.bytes) ==
           std::string_view(reinterpret_cast<const char *>(b.bytes), sizeof b.bytes);
  }
  friend bool operator!=(const Digest &a, const Digest &b) noexcept { return !(a == b); }
};

/// A deployment document, parsed and checked. It never changes; regions that are opened from it keep what they need.
class Deployment {
 public:
  static Deployment parse(std::string_view json) {
    return Deployment(detail::make<Inner>(
        [&](auto out, auto refusal) { return aa_deployment_parse(detail::text(json), out, refusal); }));
  }

  /// Lives as long as the deployment.
  std::string_view name() const {
    return view(
        detail::take<aa_str>([&](auto out, auto refusal) { return aa_deployment_name(inner_.get(), out, refusal); }));
  }
  std::uint64_t version() const {
    return detail::take<std::uint64_t>(
        [&](auto out, auto refusal) { return aa_deployment_version(inner_.get(), out, refusal); });
  }
  /// The same for documents that mean the same.
  Digest digest() const {
    return detail::take<aa_digest>(
        [&](auto out, auto refusal) { return aa_deployment_digest(inner_.get(), out, refusal); });
  }
  /// The normalized document, every default filled in.
  std::string to_json() const {
    return detail::take_text([&](auto out, auto refusal) { return aa_deployment_to_json(inner_.get(), out, refusal); });
  }
  std::uint16_t region_number(std::string_view region) const {
    return detail::take<std::uint16_t>([&](auto out, auto refusal) {
      return aa_deployment_region_number(inner_.get(), detail::text(region), out, refusal);
    });
  }
  /// The name of the class of a key; lives as long as the deployment.
  std::string_view class_of(std::string_view key) const {
    return view(detail::take<aa_str>(
        [&](auto out, auto refusal) { return aa_deployment_class_of(inner_.get(), detail::text(key), out, refusal); }));
  }
  std::uint16_t partition_of(std::string_view key) const {
    return detail::take<std::uint16_t>([&](auto out, auto refusal) {
      return aa_deployment_partition_of(inner_.get(), detail::text(key), out, refusal);
    });
  }
  /// Throws if `next` may not follow this deployment.
  void check_successor(const Deployment &next) const {
    detail::check(
        [&](auto refusal) { return aa_deployment_check_successor(inner_.get(), next.inner_.get(), refusal); });
  }

  /// What would change if `next` took the place of this one: `{compatible, reason, changes: [{place, old, new}]}`.
  std::string diff(const Deployment &next) const {
    return detail::take_text([&](auto out, auto refusal) {
      return aa_deployment_diff(inner_.get(), next.inner_.get(), out, refusal);
    });
  }

  /// The labels with these names, a JSON array, as a number with one bit each.
  std::uint32_t label_set(std::string_view names) const {
    return detail::take<std::uint32_t>([&](auto out, auto refusal) {
      return aa_deployment_label_set(inner_.get(), detail::text(names), out, refusal);
    });
  }
  /// Whether a region may do something (`store`, `read`, ...) with data of these labels, at a time in Unix milliseconds.
  bool allows(std::uint32_t labels, std::string_view action, std::string_view region, std::uint64_t as_of_ms) const {
    return detail::take<bool>([&](auto out, auto refusal) {
      return aa_deployment_allows(inner_.get(), labels, detail::text(action), detail::text(region), as_of_ms, out,
                                  refusal);
    });
  }
  /// The names of the regions that may do something with data of these labels, as a JSON array.
  std::string allowed(std::uint32_t labels, std::string_view action, std::uint64_t as_of_ms) const {
    return detail::take_text([&](auto out, auto refusal) {
      return aa_deployment_allowed(inner_.get(), labels, detail::text(action), as_of_ms, out, refusal);
    });
  }
  /// Decides a request in JSON, with the reasons (see `aa_deployment_decide`).
  std::string decide(std::string_view request) const {
    return detail::take_text([&](auto out, auto refusal) {
      return aa_deployment_decide(inner_.get(), detail::text(request), out, refusal);
    });
  }
  /// The names of the regions of a jurisdiction at a time, as a JSON array.
  std::string jurisdiction(std::string_view name, std::uint64_t as_of_ms) const {
    return detail::take_text([&](auto out, auto refusal) {
      return aa_deployment_jurisdiction(inner_.get(), detail::text(name), as_of_ms, out, refusal);
    });
  }
  /// What of labels, rules and regions is to be looked at, `[{code, place, message, regions}]`.
  std::string warnings(std::uint64_t as_of_ms) const {
    return detail::take_text(
        [&](auto out, auto refusal) { return aa_deployment_warnings(inner_.get(), as_of_ms, out, refusal); });
  }

  const aa_deployment *c_handle() const noexcept { return inner_.get(); }

 private:
  using Inner = detail::Handle<aa_deployment, aa_deployment_free>;
  explicit Deployment(Inner inner) noexcept : inner_(std::move(inner)) {}
  static std::string_view view(aa_str text) noexcept { return {text.data, text.len}; }
  Inner inner_;
};

/// The region of a public cloud with this name, such as `aws:eu-central-1`, as JSON.
inline std::string find_place(std::string_view id) {
  return detail::take_text([&](auto out, auto refusal) { return aa_find_place(detail::text(id), out, refusal); });
}
/// The regions of the public clouds, as a JSON array.
inline std::string places() {
  return detail::take_text([](auto out, auto refusal) { return aa_places(out, refusal); });
}
/// The sets of countries that are shipped, as a JSON array.
inline std::string data_sets() {
  return detail::take_text([](auto out, auto refusal) { return aa_data_sets(out, refusal); });
}

}  // namespace active_active

#endif
