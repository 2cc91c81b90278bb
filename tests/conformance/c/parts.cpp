// Steps on the parts that need no engine: clocks, timestamps, causality, values, deployments, ids.
#include <algorithm>
#include <functional>
#include <optional>

#include "world.hpp"

namespace {

using Do = std::function<Json(const Step &, World &)>;

std::string formatted(aa_timestamp timestamp) {
  char text[AA_TIMESTAMP_TEXT_LEN + 1];
  check([&](auto error) { return aa_timestamp_format(timestamp, text, sizeof text, error); });
  return text;
}

aa_timestamp parsed(const std::string &text) {
  return take<aa_timestamp>([&](auto out, auto error) { return aa_timestamp_parse(str(text), out, error); });
}

std::uint64_t node_of(const Json &digits) { return std::stoull(digits.get<std::string>(), nullptr, 16); }

std::string hex16(std::uint64_t number) {
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(number));
  return text;
}

Json clock(const Step &step, World &world) {
  aa_clock_options options = aa_clock_options_default(node_of(step["node"]));
  const Json given = step.has("options") ? step["options"] : Json::object();
  const auto member = [&](const char *name, std::uint64_t &at) {
    if (given.contains(name)) at = given[name].is_null() ? AA_NONE : given[name].get<std::uint64_t>();
  };
  member("max_drift_ms", options.max_drift_ms);
  member("max_ahead_ms", options.max_ahead_ms);
  member("max_jump_ms", options.max_jump_ms);
  world.clocks[step.text("as")] = make<Clock>([&](auto out, auto error) {
    return step.has("bound") ? aa_clock_restart(&options, step.number("bound"), out, error)
                             : aa_clock_new(&options, out, error);
  });
  return {};
}

Json tick(const Step &step, World &world) {
  const auto &on = World::at(world.clocks, step.on);
  aa_timestamp last{};
  for (auto times = step.number_or("times", 1); times > 0; --times) {
    last = take<aa_timestamp>([&](auto out, auto error) {
      return step.has("exclusive") ? aa_clock_tick_exclusive(on.get(), step.now_ms, out, error)
                                   : aa_clock_tick(on.get(), step.now_ms, out, error);
    });
  }
  return formatted(last);
}

Json observe(const Step &step, World &world) {
  const auto &on = World::at(world.clocks, step.on);
  for (auto times = step.number_or("times", 1); times > 0; --times) {
    check([&](auto error) { return aa_clock_observe(on.get(), parsed(step.text("timestamp")), step.now_ms, error); });
  }
  return {};
}

Json check_drift(const Step &step, World &world) {
  const auto &on = World::at(world.clocks, step.on);
  check([&](auto error) { return aa_clock_check_drift(on.get(), parsed(step.text("timestamp")), step.now_ms, error); });
  return {};
}

Json reserve(const Step &step, World &world) {
  const auto &on = World::at(world.clocks, step.on);
  const auto bound = take<std::uint64_t>([&](auto out, auto error) {
    return aa_clock_reserve(on.get(), step.now_ms, step.number("ahead_ms"), out, error);
  });
  if (step.has("confirm")) check([&](auto error) { return aa_clock_confirm_reserve(on.get(), bound, error); });
  return bound;
}

Json confirm_jump(const Step &step, World &world) {
  const auto &on = World::at(world.clocks, step.on);
  check([&](auto error) { return aa_clock_confirm_jump(on.get(), step.now_ms, error); });
  return {};
}

Json clock_state(const Step &step, World &world) {
  const aa_clock *on = World::at(world.clocks, step.on).get();
  const auto number = [&](auto getter) {
    return take<std::uint64_t>([&](auto out, auto error) { return getter(on, out, error); });
  };
  const auto last = take<aa_timestamp>([&](auto out, auto error) { return aa_clock_last(on, out, error); });
  const auto bound = number(aa_clock_bound_ms);
  return {{"last", formatted(last)},
          {"node", hex16(number(aa_clock_node))},
          {"bound_ms", bound == AA_NONE ? Json() : Json(bound)},
          {"backward_jumps", number(aa_clock_backward_jumps)}};
}

