// Steps on routing: where requests go, and how long a failover takes.
#include <algorithm>

#include "world.hpp"

namespace {

/// The keys of a step: hexadecimal digits by number, the lowest signs.
TokenKeys keys_of(const Step &step) {
  std::vector<std::pair<std::uint32_t, Bytes>> given;
  for (const auto &[number, digits] : step["keys"].items()) {
    given.emplace_back(static_cast<std::uint32_t>(std::stoul(number)), from_hex(digits.get<std::string>()));
  }
  std::sort(given.begin(), given.end());
  std::vector<aa_token_key> lent;
  for (const auto &[number, key] : given) lent.push_back({number, bytes(key)});
  return make<TokenKeys>(
      [&](auto out, auto error) { return aa_token_keys_new(lent.data(), lent.size(), out, error); });
}

Json router(const Step &step, World &world) {
  const Json &named = step["deployment"];
  const Deployment deployment =
      parse_deployment(named.is_string() ? world.deployments.at(named.get<std::string>()) : named);
  const TokenKeys keys = step.has("keys") ? keys_of(step) : nullptr;
  world.routers[step.text("as")] = make<Router>([&](auto out, auto error) {
    return aa_router_new(deployment.get(), aa_bytes{nullptr, 0}, keys.get(), out, error);
  });
  return {};
}

/// CRC-32 over what routers answered, for comparison with the other runtimes.
void answered(World &world, const std::string &text) {
  std::uint32_t sum = ~world.answers;
  for (const unsigned char byte : text) {
    sum ^= byte;
    for (int bit = 0; bit < 8; ++bit) sum = sum >> 1 ^ (0xedb88320u * (sum & 1));
  }
  world.answers = ~sum;
  world.has_answers = true;
}

Json router_call(const Step &step, World &world) {
  aa_router *on = World::at(world.routers, step.on).get();
  const std::string call = step.text("call");
  Json with = step.has("with") ? step["with"] : Json::object();
  if (step.has("token")) with["token"] = world.handed(step["token"]);
  const std::string given = value_text(written_out(with));
  const auto text = [&](const char *name) { return with.at(name).get<std::string>(); };
  const auto told = [&](auto function) {
    return take_text([&](auto out, auto error) { return function(on, str(given), out, error); });
  };
  const auto told_at = [&](auto function) {
    return take_text([&](auto out, auto error) { return function(on, step.now_ms, str(given), out, error); });
  };
  std::string answer = "null";
  if (call == "route") {
    answer = told_at(aa_router_route);
  } else if (call == "locate") {
    answer = told(aa_router_locate);
  } else if (call == "observe") {
    const auto state = take<aa_str>(
        [&](auto out, auto error) { return aa_router_observe(on, step.now_ms, str(given), out, error); });
    answer = Json(std::string(state.data, state.len)).dump();
  } else if (call == "health") {
    answer = take_text([&](auto out, auto error) { return aa_router_health(on, step.now_ms, out, error); });
  } else if (call == "set_home") {
    const bool news = take<bool>([&](auto out, auto error) { return aa_router_set_home(on, str(given), out, error); });
    answer = news ? "true" : "false";
  } else if (call == "set_progress") {
    check([&](auto error) { return aa_router_set_progress(on, str(given), error); });
  } else if (call == "set_draining") {
    const std::string region = text("region"), reason = with.value("override_reason", "");
    check([&](auto error) {
      return aa_router_set_draining(on, step.now_ms, str(region), with.at("draining").get<bool>(),
                                    reason.empty() ? aa_str{nullptr, 0} : str(reason), error);
    });
  } else if (call == "failover_plan") {
    answer = told_at(aa_router_failover_plan);
  } else if (call == "nearest") {
    answer = take_text([&](auto out, auto error) {
      return aa_router_nearest(on, with.at("latitude").get<double>(), with.at("longitude").get<double>(),
                               with.value("limit", std::size_t{1}), out, error);
    });
  } else if (call == "subject_hash") {
    const std::string subject = text("subject");
    const std::string hash =
        take_text([&](auto out, auto error) { return aa_router_subject_hash(on, str(subject), out, error); });
    answer = Json(hash).dump();
  } else {
    throw Broken{"`" + call + "` is no call of a router here"};
  }
  answered(world, answer);
  return read_json(answer);
}

/// How many of the subjects `<prefix>0`, `<prefix>1`, ... go to each region.
Json route_counts(const Step &step, World &world) {
  const aa_router *on = World::at(world.routers, step.on).get();
  std::map<std::string, std::uint64_t> counts;
  Json with = step["with"];
  for (std::uint64_t at = 0; at < step.number("count"); ++at) {
    with["subject"] = step.text("prefix") + std::to_string(at);
    const std::string request = value_text(written_out(with));
    const Json route = read_json(take_text(
        [&](auto out, auto error) { return aa_router_route(on, step.now_ms, str(request), out, error); }));
    ++counts[route["region"].is_null() ? "none" : route["region"].get<std::string>()];
  }
  for (const auto &[name, count] : counts) {
    const Json &between = step["between"];
    if (!between.contains(name) || count < between[name][0].get<std::uint64_t>() ||
        count > between[name][1].get<std::uint64_t>())
      throw Broken{std::to_string(count) + " of the subjects go to " + name};
  }
  return counts.size();
}

Json session_token(const Step &step, World &world) {
  const TokenKeys keys = keys_of(step);
  const std::string earlier = step.has("earlier") ? world.handed(step["earlier"]).get<std::string>() : "";
  return take_text([&](auto out, auto error) {
    return aa_region_token(world.region(step.on), step.now_ms, keys.get(),
                           earlier.empty() ? aa_str{nullptr, 0} : str(earlier), step.number_or("epoch", AA_NONE),
                           step.has("contested") && step["contested"].get<bool>(), out, error);
  });
}

Json session_covers(const Step &step, World &world) {
  const TokenKeys keys = keys_of(step);
  const std::string token = world.handed(step["token"]).get<std::string>();
  return take<bool>([&](auto out, auto error) {
    return aa_region_covers(world.region(step.on), keys.get(), str(token), out, error);
  });
}

Json distance(const Step &step, World &) {
  const auto degrees = [&](const char *place, const char *name) { return step[place].at(name).get<double>(); };
  return take<std::uint32_t>([&](auto out, auto error) {
    return aa_distance_km(degrees("a", "latitude"), degrees("a", "longitude"), degrees("b", "latitude"),
                          degrees("b", "longitude"), out, error);
  });
}

Json compare_failover(const Step &step, World &) {
  const std::string methods = value_text(written_out(step["methods"]));
  return read_json(
      take_text([&](auto out, auto error) { return aa_compare_failover(str(methods), out, error); }));
}

Json decide(const Step &step, World &) {
  const std::string document = value_text(written_out(step["document"])), request = value_text(written_out(step["request"]));
  const auto deployment = make<Deployment>(
      [&](auto out, auto error) { return aa_deployment_parse(str(document), out, error); });
  return read_json(take_text(
      [&](auto out, auto error) { return aa_deployment_decide(deployment.get(), str(request), out, error); }));
}

Json find_place(const Step &step, World &) {
  const std::string id = step.text("id");
  return read_json(take_text([&](auto out, auto error) { return aa_find_place(str(id), out, error); }));
}

using Do = Json (*)(const Step &, World &);

const std::map<std::string, Do> kSteps = {
    {"router", router},
    {"router_call", router_call},
    {"route_counts", route_counts},
    {"session_token", session_token},
    {"session_covers", session_covers},
    {"distance", distance},
    {"compare_failover", compare_failover},
    {"decide", decide},
    {"find_place", find_place},
};

}  // namespace

bool do_routing(const Step &step, World &world, Json &answer) {
  const auto found = kSteps.find(step.kind);
  if (found == kSteps.end()) return false;
  answer = found->second(step, world);
  return true;
}
