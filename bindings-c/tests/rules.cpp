// Rules of a class: what a read says where the merged value does not keep them.
#include "shop.hpp"

constexpr const char *kStays = R"({"version": 1, "name": "stays", "regions": [{"name": "eu", "number": 1}],
  "classes": [{"name": "stays", "keys": "**", "labels": [], "type": "map", "fields": {"*": {"type": "register"}}, "rules": [
    {"name": "ends-after-start", "require": {"path": ["end"], "at_least": {"path": ["start"]}},
     "repair": {"set": ["end"], "to": {"path": ["start"]}}},
    {"name": "few-guests", "require": {"path": ["guests"], "at_most": {"value": 4}}}]}]})";

static void a_read_names_the_rules_that_do_not_hold() {
  aa::Region eu = aa::Region::open(aa::Deployment::parse(kStays), "eu");
  eu.put("stay/1", "4", {"guests"});
  check(eu.get("stay/1")->violated().empty());
  eu.put("stay/1", "18", {"start"});
  eu.put("stay/1", "12", {"end"});
  eu.put("stay/1", "5", {"guests"});
  const std::vector<std::string> violated = eu.get("stay/1")->violated(), both = {"ends-after-start", "few-guests"};
  check(violated == both);
  check(eu.get("stay/1")->value() == R"({"end":18,"guests":5,"start":18})");
}

int main() {
  run(a_read_names_the_rules_that_do_not_hold);
  finish();
}