aa_timestamp made(const Step &step) {
  return take<aa_timestamp>([&](auto out, auto error) {
    if (step.has("text")) return aa_timestamp_parse(str(step.text("text")), out, error);
    if (step.has("bytes")) return aa_timestamp_from_bytes(bytes(step.hex("bytes")), out, error);
    if (step.has("base32")) return aa_timestamp_from_base32(str(step.text("base32")), out, error);
    if (step.has("packed")) {
      *out = aa_timestamp{std::stoull(step["packed"]["time"].get<std::string>()), node_of(step["packed"]["node"])};
      return static_cast<aa_status>(AA_OK);
    }
    const Json &parts = step["parts"];
    return aa_timestamp_new(parts["ms"].get<std::uint64_t>(), parts["counter"].get<std::uint16_t>(),
                            node_of(parts["node"]), out, error);
  });
}

Json timestamp(const Step &step, World &) {
  const aa_timestamp of = made(step);
  const auto next_to = [&](auto neighbour) {
    return formatted(take<aa_timestamp>([&](auto out, auto error) { return neighbour(of, out, error); }));
  };
  const std::map<std::string, std::function<Json()>> members = {
      {"text", [&] { return Json(formatted(of)); }},
      {"bytes",
       [&] {
         std::uint8_t raw[AA_TIMESTAMP_BYTE_LEN];
         check([&](auto error) { return aa_timestamp_to_bytes(of, raw, sizeof raw, error); });
         return Json(to_hex(raw, sizeof raw));
       }},
      {"base32",
       [&] {
         char text[AA_TIMESTAMP_BASE32_LEN + 1];
         check([&](auto error) { return aa_timestamp_to_base32(of, text, sizeof text, error); });
         return Json(std::string(text));
       }},
      {"ms", [&] { return Json(aa_timestamp_ms(of)); }},
      {"counter", [&] { return Json(aa_timestamp_counter(of)); }},
      {"node", [&] { return Json(hex16(of.node)); }},
      {"packed", [&] { return Json(std::to_string(of.packed)); }},
      {"i64",
       [&] {
         return Json(std::to_string(
             take<std::int64_t>([&](auto out, auto error) { return aa_timestamp_to_i64(of, out, error); })));
       }},
      {"next", [&] { return Json(next_to(aa_timestamp_next)); }},
      {"prev", [&] { return Json(next_to(aa_timestamp_prev)); }},
  };
  Json answer = Json::object();
  const Json wanted = step.has("expect") ? step["expect"] : Json::object();
  for (const auto &[name, _] : wanted.items()) {
    try {
      answer[name] = members.at(name)();
    } catch (const Refused &refused) {
      answer[name] = Json{{"$error", refused.code}};
    }
  }
  return answer;
}

Json sort(const Step &step, World &) {
  std::vector<aa_timestamp> stamps;
  for (const Json &text : step["timestamps"]) stamps.push_back(parsed(text.get<std::string>()));
  std::sort(stamps.begin(), stamps.end(),
            [](aa_timestamp a, aa_timestamp b) { return aa_timestamp_compare(a, b) < 0; });
  Json sorted = Json::array();
  for (const aa_timestamp stamp : stamps) sorted.push_back(formatted(stamp));
  return sorted;
}

/// A document of a step: written there, or an answer that was saved.
std::string document(const Step &step, const World &world, const char *name) {
  return value_text(written_out(world.handed(step[name])));
}

VersionVector vector_of(const Step &step, const World &world, const char *name) {
  const std::string text = document(step, world, name);
  return make<VersionVector>([&](auto out, auto error) { return aa_version_vector_from_json(str(text), out, error); });
}

Json vector_json(const VersionVector &vector) {
  return read_json(
      take_text([&](auto out, auto error) { return aa_version_vector_to_json(vector.get(), out, error); }));
}

