// Whether an answer is the one that a vector expects.
#pragma once

#include <map>

#include "forms.hpp"

using Saved = std::map<std::string, Json>;

/// Throws Broken unless the answer matches. In an exact comparison an object may have no member that is not expected.
void expect(const Json &expected, const Json &got, bool exact, const Saved &saved);

/// Equality that keeps booleans apart from numbers and ignores the order of members.
bool same(const Json &a, const Json &b);
