// What a vector has made so far: things by alias, results by name; and one step with its arguments.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "expect.hpp"

/// An open region, and the name by which others send to it.
struct Opened {
  Region handle;
  std::string name;
};

struct World {
  const Json &deployments;
  const Json &deployment;
  std::map<std::string, Clock> clocks;
  std::map<std::string, Uuid7> uuids;
  std::map<std::string, Snowflake> snowflakes;
  std::map<std::string, RateMonitor> monitors;
  std::map<std::string, SpaceSaving> sketches;
  std::map<std::string, Deployment> parsed;
  std::map<std::string, Opened> regions;
  std::vector<std::string> order;  // aliases of open regions in the order of their opening
  Saved saved;
  std::map<std::string, Router> routers = {};
  std::uint32_t answers = 0;  // over what routers answered, for comparison with the other runtimes
  bool has_answers = false;

  template <typename Things>
  static auto &at(Things &things, const std::string &alias) {
    const auto found = things.find(alias);
    if (found == things.end()) throw Broken{"there is no `" + alias + "`"};
    return found->second;
  }

  aa_region *region(const std::string &alias) { return at(regions, alias).handle.get(); }

  /// What `$name`, `$name[index]` or `$name[index].member` stands for; anything else is itself.
  const Json &handed(const Json &argument) const;
  Bytes handed_bytes(const Json &argument) const { return json_bytes(handed(argument)); }
};

struct Step {
  const Json &members;
  std::string kind;
  std::string on;
  std::uint64_t now_ms;

  bool has(const char *name) const { return members.contains(name); }
  const Json &operator[](const char *name) const {
    const auto found = members.find(name);
    if (found == members.end()) throw Broken{"`" + kind + "` needs `" + name + "`"};
    return *found;
  }
  std::string text(const char *name) const { return text_of((*this)[name]); }
  std::string text_or(const char *name, const char *otherwise) const { return has(name) ? text(name) : otherwise; }
  Bytes hex(const char *name) const { return from_hex(text(name)); }
  std::uint64_t number(const char *name) const { return (*this)[name].get<std::uint64_t>(); }
  std::uint64_t number_or(const char *name, std::uint64_t otherwise) const {
    return has(name) ? number(name) : otherwise;
  }
};

/// Does a step that needs no region, or tells that the step is none of those.
bool do_part(const Step &step, World &world, Json &answer);
/// Does a step on routing, or tells that the step is none of those.
bool do_routing(const Step &step, World &world, Json &answer);
/// Does a step that writes to a region, or tells that the step is none of those.
bool do_write(const Step &step, const World &world, aa_region *on, Json &answer);
/// Does a step on regions.
Json do_region(const Step &step, World &world);
/// Registers a merge function of the fixed set with a region.
Json register_merge(const Step &step, World &world, aa_region *on);
/// The broken laws that a region has seen.
Json merge_violations(const Step &step, World &world, aa_region *on);
/// What must not change when a region refuses something.
std::string fingerprint(const aa_region *region);
Deployment parse_deployment(const Json &document);
/// Opens a region by the members of a step: as, region, options, deployment, and the snapshot to restore from.
void open_region(const Step &step, World &world);

/// Runs one vector to its end; throws Broken at the first step that does not go as the vector says.
void run_vector(const Json &vector, World &world);
