// Logs, maxima and minima, and unique claims, as C++ sees them.
#include "shop.hpp"

static const char *const kRecords = R"({"version": 1, "name": "records",
  "regions": [{"name": "eu", "number": 1}, {"name": "us", "number": 2}], "classes": [
    {"name": "histories", "keys": "history/*", "labels": [], "type": "log"},
    {"name": "bids", "keys": "bid/*", "labels": [], "type": "maximum"},
    {"name": "emails", "keys": "email/*", "labels": [], "type": "claim"}]})";

static aa::Region open_region(std::string_view name) { return aa::Region::open(aa::Deployment::parse(kRecords), name); }

static void a_log_is_read_in_pages() {
  aa::Region eu = open_region("eu");
  const aa::Written first = eu.append("history/1", R"("ordered")", {}, kNow);
  eu.append("history/1", R"("paid")");
  check(eu.get("history/1")->value() == R"(["ordered","paid"])");
  check(eu.log_entries("history/1", {}, {}, 1).find("paid") == std::string::npos);
  check(eu.log_entries("history/1", {}, first.timestamp).find(R"("value":"paid")") != std::string::npos);
}

static void a_maximum_rises() {
  aa::Region eu = open_region("eu");
  eu.offer("bid/1", "7");
  eu.offer("bid/1", "5.5");
  check(eu.get("bid/1")->value() == "7");
  check(throws<aa::OperationError>(AA_WRONG_TYPE, [&] { eu.offer("bid/1", "null"); }));
}

static void a_value_has_one_holder() {
  aa::Region eu = open_region("eu"), us = open_region("us");
  eu.claim("emails", R"("a@b.org")", "1", kNow);
  us.claim("emails", R"("a@b.org")", "2", kNow + 1);
  send_all(eu, us, "us");
  check(us.claim_of("emails", R"("a@b.org")").find(R"("claimants":[1,2],"holder":1)") != std::string::npos);
  check(throws<aa::OperationError>(AA_CLAIM_TAKEN, [&] { us.claim("emails", R"("a@b.org")", "2", kNow + 2); }));
  check(us.release("emails", R"("a@b.org")", "1", kNow + 2).find(R"("holder":2)") != std::string::npos);
}

int main() {
  run(a_log_is_read_in_pages);
  run(a_maximum_rises);
  run(a_value_has_one_holder);
  finish();
}
