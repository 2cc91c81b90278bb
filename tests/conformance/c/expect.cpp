#include "expect.hpp"

#include <algorithm>
#include <set>

namespace {

// Within these members of a report an object may have no member that is not expected.
const std::set<std::string> kExact = {"value", "a_value", "b_value", "resolved_value", "old", "new"};

std::string shown(const Json *json) {
  const std::string text = json == nullptr ? "nothing" : json->dump();
  return text.size() <= 600 ? text : text.substr(0, 600) + "…";
}

const Json *member(const Json &object, const std::string &name) {
  const auto found = object.find(name);
  return found == object.end() ? nullptr : &*found;
}

bool matches(const Json &expected, const Json *got, bool exact, const Saved &saved);

/// The forms that only an expectation has.
bool matches_form(const std::string &form, const Json &argument, const Json *got, const Saved &saved) {
  const bool nothing = got == nullptr || got->is_null();
  if (form == "$any") return !nothing;
  if (form == "$absent") return nothing;
  if (nothing) return false;
  if (form == "$count") return got->is_array() && got->size() == argument.get<std::size_t>();
  if (form == "$has")
    return got->is_string() && got->get<std::string>().find(argument.get<std::string>()) != std::string::npos;
  if (form == "$error") return got->is_object() && got->contains("$error") && same((*got)["$error"], argument);
  if (form == "$saved") return same(saved.at(argument.get<std::string>()), *got);
  return same(written_out(Json{{form, argument}}), *got);
}

bool matches_object(const Json &expected, const Json &got, bool exact, const Saved &saved) {
  if (exact && std::any_of(got.items().begin(), got.items().end(),
                           [&](const auto &item) { return !expected.contains(item.key()); })) {
    return false;
  }
  return std::all_of(expected.items().begin(), expected.items().end(), [&](const auto &item) {
    return matches(item.value(), member(got, item.key()), exact || kExact.count(item.key()) > 0, saved);
  });
}

bool matches(const Json &expected, const Json *got, bool exact, const Saved &saved) {
  if (expected.is_object() && expected.size() == 1 && expected.begin().key()[0] == '$') {
    return matches_form(expected.begin().key(), expected.begin().value(), got, saved);
  }
  if (expected.is_null()) return got == nullptr || got->is_null();
  if (got == nullptr) return false;
  if (expected.is_object()) return got->is_object() && matches_object(expected, *got, exact, saved);
  if (expected.is_array()) {
    return got->is_array() && expected.size() == got->size() &&
           std::equal(expected.begin(), expected.end(), got->begin(),
                      [&](const Json &e, const Json &g) { return matches(e, &g, exact, saved); });
  }
  return same(expected, *got);
}

}  // namespace

bool same(const Json &a, const Json &b) {
  if (a.is_object() && b.is_object()) {
    return a.size() == b.size() && std::all_of(a.items().begin(), a.items().end(), [&](const auto &item) {
             const Json *other = member(b, item.key());
             return other != nullptr && same(item.value(), *other);
           });
  }
  if (a.is_array() && b.is_array()) return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), same);
  return a == b;
}

void expect(const Json &expected, const Json &got, bool exact, const Saved &saved) {
  if (!matches(expected, &got, exact, saved)) {
    throw Broken{"expected " + shown(&expected) + ", got " + shown(&got)};
  }
}
