// Every strategy in two writes that had not seen one another; README.md beside this file says the law of each.
//
//     strategies DEPLOYMENT

#include <active_active.hpp>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace aa = active_active;

int main(int count, char **arguments) {
  std::ifstream file(count > 1 ? arguments[1] : "deployment.json");
  const std::string document{std::istreambuf_iterator<char>(file), {}};
  const auto deployment = aa::Deployment::parse(document);
  auto eu = aa::Region::open(deployment, "eu"), us = aa::Region::open(deployment, "us");

  // The longest text of all versions, as JSON; of equally long ones the greatest.
  const auto longest = [](const aa::MergeInput &input) {
    std::string_view found;
    for (const auto &version : input.versions) {
      if (std::pair(version.value.size(), version.value) > std::pair(found.size(), found)) found = version.value;
    }
    return std::string(found);
  };
  for (aa::Region *region : {&eu, &us}) region->register_merge("longest-text", 1, longest);

  // Gives each region what the other has written.
  const auto exchange = [&] {
    for (const auto batch : eu.batches_for("us")) us.apply(batch);
    eu.acknowledge(us.acknowledgement_for("eu"));
    for (const auto batch : us.batches_for("eu")) eu.apply(batch);
    us.acknowledge(eu.acknowledgement_for("us"));
  };
  const auto print = [&](const std::string &key, auto format, std::uint64_t now_ms = AA_NOW) {
    exchange();
    const auto shown = [&](const aa::Region &region) {
      const auto read = region.get(key, now_ms);
      return read ? format(*read) : std::string("nothing");
    };
    if (shown(eu) != shown(us)) throw std::logic_error(key);
    std::cout << key << ": " << shown(eu) << "\n";
  };
  const auto value = [](const aa::Read &read) { return read.value(); };
  // Prints what both regions show after an exchange.
  const auto show = [&](const std::string &key) { print(key, value); };
  // Prints what both regions show in the year 2128.
  const auto show_later = [&](const std::string &key) { print(key, value, 5'000'000'000'000); };
  // Prints what both regions show, and how many versions stand side by side.
  const auto show_siblings = [&](const std::string &key) {
    print(key, [](const aa::Read &read) { return read.value() + ", " + std::to_string(read.siblings()) + " siblings"; });
  };

  // Registers

  eu.put("latest/tea", "9");
  us.put("latest/tea", "12");
  show("latest/tea");

  eu.put("first/tea", "9");
  us.put("first/tea", "12");
  show("first/tea");

  us.put("central/tea", "12");
  eu.put("central/tea", "9");
  show("central/tea");

  eu.put("status/vm", R"("destroyed")");
  us.put("status/vm", R"("started")");
  show("status/vm");

  eu.put("highest/bid", "12");
  us.put("highest/bid", "9");
  show("highest/bid");

  eu.put("lowest/ask", "9");
  us.put("lowest/ask", "12");
  show("lowest/ask");

  eu.put("present/note", R"("milk")");
  us.put("present/note", "null");
  show("present/note");

  eu.put("turns/bid", "12");
  us.put("turns/bid", "9");
  show("turns/bid");

  eu.put("kinds/tea", "9");
  us.put("kinds/tea", "12");
  show("kinds/tea");

  eu.put("all/tea", "9");
  us.put("all/tea", "12");
  show_siblings("all/tea");

  eu.put("asked/tea", "9");
  us.put("asked/tea", "12");
  show_siblings("asked/tea");

  eu.put("longest/note", R"("green tea")");
  us.put("longest/note", R"("tea")");
  show("longest/note");

  // Whether a record exists

  eu.put("exists/tea", "9");
  exchange();
  eu.delete_record("exists/tea");
  us.put("exists/tea", "12");
  show("exists/tea");

  eu.put("gone/tea", "9");
  exchange();
  eu.delete_record("gone/tea");
  us.put("gone/tea", "12");
  show("gone/tea");

  eu.put("stays/tea", "9");
  exchange();
  us.put("stays/tea", "12");
  eu.delete_record("stays/tea");
  show("stays/tea");

  eu.put("created/tea", "9");
  exchange();
  eu.delete_record("created/tea");
  us.put("created/tea", "12");
  show("created/tea");

  // Counters, sets, flags, maps

  eu.increment("count/tea", 5);
  us.increment("count/tea", 7);
  show("count/tea");

  eu.increment("stock/tea", 10);
  eu.transfer("stock/tea", "us", 4);
  exchange();
  eu.increment("stock/tea", -6);
  us.increment("stock/tea", -4);
  show("stock/tea");

  eu.add("adds/tea", R"("green")");
  exchange();
  eu.remove("adds/tea", R"("green")");
  us.add("adds/tea", R"("green")");
  show("adds/tea");

  eu.add("removes/tea", R"("green")");
  exchange();
  eu.remove("removes/tea", R"("green")");
  us.add("removes/tea", R"("green")");
  show("removes/tea");

  eu.enable("on/tea");
  us.disable("on/tea");
  show("on/tea");

  eu.enable("off/tea");
  us.disable("off/tea");
  show("off/tea");

  eu.put("person/ann", R"("Ann")", {"name"});
  us.put("person/ann", R"("Bonn")", {"city"});
  show("person/ann");

  eu.append("notes/tea", R"("ordered")");
  us.append("notes/tea", R"("arrived")");
  show("notes/tea");

  eu.offer("most/tea", "9");
  us.offer("most/tea", "12");
  show("most/tea");

  eu.offer("least/tea", "9");
  us.offer("least/tea", "12");
  show("least/tea");

  // Expiry

  eu.put("token/ann", R"("Ann")");
  exchange();
  eu.expire("token/ann", 2'000'000'000'000);
  us.expire("token/ann", 3'000'000'000'000);
  show_later("token/ann");

  eu.put("session/ann", R"("Ann")");
  exchange();
  eu.expire("session/ann", 2'000'000'000'000);
  us.persist("session/ann");
  show_later("session/ann");
}
