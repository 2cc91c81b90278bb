// A refusal is an exception of its area, with the code and the figures behind it.
#include "shop.hpp"

static void each_area_has_its_class() {
  const aa::Deployment deployment = shop_deployment();
  aa::Region eu = aa::Region::open(deployment, "eu");
  check(throws<aa::ClockError>(AA_TIMESTAMP_INVALID, [] { aa::Timestamp::parse("x"); }));
  check(throws<aa::IdError>(AA_WORKER_OUT_OF_RANGE, [] { aa::Snowflake(1024, 0); }));
  check(throws<aa::ValueError>(AA_INVALID_JSON, [] { aa::to_canonical_cbor("{"); }));
  check(throws<aa::DeploymentError>(AA_DEPLOYMENT_INVALID, [] { aa::Deployment::parse("{}"); }));
  check(throws<aa::OperationError>(AA_WRONG_TYPE, [&] { eu.put("page/1", "1"); }));
  check(throws<aa::WireError>(AA_BATCH_MALFORMED, [&] { eu.apply(aa::BytesView()); }));
  eu.put("note/1", "1");
  const aa::Bytes snapshot = eu.snapshot();
  check(throws<aa::ReplicaError>(AA_INCARNATION_USED,
                                 [&] { aa::Region::restore(deployment, "eu", aa::Options(), snapshot); }));
  check(throws<aa::UsageError>(AA_INVALID_ARGUMENT, [&] { aa::ConflictFilter f; f.kind = "no such kind"; eu.conflicts(f); }));
}

static void all_are_one_error_of_the_standard_library() {
  try {
    aa::Deployment::parse(R"({"version": 1, "name": "x", "regions": [{"name": "eu", "number": 0}], "classes": []})");
    check(false);
  } catch (const std::runtime_error &error) {
    check(std::string(error.what()).rfind("deployment_invalid: ", 0) == 0);
  }
}

static void an_error_carries_its_figures() {
  const aa::Clock clock(aa::ClockOptions(1));
  try {
    clock.observe(aa::Timestamp(20000, 0, 7), 1000);
    check(false);
  } catch (const aa::error &error) {
    const aa::Error copy = error;
    check(copy.code() == AA_CLOCK_DRIFT && copy.code_text() == "clock_drift");
    check(copy.detail("limit_ms") == "5000");
    check(!copy.detail("no_such_detail"));
    check(copy.details().find("\"limit_ms\":5000") != std::string_view::npos);
    check(copy.message().size() > 20);
  }
}

static void what_was_moved_from_refuses() {
  aa::Clock clock(aa::ClockOptions(1));
  const aa::Clock moved = std::move(clock);
  check(moved.tick(5).ms() == 5);
  check(throws<aa::UsageError>(AA_NULL_POINTER, [&] { clock.tick(5); }));
}

int main() {
  run(each_area_has_its_class);
  run(all_are_one_error_of_the_standard_library);
  run(an_error_carries_its_figures);
  run(what_was_moved_from_refuses);
  finish();
}
