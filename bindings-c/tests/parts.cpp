// Clocks, ids, values, causality and deployments as C++ sees them.
#include <algorithm>
#include <type_traits>

#include "shop.hpp"

static_assert(!std::is_copy_constructible_v<aa::Region> && std::is_nothrow_move_constructible_v<aa::Region>);
static_assert(!std::is_copy_constructible_v<aa::Clock> && std::is_nothrow_move_assignable_v<aa::Clock>);
static_assert(std::is_trivially_copyable_v<aa::Timestamp> && std::is_trivially_copyable_v<aa::Dot>);

static void timestamps_are_ordered_values() {
  const auto stamp = aa::Timestamp::parse("017f22e279b0-0005-0001000000000000");
  check(stamp.ms() == 1645557742000 && stamp.counter() == 5 && stamp.node() == aa::node(1, 0, 0));
  check(stamp == aa::Timestamp(stamp.ms(), 5, stamp.node()));
  check(stamp == aa::Timestamp::from_packed(stamp.packed(), stamp.node()));
  const auto bytes = stamp.to_bytes();
  check(stamp == aa::Timestamp::from_bytes({bytes.data(), bytes.size()}));
  check(stamp == aa::Timestamp::from_base32(stamp.to_base32()));
  check(stamp < stamp.next() && stamp.next().prev() <= stamp && stamp.prev() != stamp);
  check(stamp.next() > stamp && stamp >= stamp && stamp.compare(stamp) == 0);
  check(stamp.to_string() == "017f22e279b0-0005-0001000000000000");
  check(stamp.to_i64() == static_cast<std::int64_t>(stamp.packed()));
}

static void a_clock_ticks() {
  aa::Clock clock(aa::ClockOptions(7));
  const aa::Timestamp first = clock.tick(5);
  check(first < clock.tick_exclusive(5));
  clock.observe(aa::Timestamp(100, 3, 9), 50);
  clock.check_drift(aa::Timestamp(100, 3, 9), 50);
  check(clock.tick(50) == aa::Timestamp(100, 4, 7) && clock.last() == aa::Timestamp(100, 4, 7));
  check(clock.node() == 7 && clock.backward_jumps() == 0 && clock.backward_ms_max() == 0);
  check(!clock.bound_ms());
  clock.confirm_reserve(clock.reserve(3000, 10000));
  check(clock.bound_ms() == 13000u);
  check(aa::Clock::restart(aa::ClockOptions(7), 13000).bound_ms() == 13000u);
  check(aa::Clock::resume(aa::ClockOptions(7), clock.last()).tick(1) > clock.last());
  auto options = aa::ClockOptions::device(7);
  options.max_jump_ms = 10;
  const aa::Clock careful(options);
  careful.tick(5);
  check(throws<aa::ClockError>(AA_CLOCK_JUMP, [&] { careful.tick(500); }));
  careful.confirm_jump(500);
  check(careful.tick(500).ms() == 500 && aa::Clock(aa::ClockOptions(7)).tick().ms() > 1600000000000);
}

static void ids_rise() {
  aa::Uuid7 ids;
  const aa::Uuid first = ids.next(1000), second = ids.next(900, aa::Bytes(10, 1));
  check(first < second && first != second && first.ms() == 1000 && first.bytes().size() == 16);
  check(aa::Uuid::parse(first.to_string()) == first);
  check(second < aa::Uuid7::resume(second).next(1));
  check(aa::Uuid::causal(aa::Timestamp(1000, 5, 9)).causal_time() == aa::Timestamp(1000, 5, 9).packed());
  aa::Snowflake snowflakes(3, 1000);
  const std::uint64_t flake = snowflakes.next(1010);
  check(snowflakes.decode(flake).worker == 3 && snowflakes.decode(flake).ms == 1010);
  check(aa::Snowflake::resume(3, 1000, flake).next(1010) > flake);
}

