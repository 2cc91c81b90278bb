// Merging without an engine, and the check of a merge function.
#ifndef ACTIVE_ACTIVE_MERGE_HPP
#define ACTIVE_ACTIVE_MERGE_HPP

#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bytes.hpp"
#include "causality.hpp"
#include "time.hpp"

namespace active_active {

/// Merges two JSON documents that grew out of a common one; without a base they were inserted twice. Where both changed
/// one place differently, the rules decide (see aa_three_way). Answers `{value, conflicts}`.
inline std::string three_way(std::optional<std::string_view> base, std::string_view a, std::string_view b,
                             std::string_view rules = "{}") {
  return detail::take_text([&](auto out, auto refusal) {
    return aa_three_way(detail::optional_text(base), detail::text(a), detail::text(b), detail::text(rules), out,
                        refusal);
  });
}

/// One of the concurrent versions that a merge function is given; the views live as long as the call.
struct MergeVersion {
  /// What was written, as JSON.
  std::string_view value;
  /// The same in canonical CBOR.
  BytesView encoded;
  /// The name of the region that wrote it.
  std::string_view region;
  Timestamp timestamp;
  Dot dot;
};

/// Gives the value of concurrent versions, as JSON. It may throw.
using MergeFunction = std::function<std::string(const std::vector<MergeVersion> &)>;

/// What a merge function that is registered with a region is given; the views live as long as the call.
struct MergeInput {
  /// The name of the record's class.
  std::string_view class_name;
  std::string_view key;
  /// The field; empty where the record itself is the register.
  std::vector<std::string_view> path;
  /// `insert_insert` where one of the versions created the record, else `update_update`.
  std::string_view kind;
  /// The versions, by timestamp, then by dot, ascending; two at least, and not all of one value.
  std::vector<MergeVersion> versions;
};

/// Gives the value of concurrent versions, as JSON, or nothing to leave the decision to the next rule. It may throw.
using RegionMergeFunction = std::function<std::optional<std::string>(const MergeInput &)>;

/// What the check of a merge function found.
struct MergeReport {
  /// Whether no counterexample was found.
  bool holds;
  /// A few lines for people.
  std::string text;
  /// `{holds, cases, law, versions, left, right, error, text}`.
  std::string document;
};

namespace detail {

inline std::string_view view(const aa_str &lent) { return std::string_view(lent.data, lent.len); }

inline std::vector<MergeVersion> merge_versions(const aa_merge_version *versions, std::size_t count) {
  std::vector<MergeVersion> given;
  for (std::size_t at = 0; at < count; ++at) {
    const aa_merge_version &version = versions[at];
    given.push_back({view(version.value), version.encoded, view(version.region), version.timestamp, version.dot});
  }
  return given;
}

/// Asks a function of the program for the library, which no exception may enter.
template <typename Ask>
void answer_merge(aa_merged *merged, Ask ask) noexcept {
  const auto fail = [&](std::string_view why) { aa_merged_fail(merged, text(why)); };
  try {
    ask();
  } catch (const std::exception &error) {
    fail(error.what());
  } catch (...) {
    fail("an exception that is no std::exception");
  }
}

/// Calls a merge function that is checked.
inline void call_merge(void *data, const aa_merge_version *versions, std::size_t count, aa_merged *merged) noexcept {
  answer_merge(merged, [&] {
    const std::string answer = (*static_cast<const MergeFunction *>(data))(merge_versions(versions, count));
    aa_merged_put(merged, text(answer));
  });
}

/// Calls a merge function that is registered with a region.
inline void call_region_merge(void *context, const aa_merge_input *lent, aa_merged *merged) noexcept {
  answer_merge(merged, [&] {
    MergeInput input{view(lent->class_name), view(lent->key), {}, view(lent->kind),
                     merge_versions(lent->versions, lent->versions_len)};
    for (std::size_t at = 0; at < lent->path_len; ++at) input.path.push_back(view(lent->path[at]));
    const std::optional<std::string> answer = (*static_cast<const RegionMergeFunction *>(context))(input);
    if (answer) {
      aa_merged_put(merged, text(*answer));
    } else {
      aa_merged_abstain(merged);
    }
  });
}

}  // namespace detail

/// Looks for the smallest input on which a merge function would let regions disagree. `options` are
/// `{cases, seed, values, laws}` as JSON (see aa_check_merge). In a test: `check(check_merge(merge).holds)`.
inline MergeReport check_merge(MergeFunction function, std::string_view options = "{}") {
  MergeReport report{false, {}, {}};
  aa_buffer *lines = nullptr, *document = nullptr;
  detail::check([&](auto refusal) {
    return aa_check_merge(detail::call_merge, &function, detail::text(options), &report.holds, &lines, &document,
                          refusal);
  });
  const detail::Buffer owned_lines(lines), owned_document(document);
  report.text.assign(aa_buffer_text(lines), aa_buffer_len(lines));
  report.document.assign(aa_buffer_text(document), aa_buffer_len(document));
  return report;
}

}  // namespace active_active

#endif
