// Three-way merge and the check of merge functions as C++ sees them.
#include <algorithm>
#include <string>

#include "shop.hpp"

using Versions = std::vector<aa::MergeVersion>;

static bool contains(const std::string &text, const char *part) {
  const bool found = text.find(part) != std::string::npos;
  if (!found) std::cerr << text << " lacks " << part << "\n";
  return found;
}

static std::string greatest(const Versions &versions) {
  const auto less = [](const auto &a, const auto &b) {
    return std::stol(std::string(a.value)) < std::stol(std::string(b.value));
  };
  return std::string(std::max_element(versions.begin(), versions.end(), less)->value);
}

static void documents_merge() {
  check(aa::three_way(R"({"a":1,"b":1})", R"({"a":2,"b":1})", R"({"a":1})") == R"({"conflicts":[],"value":{"a":2}})");
  check(contains(aa::three_way({}, "1", "2", R"({"default":"max"})"), R"("value":2)"));
  check(throws<aa::UsageError>(AA_INVALID_ARGUMENT, [] { aa::three_way({}, "1", "2", "[]"); }));
}

static void max_keeps_every_law() {
  const auto report = aa::check_merge(greatest, R"({"values":[0]})");
  if (!report.holds) std::cerr << report.text << "\n";
  check(report.holds && contains(report.document, R"("holds":true)"));
}

static void an_average_is_not_associative() {
  const auto report = aa::check_merge(
      [](const Versions &versions) {
        double sum = 0;
        for (const auto &version : versions) sum += std::stod(std::string(version.value));
        return std::to_string(sum / static_cast<double>(versions.size()));
      },
      R"({"values":[0]})");
  check(!report.holds && contains(report.text, "merge(merge(x, y), z) = 0.5\n  merge(x, merge(y, z)) = 0.25"));
}

static void what_is_thrown_is_a_finding() {
  const auto told = aa::check_merge([](const Versions &) -> std::string { throw std::runtime_error("not today"); });
  check(!told.holds && contains(told.document, R"("error":"not today","holds":false,"law":"raises")"));
  const auto number = aa::check_merge([](const Versions &) -> std::string { throw 5; });
  check(contains(number.document, "an exception that is no std::exception"));
  check(contains(aa::check_merge(aa::MergeFunction()).document, R"("law":"raises")"));
}

static void versions_say_who_wrote_them_when() {
  bool sorted = true;
  const auto noting = [&](const Versions &versions) {
    for (std::size_t at = 1; at < versions.size(); ++at) {
      sorted = sorted && versions[at - 1].timestamp < versions[at].timestamp;
      sorted = sorted && versions[at].dot.to_string().size() == 5 && !versions[at].region.empty();
      sorted = sorted && aa::from_canonical_cbor(versions[at].encoded) == versions[at].value;
    }
    return std::string("1");
  };
  aa::check_merge(noting, R"({"laws":["determinism","associativity"]})");
  check(sorted);
}

int main() {
  run(documents_merge);
  run(max_keeps_every_law);
  run(an_average_is_not_associative);
  run(what_is_thrown_is_a_finding);
  run(versions_say_who_wrote_them_when);
  finish();
}
