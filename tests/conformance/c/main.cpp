// Runs the conformance vectors through the C functions alone.
//
//   conformance                      every vector of tests/vectors, from the root of the repository
//   conformance --histories FOLDER   histories, each ending in a line `history <name> <all that must be the same>`
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "world.hpp"

namespace fs = std::filesystem;

namespace {

std::vector<fs::path> json_files(const fs::path &folder) {
  std::vector<fs::path> files;
  for (const auto &entry : fs::directory_iterator(folder)) {
    const fs::path &path = entry.path();
    if (path.extension() == ".json" && path.filename() != "schema.json") files.push_back(path);
  }
  std::sort(files.begin(), files.end());
  return files;
}

Json read_file(const fs::path &path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return read_json(text.str());
}

const Json &member(const Json &object, const char *name) {
  static const Json nothing = Json::object();
  const auto found = object.find(name);
  return found == object.end() ? nothing : *found;
}

World new_world(const Json &file, const Json &vector) {
  return World{member(file, "deployments"), member(vector, "deployment"), {}, {}, {}, {}, {}, {}, {}, {}, {}};
}

int vectors(const fs::path &folder) {
  std::size_t passed = 0, failed = 0;
  for (const fs::path &path : json_files(folder)) {
    const Json file = read_file(path);
    for (const Json &vector : file.at("vectors")) {
      World world = new_world(file, vector);
      try {
        run_vector(vector, world);
        ++passed;
      } catch (const Broken &broken) {
        ++failed;
        std::printf("%s / %s / %s\n", path.filename().c_str(), vector.at("name").get<std::string>().c_str(),
                    broken.what.c_str());
      }
    }
  }
  if (failed > 0) {
    std::printf("conformance c: %zu vectors passed, %zu failed\n", passed, failed);
    return 1;
  }
  std::printf("conformance c: %zu vectors passed\n", passed);
  return 0;
}

/// FNV-1a: enough to tell bytes apart, and a few lines in every language.
std::string fnv1a(const Bytes &bytes) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const std::uint8_t byte : bytes) hash = (hash ^ byte) * 0x100000001b3;
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash));
  return text;
}

/// What every key shows: `<key>=<siblings>:<value as JSON>`, a line each.
Bytes shown(const aa_region *region) {
  constexpr std::size_t keys_max = 1'000'000;
  // Some records have expired by then, some expire later.
  constexpr std::uint64_t read_at_ms = 1'700'000'060'000;
  const Json keys = read_json(take_text([&](auto out, auto error) {
    return aa_region_keys(region, str(""), aa_str{nullptr, 0}, keys_max, out, error);
  }));
  Bytes lines;
  for (const Json &key : keys) {
    const std::string name = key.get<std::string>();
    const auto read = make<Read>(
        [&](auto out, auto error) { return aa_region_get(region, read_at_ms, str(name), out, error); });
    if (read == nullptr) continue;
    const std::string value = take_text([&](auto out, auto error) { return aa_read_value(read.get(), out, error); });
    const std::string line = name + "=" + std::to_string(aa_read_siblings(read.get())) + ":" + value + "\n";
    lines.insert(lines.end(), line.begin(), line.end());
  }
  return lines;
}

/// Digest, snapshot, conflicts and everything shown, of every region.
std::string end_of(const World &world) {
  std::string end;
  for (const auto &[alias, opened] : world.regions) {
    aa_region *region = opened.handle.get();
    const auto digest = take<aa_digest>([&](auto out, auto error) { return aa_region_digest(region, out, error); });
    const Bytes snapshot = take_bytes([&](auto out, auto error) { return aa_region_snapshot(region, out, error); });
    const Json conflicts =
        read_json(take_text([&](auto out, auto error) { return aa_region_conflicts(region, nullptr, out, error); }));
    end += (end.empty() ? "" : " ") + alias + ":" + to_hex(digest.bytes, sizeof digest.bytes) + ":" +
           std::to_string(snapshot.size()) + ":" + fnv1a(snapshot) + ":" + std::to_string(conflicts.size()) + ":" +
           fnv1a(shown(region));
  }
  if (world.has_answers) end += (end.empty() ? "" : " ") + std::string("answers:") + std::to_string(world.answers);
  return end;
}

int histories(const fs::path &folder) {
  for (const fs::path &path : json_files(folder)) {
    const Json file = read_file(path);
    const Json &history = file.at("vectors").at(0);
    World world = new_world(file, history);
    try {
      run_vector(history, world);
    } catch (const Broken &broken) {
      std::fprintf(stderr, "%s: %s\n", path.stem().c_str(), broken.what.c_str());
      return 1;
    }
    std::printf("history %s %s\n", path.stem().c_str(), end_of(world).c_str());
  }
  return 0;
}

}  // namespace

int main(int argc, char **argv) {
  if (argc == 1) return vectors("tests/vectors");
  if (argc == 3 && std::string(argv[1]) == "--histories") return histories(argv[2]);
  std::fprintf(stderr, "usage: conformance [--histories FOLDER]\n");
  return 2;
}
