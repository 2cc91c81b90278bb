// Values: JSON text on one side, the one canonical encoding on the other.
#ifndef ACTIVE_ACTIVE_VALUE_HPP
#define ACTIVE_ACTIVE_VALUE_HPP

#include <cstddef>
#include <string>
#include <string_view>

#include "bytes.hpp"

namespace active_active {

/// How deep and how large a value may be.
struct Limits : aa_limits {
  Limits() : aa_limits(aa_limits_default()) {}
};

/// The canonical CBOR of a value in JSON.
inline Bytes to_canonical_cbor(std::string_view json, const Limits &limits = {}) {
  return detail::take_bytes(
      [&](auto out, auto refusal) { return aa_value_to_cbor(detail::text(json), &limits, out, refusal); });
}

/// The canonical JSON of a value in canonical CBOR.
inline std::string from_canonical_cbor(BytesView cbor, const Limits &limits = {}) {
  return detail::take_text(
      [&](auto out, auto refusal) { return aa_value_from_cbor(detail::bytes(cbor), &limits, out, refusal); });
}

/// How many bytes the canonical value at the start of these bytes takes.
inline std::size_t check_canonical(BytesView cbor, const Limits &limits = {}) {
  return detail::take<std::size_t>(
      [&](auto out, auto refusal) { return aa_value_check_canonical(detail::bytes(cbor), &limits, out, refusal); });
}

}  // namespace active_active

#endif