static void rates_and_keys_are_watched() {
  aa::RateMonitor monitor(10, 5000);
  check(!monitor.observe(0, 1000) && monitor.observe(10, 2000) && monitor.breached() && monitor.count() == 10);
  monitor.configure(5, 1000);
  check(monitor.threshold() == 10 && monitor.window_ms() == 5000);
  check(throws<aa::UsageError>(AA_INVALID_ARGUMENT, [&] { monitor.configure(0, 1); }));
  aa::SpaceSaving sketch(2);
  for (const char *key : {"a", "a", "b", "c"}) sketch.add(key);
  check(sketch.top(1) == R"([{"count":2,"error":0,"key":"a"}])");
  check(sketch.total() == 4 && sketch.capacity() == 2 && aa::SpaceSaving().capacity() == 64);
}

static void values_have_one_encoding() {
  const aa::Bytes cbor = aa::to_canonical_cbor(R"({"b": 1.0, "a": null})");
  check(aa::from_canonical_cbor(cbor) == R"({"a":null,"b":1})");
  check(aa::check_canonical(cbor) == cbor.size());
  aa::Limits limits;
  limits.depth = 0;
  check(throws<aa::ValueError>(AA_VALUE_TOO_DEEP, [&] { aa::to_canonical_cbor("[]", limits); }));
}

static void vectors_relate() {
  auto left = aa::VersionVector::from_json(R"({"1.1": 2})");
  const auto right = aa::VersionVector::from_json(R"({"2.1": 1})");
  check(left.compare(right) == aa::Causality::concurrent);
  left.merge(right);
  check(left.compare(right) == aa::Causality::after && right.compare(left) == aa::Causality::before);
  check(aa::VersionVector::from_bytes(left.to_bytes()).compare(left) == aa::Causality::equal);
  auto copy = left.clone();
  copy.advance({1, 1, 0, 0}, 9);
  check(copy.get({1, 1, 0, 0}) == 9 && left.get({1, 1, 0, 0}) == 2);
  check(left.covers(aa::Dot::parse("1.1#2")) && !left.covers(aa::Dot::parse("1.1#3")));
  check(aa::Dot::parse("1.1#2").to_string() == "1.1#2");
  check(left.to_json() == R"({"1.1":2,"2.1":1})" && aa::VersionVector().to_json() == "{}");
}

static void parts_resolve_and_join() {
  const char *a = R"({"value": "x", "dot": "1.1#1", "timestamp": "017f22e279b0-0000-0001000100000000"})";
  const char *b = R"({"value": "y", "dot": "2.1#1", "timestamp": "017f22e279b1-0000-0002000100000000"})";
  check(aa::resolve("last-write-wins", a, b).find(R"("winner":"b")") != std::string::npos);
  const char *store = R"({"versions": [{"dot": "1.1#1", "value": 1}], "context": {"vector": {"1.1": 1}}})";
  check(aa::join(store, R"({"versions": [], "context": {}})").find("1.1#1") != std::string::npos);
}

static void a_deployment_answers() {
  const auto deployment = shop_deployment();
  check(deployment.name() == "shop" && deployment.version() == 1);
  check(deployment.class_of("page/1") == "pages" && deployment.region_number("us") == 2);
  check(deployment.partition_of("page/1") == 0);
  const auto again = aa::Deployment::parse(deployment.to_json());
  check(again.digest() == deployment.digest() && again.digest().to_string().size() == 64);
  deployment.check_successor(again);
}

static void the_version_is_the_librarys() { check(aa::version() == AA_VERSION); }

int main() {
  run(timestamps_are_ordered_values);
  run(a_clock_ticks);
  run(ids_rise);
  run(rates_and_keys_are_watched);
  run(values_have_one_encoding);
  run(vectors_relate);
  run(parts_resolve_and_join);
  run(a_deployment_answers);
  run(the_version_is_the_librarys);
  finish();
}
