// Steps on regions.
#include <algorithm>
#include <functional>
#include <optional>

#include "world.hpp"

namespace {

using Do = std::function<Json(const Step &, World &, aa_region *)>;

constexpr int kPassesMax = 30;

template <typename Call>
Json take_json(Call call) {
  return read_json(take_text(call));
}

Json violated(const aa_read *read) {
  Json rules = Json::array();
  for (std::size_t at = 0; at < aa_read_violated_len(read); ++at) {
    const aa_str rule = aa_read_violated_at(read, at);
    rules.push_back(std::string(rule.data, rule.len));
  }
  return rules;
}

Json get(const Step &step, World &, aa_region *on) {
  const std::string key = step.text("key");
  const auto read = make<Read>([&](auto out, auto error) { return aa_region_get(on, step.now_ms, str(key), out, error); });
  if (read == nullptr) return {};
  const Json document = take_json([&](auto out, auto error) { return aa_read_to_json(read.get(), out, error); });
  if (!same(document["context"], bytes_json(copied(aa_read_context(read.get()))))) throw Broken{"two contexts"};
  if (document["violated"] != violated(read.get())) throw Broken{"two lists of violated rules"};
  return document;
}

Json value(const Step &step, World &world, aa_region *on) {
  const Json read = get(step, world, on);
  return read.is_null() ? read : read["value"];
}

Json versions(const Step &step, World &, aa_region *on) {
  const std::string key = step.text("key");
  const Path path(step.has("path") ? step["path"] : Json::array());
  return take_json(
      [&](auto out, auto error) { return aa_region_versions(on, str(key), path.data(), path.size(), out, error); });
}

Json log_entries(const Step &step, World &world, aa_region *on) {
  const std::string key = step.text("key");
  const Path path(step.has("path") ? step["path"] : Json::array());
  std::optional<aa_timestamp> after;
  if (step.has("after")) {
    const std::string text = world.handed(step["after"]).get<std::string>();
    after = take<aa_timestamp>([&](auto out, auto error) { return aa_timestamp_parse(str(text), out, error); });
  }
  return take_json([&](auto out, auto error) {
    return aa_region_log_entries(on, str(key), path.data(), path.size(), after ? &*after : nullptr,
                                 step.number_or("limit", 1000), out, error);
  });
}

Json keys(const Step &step, World &, aa_region *on) {
  const std::string prefix = step.text_or("prefix", ""), after = step.text_or("after", "");
  return take_json([&](auto out, auto error) {
    return aa_region_keys(on, str(prefix), step.has("after") ? str(after) : aa_str{nullptr, 0},
                          step.number_or("limit", 100), out, error);
  });
}

Json batches_from(aa_region *on, const std::string &target, std::uint64_t now_ms, std::size_t bytes_max) {
  const auto batches = make<Batches>(
      [&](auto out, auto error) { return aa_region_batches_for(on, now_ms, str(target), bytes_max, out, error); });
  Json list = Json::array();
  for (std::size_t at = 0; at < aa_batches_len(batches.get()); ++at) {
    list.push_back(bytes_json(copied(aa_batches_at(batches.get(), at))));
  }
  return list;
}

Json batches_for(const Step &step, World &, aa_region *on) {
  return batches_from(on, step.text("target"), step.now_ms, step.number_or("bytes_max", 1 << 20));
}

Bytes acknowledgement_for(const aa_region *on, const std::string &target) {
  return take_bytes([&](auto out, auto error) { return aa_region_acknowledgement_for(on, str(target), out, error); });
}

std::string acknowledged(aa_region *on, const Bytes &acknowledgement) {
  return take_text([&](auto out, auto error) { return aa_region_acknowledge(on, bytes(acknowledgement), out, error); });
}

Json acknowledge(const Step &step, World &world, aa_region *on) {
  return acknowledged(on, step.has("from") ? acknowledgement_for(world.region(step.text("from")), World::at(world.regions, step.on).name)
                                           : world.handed_bytes(step["acknowledgement"]));
}

Json applied(aa_region *on, const Bytes &batch, std::uint64_t now_ms) {
  aa_apply_summary summary{};
  const Json report =
      take_json([&](auto out, auto error) { return aa_region_apply(on, now_ms, bytes(batch), &summary, out, error); });
  if (report["applied"] != summary.applied || report["duplicates"] != summary.duplicates ||
      report["released"] != summary.released || report["conflicts"].size() != summary.conflicts ||
      report["held"].size() != summary.held) {
    throw Broken{"a summary that is not the report's: " + report.dump()};
  }
  return report;
}

/// Adds a report to a sum of reports.
void include(Json &sum, const Json &report) {
  for (const char *figure : {"applied", "duplicates", "released"}) {
    sum[figure] = sum[figure].get<std::uint64_t>() + report[figure].get<std::uint64_t>();
  }
  for (const Json &id : report["conflicts"]) sum["conflicts"].push_back(id);
  sum["held"] = report["held"];
}

Json no_reports() {
  return {{"applied", 0}, {"duplicates", 0}, {"released", 0}, {"conflicts", Json::array()}, {"held", Json::array()}};
}

Json apply_all(aa_region *on, const Json &batches, std::uint64_t now_ms) {
  Json sum = no_reports();
  for (const Json &batch : batches) include(sum, applied(on, json_bytes(batch), now_ms));
  return sum;
}

Json apply(const Step &step, World &world, aa_region *on) {
  return step.has("batches") ? apply_all(on, world.handed(step["batches"]), step.now_ms)
                             : applied(on, world.handed_bytes(step["batch"]), step.now_ms);
}

Json held(const Step &, World &, aa_region *on) {
  return take_json([&](auto out, auto error) { return aa_region_held(on, out, error); });
}

Json retry_held(const Step &step, World &, aa_region *on) {
  Json sum = no_reports();
  for (const Json &report :
       take_json([&](auto out, auto error) { return aa_region_retry_held(on, step.now_ms, out, error); })) {
    include(sum, report);
  }
  return sum;
}

Json conflicts(const Step &step, World &, aa_region *on) {
  const std::string kind = step.text_or("kind", ""), state = step.text_or("state", ""), key = step.text_or("key", ""),
                    class_name = step.text_or("class_name", ""), region = step.text_or("region", "");
  const auto given = [&](const char *name, const std::string &text) {
    return step.has(name) ? str(text) : aa_str{nullptr, 0};
  };
  const aa_conflict_filter filter{given("kind", kind), given("state", state), given("key", key), given("class_name", class_name),
                                  given("region", region), step.number_or("from_ms", 0), step.number_or("until_ms", 0),
                                  step.number_or("limit", 0)};
  return take_json([&](auto out, auto error) { return aa_region_conflicts(on, &filter, out, error); });
}

Json conflict(const Step &step, World &world, aa_region *on) {
  const std::string id = world.handed(step["id"]).get<std::string>();
  return take_json([&](auto out, auto error) { return aa_region_conflict(on, str(id), out, error); });
}

Json conflicts_since(const Step &step, World &world, aa_region *on) {
  const Json &cursor = world.handed(step["cursor"]);
  const auto from = (cursor.is_object() ? cursor["cursor"] : cursor).get<std::uint64_t>();
  return take_json([&](auto out, auto error) {
    return aa_region_conflicts_since(on, from, step.number_or("limit", 1000), out, error);
  });
}

Json explain(const Step &step, World &, aa_region *on) {
  const std::string key = step.text("key");
  const Path path(step.has("path") ? step["path"] : Json::array());
  return take_json([&](auto out, auto error) {
    return aa_region_explain(on, str(key), path.data(), path.size(), out, error);
  });
}

Json rights(const Step &step, World &, aa_region *on) {
  const std::string key = step.text("key");
  const Path path(step.has("path") ? step["path"] : Json::array());
  return take_json([&](auto out, auto error) {
    return aa_region_rights(on, str(key), path.data(), path.size(), out, error);
  });
}

Json changes_since(const Step &step, World &world, aa_region *on) {
  const Json &cursor = world.handed(step["cursor"]);
  const auto from = (cursor.is_object() ? cursor["cursor"] : cursor).get<std::uint64_t>();
  return take_json([&](auto out, auto error) {
    return aa_region_changes_since(on, from, step.number_or("limit", 1000), out, error);
  });
}

Json snapshot(const Step &, World &, aa_region *on) {
  return bytes_json(take_bytes([&](auto out, auto error) { return aa_region_snapshot(on, out, error); }));
}

Json status(const Step &, World &, aa_region *on) {
  return take_json([&](auto out, auto error) { return aa_region_status(on, out, error); });
}

Json metrics(const Step &step, World &, aa_region *on) {
  return take_json([&](auto out, auto error) { return aa_region_metrics(on, step.now_ms, out, error); });
}

Json open_metrics(const Step &step, World &, aa_region *on) {
  const std::string text =
      take_text([&](auto out, auto error) { return aa_region_open_metrics(on, step.now_ms, out, error); });
  Json lines = Json::array();
  std::size_t start = 0;
  for (std::size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n', start)) {
    lines.push_back(text.substr(start, end - start));
    start = end + 1;
  }
  lines.push_back(text.substr(start));
  return lines;
}

Json diagnose(const Step &step, World &, aa_region *on) {
  aa_diagnose_options options = aa_diagnose_options_default();
  const Json given = step.has("options") ? step["options"] : Json::object();
  const auto member = [&](const char *name, auto &at) {
    if (given.contains(name)) at = given[name].get<std::decay_t<decltype(at)>>();
  };
  member("conflicts_min", options.conflicts_min);
  member("hotspot_keys", options.hotspot_keys);
  member("hotspot_percent", options.hotspot_percent);
  member("misrouting_percent", options.misrouting_percent);
  member("clock_skew_ms", options.clock_skew_ms);
  member("silent_ms", options.silent_ms);
  member("allow_keys", options.allow_keys);
  return take_json([&](auto out, auto error) { return aa_region_diagnose(on, step.now_ms, &options, out, error); });
}

Json load_deployment(const Step &step, World &, aa_region *on) {
  const Deployment next = parse_deployment(step["document"]);
  check([&](auto error) { return aa_region_load_deployment(on, next.get(), error); });
  return {};
}

Json replay(const Step &step, World &, aa_region *on) {
  const Deployment next = parse_deployment(step["document"]);
  return take_json([&](auto out, auto error) { return aa_region_replay(on, next.get(), out, error); });
}

Json open(const Step &step, World &world, aa_region *) {
  open_region(step, world);
  return {};
}

Json close(const Step &step, World &world, aa_region *) {
  world.regions.erase(step.on);
  world.order.erase(std::remove(world.order.begin(), world.order.end(), step.on), world.order.end());
  return {};
}

Json synced(World &world, const std::string &from, const std::string &to, std::uint64_t now_ms) {
  aa_region *source = world.region(from), *target = world.region(to);
  const Json sum = apply_all(target, batches_from(source, World::at(world.regions, to).name, now_ms, 1 << 20), now_ms);
  acknowledged(source, acknowledgement_for(target, World::at(world.regions, from).name));
  return sum;
}

Json sync(const Step &step, World &world, aa_region *) {
  return synced(world, step.text("from"), step.text("to"), step.now_ms);
}

Json sync_all(const Step &step, World &world, aa_region *) {
  const auto aliases = step.has("on") ? step["on"].get<std::vector<std::string>>() : world.order;
  for (int pass = 0; pass < kPassesMax; ++pass) {
    std::uint64_t moved = 0;
    for (const std::string &from : aliases) {
      for (const std::string &to : aliases) {
        if (from == to) continue;
        const Json sum = synced(world, from, to, step.now_ms);
        moved += sum["applied"].get<std::uint64_t>() + sum["released"].get<std::uint64_t>();
      }
    }
    if (moved == 0) return {};
  }
  throw Broken{"still changes after " + std::to_string(kPassesMax) + " passes"};
}

std::string digest_of(const World &world, const std::string &alias) {
  const auto parsed = world.parsed.find(alias);
  const auto digest = take<aa_digest>([&](auto out, auto error) {
    return parsed == world.parsed.end() ? aa_region_digest(World::at(world.regions, alias).handle.get(), out, error)
                                        : aa_deployment_digest(parsed->second.get(), out, error);
  });
  return to_hex(digest.bytes, sizeof digest.bytes);
}

Json same_state(const Step &step, World &world, aa_region *) {
  const bool snapshots = step.has("snapshots") && step["snapshots"].get<bool>();
  std::string first;
  for (const Json &alias : step["on"]) {
    const std::string name = alias.get<std::string>();
    const std::string state =
        digest_of(world, name) + (snapshots ? snapshot(step, world, world.region(name)).dump() : "");
    if (!first.empty() && state != first) return false;
    first = state;
  }
  return true;
}

Json mutate(const Step &step, World &world, aa_region *) {
  Bytes mutated = world.handed_bytes(step["of"]);
  const auto size = static_cast<std::int64_t>(mutated.size());
  const auto from_end = [&](const Json &at) {
    const auto offset = at.get<std::int64_t>();
    return static_cast<std::size_t>(offset < 0 ? size + offset : offset);
  };
  if (step.has("truncate")) mutated.resize(from_end(step["truncate"]));
  if (step.has("flip")) mutated.at(from_end(step["flip"])) ^= 0xff;
  if (step.has("append")) {
    const Bytes more = step.hex("append");
    mutated.insert(mutated.end(), more.begin(), more.end());
  }
  if (step.has("set")) {
    const Bytes over = from_hex(step["set"]["hex"].get<std::string>());
    std::copy(over.begin(), over.end(), mutated.begin() + static_cast<std::ptrdiff_t>(from_end(step["set"]["offset"])));
  }
  return bytes_json(mutated);
}

/// Hands damaged bytes over; whether they are refused, which `internal` never is.
bool refuses(const Step &step, World &world, aa_region *on, const Bytes &damaged) {
  try {
    if (step.text("into") == "apply") {
      applied(on, damaged, step.now_ms);
    } else if (step.text("into") == "acknowledge") {
      acknowledged(on, damaged);
    } else {
      world.saved["damaged"] = bytes_json(damaged);
      Json members = step.members;
      members["as"] = "a throw-away region";
      members["snapshot"] = "$damaged";
      open_region(Step{members, "restore", "", step.now_ms}, world);
      close(Step{members, "close", "a throw-away region", step.now_ms}, world, nullptr);
    }
  } catch (const Refused &refused) {
    if (refused.code == "internal") throw;
    return true;
  }
  return false;
}

Json sweep(const Step &step, World &world, aa_region *) {
  const Bytes whole = world.handed_bytes(step["of"]);
  aa_region *on = step.text("into") == "restore" ? nullptr : world.region(step.on);
  const std::string before = on == nullptr ? "" : fingerprint(on);
  for (std::size_t at = 0; at < whole.size(); ++at) {
    Bytes damaged = whole;
    if (step.text("mode") == "flip") {
      damaged[at] ^= 0xff;
      refuses(step, world, on, damaged);
      continue;
    }
    damaged.resize(at);
    if (!refuses(step, world, on, damaged)) throw Broken{"the first " + std::to_string(at) + " bytes were taken"};
    if (on != nullptr && fingerprint(on) != before) throw Broken{"a refusal that changed the region"};
  }
  return {};
}

const std::map<std::string, Do> kSteps = {
    {"get", get},
    {"value", value},
    {"versions", versions},
    {"log_entries", log_entries},
    {"keys", keys},
    {"batches_for", batches_for},
    {"acknowledgement_for",
     [](const Step &step, World &, aa_region *on) { return bytes_json(acknowledgement_for(on, step.text("target"))); }},
    {"acknowledge", acknowledge},
    {"apply", apply},
    {"digest_for",
     [](const Step &step, World &, aa_region *on) {
       const std::string target = step.text("target");
       const auto digest = take<aa_digest>(
           [&](auto out, auto error) { return aa_region_digest_for(on, str(target), out, error); });
       return Json(to_hex(digest.bytes, sizeof digest.bytes));
     }},
    {"snapshot_for",
     [](const Step &step, World &, aa_region *on) {
       const std::string target = step.text("target");
       return bytes_json(
           take_bytes([&](auto out, auto error) { return aa_region_snapshot_for(on, str(target), out, error); }));
     }},
    {"purges",
     [](const Step &step, World &, aa_region *on) {
       return take_json([&](auto out, auto error) { return aa_region_purges(on, step.now_ms, out, error); });
     }},
    {"held", held},
    {"retry_held", retry_held},
    {"conflicts", conflicts},
    {"conflict", conflict},
    {"conflicts_since", conflicts_since},
    {"explain", explain},
    {"rights", rights},
    {"changes_since", changes_since},
    {"snapshot", snapshot},
    {"status", status},
    {"metrics", metrics},
    {"open_metrics", open_metrics},
    {"diagnose", diagnose},
    {"load_deployment", load_deployment},
    {"replay", replay},
    {"register_merge", register_merge},
    {"merge_violations", merge_violations},
    {"open", open},
    {"restore", open},
    {"close", close},
    {"sync", sync},
    {"sync_all", sync_all},
    {"same", same_state},
    {"mutate", mutate},
    {"sweep", sweep},
};

/// The secret that the options may have is kept in `secret`.
aa_options options_of(const Json &given, Bytes &secret) {
  aa_options options = aa_options_default();
  const std::map<std::string, std::function<void(std::uint64_t)>> members = {
      {"incarnation", [&](auto n) { options.incarnation = static_cast<std::uint16_t>(n); }},
      {"process", [&](auto n) { options.process = static_cast<std::uint32_t>(n); }},
      {"max_drift_ms", [&](auto n) { options.max_drift_ms = n; }},
      {"max_ahead_ms", [&](auto n) { options.max_ahead_ms = n; }},
      {"max_jump_ms", [&](auto n) { options.max_jump_ms = n; }},
      {"conflicts_max", [&](auto n) { options.conflicts_max = n; }},
      {"held_bytes_max", [&](auto n) { options.held_bytes_max = n; }},
      {"feed_bytes", [&](auto n) { options.feed_bytes = n; }},
      {"batch_bytes_max", [&](auto n) { options.batch_bytes_max = n; }},
      {"relay_after_ms", [&](auto n) { options.relay_after_ms = n; }},
      {"metrics", [&](auto n) { options.metrics = n != 0; }},
      {"metrics_window_ms", [&](auto n) { options.metrics_window_ms = n; }},
      {"conflict_rate_threshold", [&](auto n) { options.conflict_rate_threshold = n; }},
      {"merge_budget_ms", [&](auto n) { options.merge_budget_ms = n; }},
      {"sample_merges", [&](auto n) { options.sample_merges = n; }},
  };
  for (const auto &[name, number] : given.items()) {
    if (name == "claim_secret") {
      secret = from_hex(number.at("$hex").template get<std::string>());
      options.claim_secret = bytes(secret);
      continue;
    }
    if (members.count(name) == 0) throw Broken{"there is no option `" + name + "`"};
    members.at(name)(number.is_null()      ? AA_NONE
                     : number.is_boolean() ? std::uint64_t{number.template get<bool>()}
                                           : number.template get<std::uint64_t>());
  }
  return options;
}

}  // namespace