Json vector_merge(const Step &step, World &world) {
  const VersionVector merged = vector_of(step, world, "a"), other = vector_of(step, world, "b");
  check([&](auto error) { return aa_version_vector_merge(merged.get(), other.get(), error); });
  return vector_json(merged);
}

Json vector_compare(const Step &step, World &world) {
  const VersionVector a = vector_of(step, world, "a"), b = vector_of(step, world, "b");
  const auto relation =
      take<aa_causality>([&](auto out, auto error) { return aa_version_vector_compare(a.get(), b.get(), out, error); });
  return std::vector<const char *>{"equal", "before", "after", "concurrent"}.at(relation);
}

Json vector_covers(const Step &step, World &world) {
  const VersionVector a = vector_of(step, world, "a");
  const std::string text = step.text("dot");
  const auto dot = take<aa_dot>([&](auto out, auto error) { return aa_dot_parse(str(text), out, error); });
  return take<bool>([&](auto out, auto error) { return aa_version_vector_covers(a.get(), dot, out, error); });
}

Json vector_bytes(const Step &step, World &world) {
  const VersionVector a = vector_of(step, world, "a");
  const Bytes raw = take_bytes([&](auto out, auto error) { return aa_version_vector_to_bytes(a.get(), out, error); });
  const auto again =
      make<VersionVector>([&](auto out, auto error) { return aa_version_vector_from_bytes(bytes(raw), out, error); });
  if (!same(vector_json(again), vector_json(a))) throw Broken{"the vector of the bytes is another one"};
  return to_hex(raw.data(), raw.size());
}

Json vector_from_bytes(const Step &step, World &) {
  const Bytes raw = step.hex("bytes");
  return vector_json(
      make<VersionVector>([&](auto out, auto error) { return aa_version_vector_from_bytes(bytes(raw), out, error); }));
}

Json join(const Step &step, World &world) {
  const auto joined = [](const std::string &a, const std::string &b) {
    return take_text([&](auto out, auto error) { return aa_dot_store_join(str(a), str(b), out, error); });
  };
  const std::string a = document(step, world, "a"), b = document(step, world, "b"), result = joined(a, b);
  if (joined(b, a) != result || joined(result, a) != result || joined(result, b) != result) {
    throw Broken{"a join that depends on the order or on repetition"};
  }
  return read_json(result);
}

Json resolve(const Step &step, World &world) {
  const bool named = step["strategy"].is_string();
  const std::string strategy = named ? step.text("strategy") : document(step, world, "strategy");
  const std::string a = document(step, world, "a"), b = document(step, world, "b");
  const auto resolved = [&](const std::string &left, const std::string &right) {
    return read_json(
        take_text([&](auto out, auto error) { return aa_resolve(str(strategy), str(left), str(right), out, error); }));
  };
  const Json answer = resolved(a, b), turned = resolved(b, a);
  if (!same(answer["value"], turned["value"]) || answer["conflict"] != turned["conflict"]) {
    throw Broken{"a resolution that depends on the order"};
  }
  return answer;
}

Json three_way(const Step &step, World &world) {
  const auto optional = [&](const char *name) {
    return step.has(name) ? std::optional<std::string>(document(step, world, name)) : std::nullopt;
  };
  const auto base = optional("base"), rules = optional("rules");
  const std::string a = document(step, world, "a"), b = document(step, world, "b");
  const auto given = [](const std::optional<std::string> &text) { return text ? str(*text) : aa_str{nullptr, 0}; };
  const auto merged = [&](const std::string &left, const std::string &right) {
    return read_json(take_text([&](auto out, auto error) {
      return aa_three_way(given(base), str(left), str(right), given(rules), out, error);
    }));
  };
  const Json answer = merged(a, b), turned = merged(b, a), alone = merged(a, a);
  if (answer["conflicts"].size() != turned["conflicts"].size()) throw Broken{"conflicts that depend on the order"};
  if (!alone["conflicts"].empty()) throw Broken{"a document that is in conflict with itself"};
  return answer;
}

std::string decoded(const Bytes &cbor) {
  return take_text([&](auto out, auto error) { return aa_value_from_cbor(bytes(cbor), nullptr, out, error); });
}

