// The engine as C++ sees it.
#include "shop.hpp"

static std::string value_of(const aa::Region &region, std::string_view key) {
  const auto read = region.get(key);
  return read ? read->value() : "nothing";
}

static void every_kind_of_write() {
  aa::Region eu = aa::Region::open(shop_deployment(), "eu");
  const aa::Written first = eu.put("note/1", R"({"b": 1, "a": 2})", {}, {}, kNow);
  const aa::Written second = eu.put_encoded("note/1", aa::to_canonical_cbor("7"), {}, {}, kNow);
  check(first.dot.to_string() == "1.1#1" && first.timestamp < second.timestamp);
  check(value_of(eu, "note/1") == "7");
  eu.delete_record("note/1");
  check(!eu.get("note/1"));

  eu.patch("profile/1", {{{"name"}, R"("Ada")"}, {{"city"}, R"("Oslo")"}});
  eu.increment("profile/1", 3, {"likes"});
  eu.add("profile/1", "1", {"tags"});
  eu.enable("profile/1", {"open"});
  eu.unset("profile/1", {"city"});
  check(value_of(eu, "profile/1") == R"({"likes":3,"name":"Ada","open":true,"tags":[1]})");
  eu.put("profile/1", R"("Eve")", {"name"});
  eu.reset("profile/1", std::vector<std::string>{"likes"});
  eu.remove("profile/1", "1", {"tags"});
  eu.disable("profile/1", {"open"});
  check(value_of(eu, "profile/1").find(R"("name":"Eve","open":false)") != std::string::npos);

  eu.increment("page/1", -2);
  eu.assign("page/1", 40);
  check(value_of(eu, "page/1") == "40");
  eu.reset("page/1");
  eu.add("cart/1", R"("tea")");
  eu.add("cart/1", R"("milk")");
  eu.remove("cart/1", R"("tea")");
  check(value_of(eu, "cart/1") == R"(["milk"])");
  eu.clear("cart/1");
  eu.enable("stock/1");
  eu.disable("stock/1");
  check(value_of(eu, "stock/1") == "false" && value_of(eu, "page/1") == "0" && value_of(eu, "cart/1") == "[]");
  check(eu.keys("page/") == R"(["page/1"])" && eu.keys("", "profile/1") == R"(["stock/1"])");
}

static void a_context_spares_what_it_had_not_seen() {
  aa::Region eu = aa::Region::open(shop_deployment(), "eu");
  eu.put("setting/1", "0");
  const auto read = eu.get("setting/1");
  check(read && read->siblings() == 1 && read->encoded().size() == 1 && read->timestamp() > aa::Timestamp());
  eu.put("setting/1", "1", {}, read->context());
  eu.put("setting/1", "2", {}, read->context());
  check(eu.get("setting/1")->siblings() == 2);
  const std::string versions = eu.versions("setting/1");
  check(versions.find(R"("value":1)") != std::string::npos && versions.find(R"("value":2)") != std::string::npos);
  check(read->to_json().find(R"("siblings":1)") != std::string::npos);
}

