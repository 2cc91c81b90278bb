// The version of the library that is linked.
#ifndef ACTIVE_ACTIVE_VERSION_HPP
#define ACTIVE_ACTIVE_VERSION_HPP

#include <string_view>

#include "../active_active.h"

namespace active_active {

/// The version of the library that is linked; compare it with AA_VERSION.
inline std::string_view version() { return aa_version(); }

}  // namespace active_active

#endif