Json do_region(const Step &step, World &world) {
  const auto opened = world.regions.find(step.on);
  aa_region *on = opened == world.regions.end() ? nullptr : opened->second.handle.get();
  Json answer;
  if (do_write(step, world, on, answer)) return answer;
  const auto found = kSteps.find(step.kind);
  if (found == kSteps.end()) throw Broken{"there is no step `" + step.kind + "`"};
  return found->second(step, world, on);
}

std::string fingerprint(const aa_region *region) {
  const auto digest = take<aa_digest>([&](auto out, auto error) { return aa_region_digest(region, out, error); });
  return to_hex(digest.bytes, sizeof digest.bytes) +
         take_text([&](auto out, auto error) { return aa_region_status(region, out, error); });
}

void open_region(const Step &step, World &world) {
  const Json &given = step.has("deployment") ? step["deployment"] : world.deployment;
  const Deployment deployment =
      parse_deployment(given.is_string() ? world.deployments.at(given.get<std::string>()) : given);
  const std::string alias = step.text("as"), name = step.text("region");
  Bytes secret;
  const aa_options options = options_of(step.has("options") ? step["options"] : Json::object(), secret);
  Region opened = make<Region>([&](auto out, auto error) {
    if (!step.has("snapshot")) return aa_region_open(deployment.get(), str(name), &options, out, error);
    const Bytes snapshot = world.handed_bytes(step["snapshot"]);
    return aa_region_restore(deployment.get(), str(name), &options, bytes(snapshot), out, error);
  });
  world.order.erase(std::remove(world.order.begin(), world.order.end(), alias), world.order.end());
  world.order.push_back(alias);
  world.regions[alias] = Opened{std::move(opened), name};
}
