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

/// Calls a merge function for the library, which no exception may enter.
inline void call_merge(void *data, const aa_merge_version *versions, std::size_t count, aa_merged *merged) noexcept {
  const auto fail = [&](std::string_view why) { aa_merged_fail(merged, text(why)); };
  try {
    std::vector<MergeVersion> given;
    for (std::size_t at = 0; at < count; ++at) {
      const aa_merge_version &version = versions[at];
      given.push_back({std::string_view(version.value.data, version.value.len), version.encoded,
                       std::string_view(version.region.data, version.region.len), version.timestamp, version.dot});
    }
    const std::string answer = (*static_cast<const MergeFunction *>(data))(given);
    aa_merged_put(merged, text(answer));
  } catch (const std::exception &error) {
    fail(error.what());
  } catch (...) {
    fail("an exception that is no std::exception");
  }
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
