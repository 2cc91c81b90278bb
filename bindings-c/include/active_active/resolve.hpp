// What a strategy decides between two versions, without an engine.
#ifndef ACTIVE_ACTIVE_RESOLVE_HPP
#define ACTIVE_ACTIVE_RESOLVE_HPP

#include <string>
#include <string_view>

#include "bytes.hpp"

namespace active_active {

/// Decides between two versions `{value, timestamp, dot, context?}` by a strategy (a name such as
/// last-write-wins, or JSON); answers
/// `{causality, conflict, winner, value, strategy, why}`.
inline std::string resolve(std::string_view strategy, std::string_view a, std::string_view b) {
  return detail::take_text([&](auto out, auto refusal) {
    return aa_resolve(detail::text(strategy), detail::text(a), detail::text(b), out, refusal);
  });
}

}  // namespace active_active

#endif