static void regions_converge() {
  const aa::Deployment deployment = shop_deployment();
  aa::Region eu = aa::Region::open(deployment, "eu"), us = aa::Region::open(deployment, "us");
  eu.put("note/1", R"("from eu")", {}, {}, kNow);
  us.put("note/1", R"("from us")", {}, {}, kNow);
  check(eu.digest() != us.digest());
  const aa::ApplySummary summary = send_all(eu, us, "us");
  check(summary.applied == 1 && summary.conflicts == 1 && summary.held == 0);
  send_all(us, eu, "eu");
  check(eu.digest() == us.digest() && value_of(eu, "note/1") == value_of(us, "note/1"));
  const std::string conflicts = eu.conflicts({"insert_insert", "decided", "note/1", {}, {}, 0, 0, 1});
  check(conflicts.find(R"("winner":"b")") != std::string::npos && eu.conflicts({{}, "waiting", {}, {}, {}, 0, 0, 0}) == "[]");
  const std::string id = conflicts.substr(conflicts.find(R"("id":")") + 6, 32);
  check(us.conflict(id).find(R"("kind":"insert_insert")") != std::string::npos && eu.conflicts_dropped() == 0);
  check(eu.changes_since(0).find("note/1") != std::string::npos);
  check(eu.cursors().get({2, 1, 0, 0}) >= 1);
  check(eu.status().find(R"("region":"eu")") != std::string::npos);
}

static void rights_expiry_and_several_writes_as_one() {
  const aa::Deployment deployment = aa::Deployment::parse(
      R"({"version": 1, "name": "shop", "regions": [{"name": "eu", "number": 1}, {"name": "us", "number": 2}],
          "classes": [{"name": "seats", "keys": "seats/*", "labels": [], "type": "bounded-counter"},
                      {"name": "notes", "keys": "note/*", "labels": [], "type": "register"}]})");
  aa::Region eu = aa::Region::open(deployment, "eu");
  eu.increment("seats/1", 5, {}, kNow);
  eu.transfer("seats/1", "us", 2, {}, kNow);
  check(eu.rights("seats/1").find(R"("regions":{"eu":3,"us":2})") != std::string::npos);
  check(throws<aa::OperationError>(AA_INSUFFICIENT_RIGHTS, [&] { eu.increment("seats/1", -4, {}, kNow); }));
  const std::string written = eu.transaction(R"([{"operation": "put", "key": "note/1", "value": 1},
      {"operation": "increment", "key": "seats/1", "amount": -1}])", kNow);
  check(written.find(R"("dot":"1.1#4")") != std::string::npos);
  eu.expire("note/1", kNow + 50, kNow);
  check(eu.get("note/1", kNow + 49) && !eu.get("note/1", kNow + 50));
  eu.persist("note/1", kNow);
  check(eu.get("note/1", kNow + 50).has_value());
}

static void what_waits_is_listed_and_retried() {
  const aa::Deployment deployment = shop_deployment();
  aa::Region eu = aa::Region::open(deployment, "eu"), us = aa::Region::open(deployment, "us");
  eu.put("note/1", "1", {}, {}, kNow);
  const aa::Batches batches = eu.batches_for("us", 1 << 20, kNow);
  check(batches.size() == 1 && !batches.empty() && batches[0].copy().size() == batches[0].size());
  check(us.apply_report(batches[0], kNow - 60000).find("clock_drift") != std::string::npos);
  check(us.held().find("clock_drift") != std::string::npos);
  check(us.retry_held(kNow).find(R"("released":1)") != std::string::npos && us.held() == "[]");
}

static void a_snapshot_restores() {
  const aa::Deployment deployment = shop_deployment();
  aa::Region eu = aa::Region::open(deployment, "eu");
  eu.put("note/1", "1");
  aa::Options options;
  options.incarnation = 2;
  aa::Region restored = aa::Region::restore(deployment, "eu", options, eu.snapshot());
  check(value_of(restored, "note/1") == "1");
  check(throws<aa::OperationError>(AA_NOT_CAUGHT_UP, [&] { restored.put("note/1", "2"); }));
  check(throws<aa::DeploymentError>(AA_DEPLOYMENT_INCOMPATIBLE, [&] {
    restored.load_deployment(aa::Deployment::parse(
        R"({"version": 2, "name": "shop", "regions": [{"name": "eu", "number": 1}, {"name": "us", "number": 2}],
            "classes": [{"name": "notes", "keys": "note/*", "labels": [], "type": "counter"}]})"));
  }));
}

static void a_region_tells_what_it_counted() {
  aa::Region eu = aa::Region::open(shop_deployment(), "eu");
  eu.put("note/1", "1", {}, {}, 1000);
  check(eu.metrics(1000).find(R"("labels":{"class":"notes"})") != std::string::npos);
  check(eu.open_metrics(1000).find("active_active_writes_total{region=\"eu\",class=\"notes\"} 1\n") != std::string::npos);
  aa::DiagnoseOptions options;
  options.allow_keys = true;
  check(eu.diagnose(options, 1000).find(R"("state":"healthy")") != std::string::npos);
}

int main() {
  run(every_kind_of_write);
  run(a_context_spares_what_it_had_not_seen);
  run(regions_converge);
  run(rights_expiry_and_several_writes_as_one);
  run(what_waits_is_listed_and_retried);
  run(a_snapshot_restores);
  run(a_region_tells_what_it_counted);
  finish();
}
