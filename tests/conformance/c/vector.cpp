// One vector: its regions are opened, its steps done in order, each answer compared.
#include <set>

#include "world.hpp"

namespace {

constexpr std::uint64_t kStartMs = 1'700'000'000'000;
constexpr std::uint64_t kStepMs = 1'000;

// The answers in which an object may have no member that is not expected.
const std::set<std::string> kExact = {"value",        "vector_merge",      "vector_compare", "vector_covers",
                                      "vector_bytes", "vector_from_bytes", "join",           "canonical"};
// What takes a list of aliases as a whole.
const std::set<std::string> kWhole = {"same", "sync_all"};

Json answer_of(const Step &step, World &world) {
  Json answer;
  if (do_routing(step, world, answer)) return answer;
  return do_part(step, world, answer) ? answer : do_region(step, world);
}

void check_refusal(const Step &step, const Refused &refused) {
  const Json details = read_json(refused.details);
  const Json wanted = step.has("details") ? step["details"] : Json::object();
  bool right = refused.code == step.text("error");
  for (const auto &[name, value] : wanted.items())
    right = right && details.contains(name) && same(value, details[name]);
  if (step.has("place")) right = right && details.contains("place") && same(step["place"], details["place"]);
  if (!right) {
    throw Broken{"expected " + step.text("error") + " " + (step.has("place") ? step["place"].dump() : "") +
                 wanted.dump() + ", got " + refused.code + ": " + refused.message + " " + refused.details};
  }
}

/// Does a step at one alias.
Json do_step(const Step &step, World &world) {
  const auto region = world.regions.find(step.on);
  const aa_region *on = region == world.regions.end() ? nullptr : region->second.handle.get();
  const std::string before = step.has("error") && on != nullptr ? fingerprint(on) : "";
  try {
    const Json answer = answer_of(step, world);
    if (step.has("error")) throw Broken{"expected the error " + step.text("error") + ", got " + answer.dump()};
    if (step.has("expect") || step.kind == "same") {
      expect(step.has("expect") ? step["expect"] : Json(true), answer, kExact.count(step.kind) > 0, world.saved);
    }
    return answer;
  } catch (const Refused &refused) {
    if (!step.has("error")) {
      if (step.has("may_fail")) return {};
      throw Broken{"expected no error, got " + refused.code + ": " + refused.message};
    }
    check_refusal(step, refused);
    if (on != nullptr && fingerprint(on) != before) throw Broken{refused.code + " changed the region"};
    return {};
  }
}

std::set<std::string> ids(const Json &records) {
  std::set<std::string> ids;
  for (const Json &record : records) ids.insert(record["id"].get<std::string>());
  return ids;
}

void do_all(const Json &members, std::uint64_t now_ms, World &world) {
  const std::string kind = members.at("do").get<std::string>();
  std::vector<std::string> aliases = {""};
  if (members.contains("on") && kWhole.count(kind) == 0) {
    aliases = members["on"].is_array() ? members["on"].get<std::vector<std::string>>()
                                       : std::vector<std::string>{members["on"].get<std::string>()};
  }
  Json answer;
  for (std::size_t at = 0; at < aliases.size(); ++at) {
    Json next = do_step(Step{members, kind, aliases[at], now_ms}, world);
    if (at > 0 && kind == "conflicts" && ids(answer) != ids(next)) {
      throw Broken{"other conflicts at " + aliases[at] + " than at " + aliases[at - 1]};
    }
    answer = std::move(next);
  }
  if (members.contains("save")) world.saved[members["save"].get<std::string>()] = std::move(answer);
}

}  // namespace

const Json &World::handed(const Json &argument) const {
  if (!argument.is_string() || argument.get<std::string>().rfind('$', 0) != 0) return argument;
  const std::string reference = argument.get<std::string>();
  const std::size_t bracket = std::min(reference.find('['), reference.size());
  const Json *found = &at(saved, reference.substr(1, bracket - 1));
  if (bracket == reference.size()) return *found;
  const std::size_t close = reference.find(']');
  const int index = std::stoi(reference.substr(bracket + 1, close - bracket - 1));
  found = &found->at(index < 0 ? found->size() - static_cast<std::size_t>(-index) : static_cast<std::size_t>(index));
  return close + 1 == reference.size() ? *found : found->at(reference.substr(close + 2));
}

void run_vector(const Json &vector, World &world) {
  const Json opened = vector.contains("open") ? vector["open"] : Json::object();
  for (const auto &[alias, region] : opened.items()) {
    const Json members = {{"as", alias}, {"region", region}};
    open_region(Step{members, "open", "", kStartMs}, world);
  }
  std::uint64_t index = 0;
  for (const Json &members : vector.at("steps")) {
    const std::string place = "step " + std::to_string(index) + " " + members.at("do").get<std::string>() + ": ";
    try {
      do_all(members, members.contains("now") ? members["now"].get<std::uint64_t>() : kStartMs + kStepMs * index,
             world);
    } catch (const Broken &broken) {
      throw Broken{place + broken.what};
    } catch (const Refused &refused) {
      throw Broken{place + refused.code + ": " + refused.message};
    } catch (const std::exception &flaw) {
      throw Broken{place + flaw.what()};
    }
    ++index;
  }
}
