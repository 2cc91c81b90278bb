/// The C++ face of active_active.h: handles own what they hold, errors are exceptions.
#ifndef ACTIVE_ACTIVE_HPP
#define ACTIVE_ACTIVE_HPP

#include <string_view>

#include "active_active.h"

namespace active_active {

/// The version of the library.
inline std::string_view version() noexcept { return aa_version(); }

}  // namespace active_active

#endif