Json canonical(const Step &step, World &) {
  const Json value = step.has("json") ? Json() : written_out(step["value"]);
  if (needs_cbor(value)) return decoded(value_cbor(value));
  const std::string json = step.has("json") ? step.text("json") : value_text(value);
  const Bytes cbor = take_bytes([&](auto out, auto error) { return aa_value_to_cbor(str(json), nullptr, out, error); });
  return {{"cbor", to_hex(cbor.data(), cbor.size())}, {"json", decoded(cbor)}};
}

Json from_cbor(const Step &step, World &) { return {{"json", decoded(step.hex("bytes"))}}; }

Json deployment_diff(const Step &step, World &) {
  const Deployment old = parse_deployment(step["old"]), next = parse_deployment(step["document"]);
  return read_json(
      take_text([&](auto out, auto error) { return aa_deployment_diff(old.get(), next.get(), out, error); }));
}

Json deployment(const Step &step, World &world) {
  Deployment made = step.has("text") ? make<Deployment>([&](auto out, auto error) {
    return aa_deployment_parse(str(step.text("text")), out, error);
  })
                                     : parse_deployment(step["document"]);
  const Json answer =
      read_json(take_text([&](auto out, auto error) { return aa_deployment_to_json(made.get(), out, error); }));
  if (step.has("as")) world.parsed[step.text("as")] = std::move(made);
  return answer;
}

std::string uuid_text(aa_uuid id) {
  char text[AA_UUID_TEXT_LEN + 1];
  check([&](auto error) { return aa_uuid_format(id, text, sizeof text, error); });
  return text;
}

Json uuid7(const Step &step, World &world) {
  world.uuids[step.text("as")] = make<Uuid7>([](auto out, auto error) { return aa_uuid7_new(out, error); });
  return {};
}

Json uuid_next(const Step &step, World &world) {
  const auto &on = World::at(world.uuids, step.on);
  const Bytes random = step.hex("random");
  std::string last;
  for (auto times = step.number_or("times", 1); times > 0; --times) {
    const std::string next = uuid_text(take<aa_uuid>(
        [&](auto out, auto error) { return aa_uuid7_next(on.get(), step.now_ms, bytes(random), out, error); }));
    if (next <= last) throw Broken{next + " does not follow " + last};
    last = next;
  }
  return last;
}

Json uuid_causal(const Step &step, World &) {
  const Bytes random = step.hex("random");
  return uuid_text(take<aa_uuid>(
      [&](auto out, auto error) { return aa_uuid_causal(parsed(step.text("timestamp")), bytes(random), out, error); }));
}

Json uuid_parse(const Step &step, World &) {
  const std::string text = step.text("text");
  return uuid_text(take<aa_uuid>([&](auto out, auto error) { return aa_uuid_parse(str(text), out, error); }));
}

Json snowflake(const Step &step, World &world) {
  world.snowflakes[step.text("as")] = make<Snowflake>([&](auto out, auto error) {
    return aa_snowflake_new(step["worker"].get<std::uint16_t>(), step.number("epoch_ms"), out, error);
  });
  return {};
}

Json snowflake_next(const Step &step, World &world) {
  const auto &on = World::at(world.snowflakes, step.on);
  std::uint64_t last = 0;
  for (auto times = step.number_or("times", 1); times > 0; --times) {
    last =
        take<std::uint64_t>([&](auto out, auto error) { return aa_snowflake_next(on.get(), step.now_ms, out, error); });
  }
  return std::to_string(last);
}

Json snowflake_decode(const Step &step, World &world) {
  const auto &on = World::at(world.snowflakes, step.on);
  const auto parts = take<aa_snowflake_parts>(
      [&](auto out, auto error) { return aa_snowflake_decode(on.get(), std::stoull(step.text("id")), out, error); });
  return {{"ms", parts.ms}, {"worker", parts.worker}, {"sequence", parts.sequence}};
}

