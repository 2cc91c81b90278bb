// Merge functions as C++ sees them.
#include <memory>
#include <stdexcept>

#include "shop.hpp"

static const char kMerged[] = R"({"version": 1, "name": "shop",
    "regions": [{"name": "eu", "number": 1}, {"name": "us", "number": 2}],
    "classes": [{"name": "notes", "keys": "**", "labels": [], "type": "register",
        "strategy": [{"by": "custom", "function": "f", "version": 1}, "min"]}]})";

/// What the region eu reads once it has met what us wrote.
static std::string merged(aa::RegionMergeFunction function, aa::Region *moved_to = nullptr) {
  const auto deployment = aa::Deployment::parse(kMerged);
  auto eu = aa::Region::open(deployment, "eu"), us = aa::Region::open(deployment, "us");
  eu.register_merge("f", 1, std::move(function));
  eu.put("note", R"("aaaa")", {}, {}, kNow);
  us.put("note", R"("bb")", {}, {}, kNow + 1);
  send_all(us, eu, "eu");
  const std::string value = eu.get("note")->value();
  if (moved_to != nullptr) *moved_to = std::move(eu);
  return value;
}

static std::string longest(const aa::MergeInput &input) {
  const aa::MergeVersion *found = &input.versions.front();
  for (const auto &version : input.versions) {
    if (version.value.size() > found->value.size()) found = &version;
  }
  return std::string(found->value);
}

static void a_function_gives_the_value() {
  check(merged(longest) == R"("aaaa")");
  check(merged([](const aa::MergeInput &) { return std::nullopt; }) == R"("aaaa")");
  check(merged([](const aa::MergeInput &) { return "null"; }) == "null");
}

static void what_is_thrown_waits() {
  aa::Region eu = aa::Region::open(shop_deployment(), "eu");
  check(merged([](const aa::MergeInput &) -> std::string { throw std::runtime_error("not today"); }, &eu) == R"("bb")");
  check(eu.conflicts().find("not today") != std::string::npos);
  check(merged([](const aa::MergeInput &) -> std::string { throw 5; }) == R"("bb")");
  check(merged(aa::RegionMergeFunction()) == R"("bb")");
}

static void a_function_lives_as_long_as_its_region() {
  const auto counted = std::make_shared<int>(0);
  {
    aa::Region eu = aa::Region::open(shop_deployment(), "eu");
    merged([counted](const aa::MergeInput &input) { return ++*counted, longest(input); }, &eu);
    aa::Region again = std::move(eu);
    const int before = *counted;
    check(again.get("note")->value() == R"("aaaa")" && *counted == before + 1 && counted.use_count() == 2);
    again.register_merge("f", 1, longest);
    check(counted.use_count() == 1);
    check(throws<aa::UsageError>(AA_INVALID_ARGUMENT, [&] { again.register_merge("F", 1, longest); }));
    check(again.merge_violations() == "[]");
  }
}

static void a_function_that_uses_its_region_fails() {
  aa::Region eu = aa::Region::open(shop_deployment(), "eu");
  merged(longest, &eu);
  const aa::Region &same = eu;
  eu.register_merge("f", 1, [&](const aa::MergeInput &) { return same.get("note")->value(); });
  check(eu.get("note")->value() == R"("bb")");
  check(eu.explain("note").find("function_failed") != std::string::npos);
}

int main() {
  run(a_function_gives_the_value);
  run(what_is_thrown_waits);
  run(a_function_lives_as_long_as_its_region);
  run(a_function_that_uses_its_region_fails);
  finish();
}
