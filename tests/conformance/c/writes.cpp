// Steps that write to a region.
#include <functional>
#include <optional>

#include "world.hpp"

namespace {

using Do = std::function<Json(const Step &, const World &, aa_region *)>;

/// What most writes take.
struct Write {
  std::string key_text;
  aa_str key;
  Path path;
  std::optional<Bytes> context_bytes;

  Write(const Step &step, const World &world)
      : key_text(step.text("key")), key(str(key_text)), path(step.has("path") ? step["path"] : Json::array()) {
    if (!step.has("context")) return;
    if (step["context"] == "none") {
      context_bytes = Bytes{0x80};  // an empty version vector: nothing was seen
      return;
    }
    const Json &handed = world.handed(step["context"]);
    context_bytes = json_bytes(handed.contains("context") ? handed["context"] : handed);
  }
  aa_bytes context() const { return context_bytes ? bytes(*context_bytes) : aa_bytes{nullptr, 0}; }
};

/// Runs a write and tells what was written.
template <typename Call>
Json written(Call call) {
  const auto told = take<aa_written>(call);
  char dot[AA_DOT_TEXT_CAPACITY], timestamp[AA_TIMESTAMP_TEXT_LEN + 1];
  check([&](auto error) { return aa_dot_format(told.dot, dot, sizeof dot, error); });
  check([&](auto error) { return aa_timestamp_format(told.timestamp, timestamp, sizeof timestamp, error); });
  return {{"dot", dot}, {"timestamp", timestamp}};
}

/// A value as the library reads it from JSON; one that JSON cannot hold comes from canonical CBOR.
std::string library_text(const Json &given) {
  const Json value = written_out(given);
  if (!needs_cbor(value)) return value_text(value);
  const Bytes cbor = value_cbor(value);
  return take_text([&](auto out, auto error) { return aa_value_from_cbor(bytes(cbor), nullptr, out, error); });
}

Json put(const Step &step, const World &world, aa_region *on) {
  const Write w(step, world);
  const Json value = step.has("value") ? written_out(step["value"]) : Json();
  if (step.has("value_cbor") || needs_cbor(value)) {
    const Bytes cbor = step.has("value_cbor") ? step.hex("value_cbor") : value_cbor(value);
    return written([&](auto out, auto error) {
      return aa_region_put_encoded(on, step.now_ms, w.key, w.path.data(), w.path.size(), bytes(cbor), w.context(), out,
                                   error);
    });
  }
  const std::string json = step.has("value_json") ? step.text("value_json") : value_text(value);
  return written([&](auto out, auto error) {
    return aa_region_put(on, step.now_ms, w.key, w.path.data(), w.path.size(), str(json), w.context(), out, error);
  });
}

Json patch(const Step &step, const World &world, aa_region *on) {
  const Write w(step, world);
  std::vector<Path> paths;
  std::vector<std::string> values;
  for (const Json &field : step["fields"]) {
    paths.emplace_back(field[0]);
    values.push_back(library_text(field[1]));
  }
  std::vector<aa_field> fields;
  for (std::size_t at = 0; at < paths.size(); ++at) {
    fields.push_back({paths[at].data(), paths[at].size(), str(values[at])});
  }
  return written([&](auto out, auto error) {
    return aa_region_patch(on, step.now_ms, w.key, fields.data(), fields.size(), w.context(), out, error);
  });
}

Json remove_record(const Step &step, const World &world, aa_region *on) {
  const Write w(step, world);
  return written(
      [&](auto out, auto error) { return aa_region_delete(on, step.now_ms, w.key, w.context(), out, error); });
}

/// A write at a path, such as enable.
template <auto call>
Json at_path(const Step &step, const World &world, aa_region *on) {
  const Write w(step, world);
  return written(
      [&](auto out, auto error) { return call(on, step.now_ms, w.key, w.path.data(), w.path.size(), out, error); });
}

/// A write at a path with a context, such as reset.
template <auto call>
Json with_context(const Step &step, const World &world, aa_region *on) {
  const Write w(step, world);
  return written([&](auto out, auto error) {
    return call(on, step.now_ms, w.key, w.path.data(), w.path.size(), w.context(), out, error);
  });
}

Json increment(const Step &step, const World &world, aa_region *on) {
  const Write w(step, world);
  return written([&](auto out, auto error) {
    return aa_region_increment(on, step.now_ms, w.key, w.path.data(), w.path.size(), integer_of(step["amount"]), out,
                               error);
  });
}

Json assign(const Step &step, const World &world, aa_region *on) {
  const Write w(step, world);
  return written([&](auto out, auto error) {
    return aa_region_assign(on, step.now_ms, w.key, w.path.data(), w.path.size(), integer_of(step["value"]), out,
                            error);
  });
}

Json add(const Step &step, const World &world, aa_region *on) {
  const Write w(step, world);
  const std::string member = library_text(step["member"]);
  return written([&](auto out, auto error) {
    return aa_region_add(on, step.now_ms, w.key, w.path.data(), w.path.size(), str(member), out, error);
  });
}

Json remove(const Step &step, const World &world, aa_region *on) {
  const Write w(step, world);
  const std::string member = library_text(step["member"]);
  return written([&](auto out, auto error) {
    return aa_region_remove(on, step.now_ms, w.key, w.path.data(), w.path.size(), str(member), w.context(), out, error);
  });
}

/// A write of one value at a path: append or offer.
template <auto call>
Json value_at_path(const Step &step, const World &world, aa_region *on) {
  const Write w(step, world);
  const std::string value = library_text(step["value"]);
  return written([&](auto out, auto error) {
    return call(on, step.now_ms, w.key, w.path.data(), w.path.size(), str(value), out, error);
  });
}

/// Claim or release.
template <auto call>
Json claims(const Step &step, const World &, aa_region *on) {
  const std::string class_name = step.text("class_name"), value = library_text(step["value"]),
                    claimant = library_text(step["claimant"]);
  return read_json(take_text([&](auto out, auto error) {
    return call(on, step.now_ms, str(class_name), str(value), str(claimant), out, error);
  }));
}

Json claim_of(const Step &step, const World &, aa_region *on) {
  const std::string class_name = step.text("class_name"), value = library_text(step["value"]);
  return read_json(take_text(
      [&](auto out, auto error) { return aa_region_claim_of(on, str(class_name), str(value), out, error); }));
}

Json resolve_conflict(const Step &step, const World &world, aa_region *on) {
  const std::string id = world.handed(step["id"]).get<std::string>(), pick = step.text_or("pick", "");
  const std::string value = step.has("value") ? library_text(step["value"]) : "";
  const auto given = [&](const char *name, const std::string &text) {
    return step.has(name) ? str(text) : aa_str{nullptr, 0};
  };
  return written([&](auto out, auto error) {
    return aa_region_resolve_conflict(on, step.now_ms, str(id), given("value", value), given("pick", pick), out, error);
  });
}

Json undo_conflict(const Step &step, const World &world, aa_region *on) {
  const std::string id = world.handed(step["id"]).get<std::string>();
  return written(
      [&](auto out, auto error) { return aa_region_undo_conflict(on, step.now_ms, str(id), out, error); });
}

Json expire(const Step &step, const World &world, aa_region *on) {
  const Write w(step, world);
  const auto at_ms = step["at"].get<std::uint64_t>();
  return written([&](auto out, auto error) { return aa_region_expire(on, step.now_ms, w.key, at_ms, out, error); });
}

Json persist(const Step &step, const World &world, aa_region *on) {
  const Write w(step, world);
  return written([&](auto out, auto error) { return aa_region_persist(on, step.now_ms, w.key, out, error); });
}

Json transfer(const Step &step, const World &world, aa_region *on) {
  const Write w(step, world);
  const std::string to = step.text("to");
  return written([&](auto out, auto error) {
    return aa_region_transfer(on, step.now_ms, w.key, w.path.data(), w.path.size(), str(to),
                              integer_of(step["amount"]), out, error);
  });
}

Json transaction(const Step &step, const World &, aa_region *on) {
  const std::string writes = library_text(step["writes"]);
  return read_json(take_text(
      [&](auto out, auto error) { return aa_region_transaction(on, step.now_ms, str(writes), out, error); }));
}

const std::map<std::string, Do> kSteps = {
    {"resolve_conflict", resolve_conflict},
    {"undo_conflict", undo_conflict},
    {"expire", expire},
    {"persist", persist},
    {"transfer", transfer},
    {"transaction", transaction},
    {"put", put},
    {"patch", patch},
    {"delete", remove_record},
    {"unset", with_context<aa_region_unset>},
    {"increment", increment},
    {"assign", assign},
    {"reset", with_context<aa_region_reset>},
    {"clear", with_context<aa_region_clear>},
    {"add", add},
    {"remove", remove},
    {"append", value_at_path<aa_region_append>},
    {"offer", value_at_path<aa_region_offer>},
    {"claim", claims<aa_region_claim>},
    {"release", claims<aa_region_release>},
    {"claim_of", claim_of},
    {"enable", at_path<aa_region_enable>},
    {"disable", at_path<aa_region_disable>},
};

}  // namespace

bool do_write(const Step &step, const World &world, aa_region *on, Json &answer) {
  const auto found = kSteps.find(step.kind);
  if (found == kSteps.end()) return false;
  answer = found->second(step, world, on);
  return true;
}