Json rate_monitor(const Step &step, World &world) {
  world.monitors[step.text("as")] = make<RateMonitor>([&](auto out, auto error) {
    return aa_rate_monitor_new(step.number("threshold"), step.number("window_ms"), out, error);
  });
  return {};
}

Json rate_observe(const Step &step, World &world) {
  aa_rate_monitor *on = World::at(world.monitors, step.on).get();
  const bool breached = take<bool>([&](auto out, auto error) {
    return aa_rate_monitor_observe(on, step.now_ms, step.number("total"), out, error);
  });
  const bool again = take<bool>([&](auto out, auto error) { return aa_rate_monitor_breached(on, out, error); });
  if (breached != again) throw Broken{"two states of one monitor"};
  const auto number = [&](auto getter) {
    return take<std::uint64_t>([&](auto out, auto error) { return getter(on, out, error); });
  };
  return {{"state", breached ? "breached" : "normal"},
          {"count", number(aa_rate_monitor_count)},
          {"threshold", number(aa_rate_monitor_threshold)},
          {"window_ms", number(aa_rate_monitor_window_ms)}};
}

Json rate_configure(const Step &step, World &world) {
  aa_rate_monitor *on = World::at(world.monitors, step.on).get();
  check([&](auto error) {
    return aa_rate_monitor_configure(on, step.number("threshold"), step.number("window_ms"), error);
  });
  return {};
}

Json space_saving(const Step &step, World &world) {
  world.sketches[step.text("as")] = make<SpaceSaving>(
      [&](auto out, auto error) { return aa_space_saving_new(step.number("capacity"), out, error); });
  return {};
}

Json space_add(const Step &step, World &world) {
  aa_space_saving *on = World::at(world.sketches, step.on).get();
  for (const Json &key : step["keys"]) {
    const std::string text = text_of(key);
    check([&](auto error) { return aa_space_saving_add(on, str(text), step.number_or("times", 1), error); });
  }
  return {};
}

Json space_top(const Step &step, World &world) {
  const aa_space_saving *on = World::at(world.sketches, step.on).get();
  const auto total = take<std::uint64_t>([&](auto out, auto error) { return aa_space_saving_total(on, out, error); });
  return {{"total", total}, {"top", read_json(take_text([&](auto out, auto error) {
                               return aa_space_saving_top(on, step.number_or("limit", 100), out, error);
                             }))}};
}

const std::map<std::string, Do> kSteps = {
    {"clock", clock},
    {"tick", tick},
    {"observe", observe},
    {"check_drift", check_drift},
    {"reserve", reserve},
    {"confirm_jump", confirm_jump},
    {"clock_state", clock_state},
    {"timestamp", timestamp},
    {"sort", sort},
    {"vector_merge", vector_merge},
    {"vector_compare", vector_compare},
    {"vector_covers", vector_covers},
    {"vector_bytes", vector_bytes},
    {"vector_from_bytes", vector_from_bytes},
    {"join", join},
    {"resolve", resolve},
    {"three_way", three_way},
    {"canonical", canonical},
    {"from_cbor", from_cbor},
    {"deployment", deployment},
    {"deployment_diff", deployment_diff},
    {"uuid7", uuid7},
    {"uuid_next", uuid_next},
    {"uuid_causal", uuid_causal},
    {"uuid_parse", uuid_parse},
    {"snowflake", snowflake},
    {"snowflake_next", snowflake_next},
    {"snowflake_decode", snowflake_decode},
    {"rate_monitor", rate_monitor},
    {"rate_observe", rate_observe},
    {"rate_configure", rate_configure},
    {"space_saving", space_saving},
    {"space_add", space_add},
    {"space_top", space_top},
};

}  // namespace

Deployment parse_deployment(const Json &document) {
  const std::string text = value_text(written_out(document));
  return make<Deployment>([&](auto out, auto error) { return aa_deployment_parse(str(text), out, error); });
}

bool do_part(const Step &step, World &world, Json &answer) {
  const auto found = kSteps.find(step.kind);
  if (found == kSteps.end()) return false;
  answer = found->second(step, world);
  return true;
}
