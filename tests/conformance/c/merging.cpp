// Merge functions: the fixed set that every interpreter has.
#include <chrono>
#include <thread>

#include "world.hpp"

namespace {

using Function = void (*)(void *, const aa_merge_input *, aa_merged *);

Json value_of(const aa_merge_version &version) { return read_json({version.value.data, version.value.len}); }

std::vector<std::string> texts(const aa_merge_input *input) {
  std::vector<std::string> texts;
  for (std::size_t at = 0; at < input->versions_len; ++at) {
    const Json value = value_of(input->versions[at]);
    if (value.is_string()) texts.push_back(value.get<std::string>());
  }
  return texts;
}

void answer(aa_merged *merged, const Json &value) {
  const std::string text = value.dump();
  aa_merged_put(merged, str(text));
}

/// The longest text, of equally long ones the greatest.
void longest_text(void *, const aa_merge_input *input, aa_merged *merged) {
  std::string longest;
  for (const std::string &text : texts(input)) {
    if (text.size() > longest.size() || (text.size() == longest.size() && text > longest)) longest = text;
  }
  answer(merged, longest);
}

/// All members of all objects; of one that several have, that of the last version.
void union_object(void *, const aa_merge_input *input, aa_merged *merged) {
  Json all = Json::object();
  for (std::size_t at = 0; at < input->versions_len; ++at) {
    const Json value = value_of(input->versions[at]);
    for (const auto &[name, member] : value.items()) all[name] = member;
  }
  answer(merged, all);
}

/// The texts one after the other, as they are listed.
void appending(void *, const aa_merge_input *input, aa_merged *merged) {
  std::string all;
  for (const std::string &text : texts(input)) all += text;
  answer(merged, all);
}

void null(void *, const aa_merge_input *, aa_merged *merged) { answer(merged, nullptr); }

void abstaining(void *, const aa_merge_input *, aa_merged *merged) { aa_merged_abstain(merged); }

void failing(void *, const aa_merge_input *, aa_merged *merged) { aa_merged_fail(merged, str("no merge for this")); }

/// In JSON there is no such number; in CBOR there is.
void not_a_number(void *, const aa_merge_input *, aa_merged *merged) {
  const Bytes encoded = {0xf9, 0x7e, 0x00};
  aa_merged_put_encoded(merged, bytes(encoded));
}

/// The longest text, after 20 ms.
void slow(void *context, const aa_merge_input *input, aa_merged *merged) {
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  longest_text(context, input, merged);
}

const std::map<std::string, Function> kFunctions = {
    {"longest-text", longest_text}, {"union-object", union_object}, {"appending", appending},
    {"null", null},                 {"abstaining", abstaining},     {"failing", failing},
    {"not-a-number", not_a_number}, {"slow", slow},
};

}  // namespace

Json register_merge(const Step &step, World &, aa_region *on) {
  const std::string name = step.text("function");
  const Function function = World::at(kFunctions, step.text("does"));
  const auto version = static_cast<std::uint32_t>(step.number("version"));
  check([&](auto error) { return aa_region_register_merge(on, str(name), version, function, nullptr, error); });
  return {};
}

Json merge_violations(const Step &, World &, aa_region *on) {
  return read_json(take_text([&](auto out, auto error) { return aa_region_merge_violations(on, out, error); }));
}
