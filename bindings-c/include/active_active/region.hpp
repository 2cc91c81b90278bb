// The engine of one replica: writes, what arrives from other regions, what is sent to them.
#ifndef ACTIVE_ACTIVE_REGION_HPP
#define ACTIVE_ACTIVE_REGION_HPP

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bytes.hpp"
#include "causality.hpp"
#include "deployment.hpp"
#include "merge.hpp"
#include "metrics.hpp"
#include "report.hpp"
#include "routing.hpp"

namespace active_active {

/// Settings of one replica; they start as the defaults.
struct Options : aa_options {
  Options() : aa_options(aa_options_default()) {}
};

/// One field of a patch: its path and its value as JSON.
struct Field {
  Path path;
  std::string_view value;
};

/// Which conflict records to list; every member that is set narrows the list.
struct ConflictFilter {
  std::optional<std::string_view> kind;
  std::optional<std::string_view> state;
  std::optional<std::string_view> key;
  std::optional<std::string_view> class_name;
  /// A region that wrote a side.
  std::optional<std::string_view> region;
  /// About the later side, in Unix milliseconds; 0 is any.
  std::uint64_t from_ms = 0;
  std::uint64_t until_ms = 0;
  std::size_t limit = 0;
};

/// One replica of the data.
///
/// In writes, `path` leads to a field of a map record and is left out (or `{}`) otherwise; `context` is what a read
/// returned, and without it a write replaces all that this region holds there.
class Region {
 public:
  /// An empty replica of a region that the deployment names.
  static Region open(const Deployment &deployment, std::string_view region, const Options &options = {}) {
    return Region(detail::make<Inner>([&](auto out, auto refusal) {
      return aa_region_open(deployment.c_handle(), detail::text(region), &options, out, refusal);
    }));
  }
  /// A replica from a snapshot, as the new incarnation that `options` names.
  static Region restore(const Deployment &deployment, std::string_view region, const Options &options,
                        BytesView snapshot) {
    return Region(detail::make<Inner>([&](auto out, auto refusal) {
      return aa_region_restore(deployment.c_handle(), detail::text(region), &options, detail::bytes(snapshot), out,
                               refusal);
    }));
  }

  // ---- writes

  /// Writes a register; `value` is JSON.
  Written put(std::string_view key, std::string_view value, const Path &path = {},
              std::optional<BytesView> context = {}, std::uint64_t now_ms = AA_NOW) {
    return write([&](auto out, auto refusal) {
      return aa_region_put(inner_.get(), now_ms, detail::text(key), path.data(), path.size(), detail::text(value),
                           detail::optional_bytes(context), out, refusal);
    });
  }
  /// Writes a register; `value` is canonical CBOR.
  Written put_encoded(std::string_view key, BytesView value, const Path &path = {},
                      std::optional<BytesView> context = {}, std::uint64_t now_ms = AA_NOW) {
    return write([&](auto out, auto refusal) {
      return aa_region_put_encoded(inner_.get(), now_ms, detail::text(key), path.data(), path.size(),
                                   detail::bytes(value), detail::optional_bytes(context), out, refusal);
    });
  }
  /// Writes several register fields of a map record in one change.
  Written patch(std::string_view key, const std::vector<Field> &fields, std::optional<BytesView> context = {},
                std::uint64_t now_ms = AA_NOW) {
    std::vector<aa_field> borrowed;
    for (const Field &field : fields) {
      borrowed.push_back(aa_field{field.path.data(), field.path.size(), detail::text(field.value)});
    }
    return write([&](auto out, auto refusal) {
      return aa_region_patch(inner_.get(), now_ms, detail::text(key), borrowed.data(), borrowed.size(),
                             detail::optional_bytes(context), out, refusal);
    });
  }
  /// Deletes a record (`delete` is a word of the language).
  Written delete_record(std::string_view key, std::optional<BytesView> context = {}, std::uint64_t now_ms = AA_NOW) {
    return write([&](auto out, auto refusal) {
      return aa_region_delete(inner_.get(), now_ms, detail::text(key), detail::optional_bytes(context), out, refusal);
    });
  }
  /// Removes a field of a map record with all below it, as far as it was seen.
  Written unset(std::string_view key, const Path &path, std::optional<BytesView> context = {},
                std::uint64_t now_ms = AA_NOW) {
    return write([&](auto out, auto refusal) {
      return aa_region_unset(inner_.get(), now_ms, detail::text(key), path.data(), path.size(),
                             detail::optional_bytes(context), out, refusal);
    });
  }
  /// Lets a record expire at a time, in Unix milliseconds. Of concurrent expiries the longest counts.
  Written expire(std::string_view key, std::uint64_t at_ms, std::uint64_t now_ms = AA_NOW) {
    return write([&](auto out, auto refusal) {
      return aa_region_expire(inner_.get(), now_ms, detail::text(key), at_ms, out, refusal);
    });
  }
  /// Takes the expiry of a record away. What has expired already does not come back.
  Written persist(std::string_view key, std::uint64_t now_ms = AA_NOW) {
    return write([&](auto out, auto refusal) {
      return aa_region_persist(inner_.get(), now_ms, detail::text(key), out, refusal);
    });
  }
  /// Gives rights of this region to a bounded counter to another region.
  Written transfer(std::string_view key, std::string_view to, std::int64_t amount, const Path &path = {},
                   std::uint64_t now_ms = AA_NOW) {
    return write([&](auto out, auto refusal) {
      return aa_region_transfer(inner_.get(), now_ms, detail::text(key), path.data(), path.size(), detail::text(to),
                                amount, out, refusal);
    });
  }
  /// Makes several writes as one, given as a JSON array of `{operation, key, ...}`; answers `[{dot, timestamp}]`. If one
  /// is refused, nothing is written.
  std::string transaction(std::string_view writes, std::uint64_t now_ms = AA_NOW) {
    return detail::take_text([&](auto out, auto refusal) {
      return aa_region_transaction(inner_.get(), now_ms, detail::text(writes), out, refusal);
    });
  }
  /// Adds to a counter; a negative amount subtracts. Of a bounded counter, it grants or spends rights of this region.
  Written increment(std::string_view key, std::int64_t amount, const Path &path = {}, std::uint64_t now_ms = AA_NOW) {
    return write([&](auto out, auto refusal) {
      return aa_region_increment(inner_.get(), now_ms, detail::text(key), path.data(), path.size(), amount, out,
                                 refusal);
    });
  }
  /// Sets a counter by the increment that leads from what this region sees to `value`.
  Written assign(std::string_view key, std::int64_t value, const Path &path = {}, std::uint64_t now_ms = AA_NOW) {
    return write([&](auto out, auto refusal) {
      return aa_region_assign(inner_.get(), now_ms, detail::text(key), path.data(), path.size(), value, out, refusal);
    });
  }
  /// Sets a counter to zero as far as it was seen.
  Written reset(std::string_view key, const Path &path = {}, std::optional<BytesView> context = {},
                std::uint64_t now_ms = AA_NOW) {
    return write([&](auto out, auto refusal) {
      return aa_region_reset(inner_.get(), now_ms, detail::text(key), path.data(), path.size(),
                             detail::optional_bytes(context), out, refusal);
    });
  }
  /// Adds a member, given as JSON, to a set.
  Written add(std::string_view key, std::string_view member, const Path &path = {}, std::uint64_t now_ms = AA_NOW) {
    return write([&](auto out, auto refusal) {
      return aa_region_add(inner_.get(), now_ms, detail::text(key), path.data(), path.size(), detail::text(member), out,
                           refusal);
    });
  }
  /// Removes a member, given as JSON, from a set, as far as it was seen.
  Written remove(std::string_view key, std::string_view member, const Path &path = {},
                 std::optional<BytesView> context = {}, std::uint64_t now_ms = AA_NOW) {
    return write([&](auto out, auto refusal) {
      return aa_region_remove(inner_.get(), now_ms, detail::text(key), path.data(), path.size(), detail::text(member),
                              detail::optional_bytes(context), out, refusal);
    });
  }
  /// Removes all members of a set that were seen.
  Written clear(std::string_view key, const Path &path = {}, std::optional<BytesView> context = {},
                std::uint64_t now_ms = AA_NOW) {
    return write([&](auto out, auto refusal) {
      return aa_region_clear(inner_.get(), now_ms, detail::text(key), path.data(), path.size(),
                             detail::optional_bytes(context), out, refusal);
    });
  }
  /// Turns a flag on.
  Written enable(std::string_view key, const Path &path = {}, std::uint64_t now_ms = AA_NOW) {
    return write([&](auto out, auto refusal) {
      return aa_region_enable(inner_.get(), now_ms, detail::text(key), path.data(), path.size(), out, refusal);
    });
  }
  /// Turns a flag off.
  Written disable(std::string_view key, const Path &path = {}, std::uint64_t now_ms = AA_NOW) {
    return write([&](auto out, auto refusal) {
      return aa_region_disable(inner_.get(), now_ms, detail::text(key), path.data(), path.size(), out, refusal);
    });
  }

  /// Adds an entry, given as JSON, to a log.
  Written append(std::string_view key, std::string_view value, const Path &path = {}, std::uint64_t now_ms = AA_NOW) {
    return write([&](auto out, auto refusal) {
      return aa_region_append(inner_.get(), now_ms, detail::text(key), path.data(), path.size(), detail::text(value),
                              out, refusal);
    });
  }
  /// Offers a number, given as JSON, to a maximum or a minimum.
  Written offer(std::string_view key, std::string_view value, const Path &path = {}, std::uint64_t now_ms = AA_NOW) {
    return write([&](auto out, auto refusal) {
      return aa_region_offer(inner_.get(), now_ms, detail::text(key), path.data(), path.size(), detail::text(value),
                             out, refusal);
    });
  }

  // ---- claims

  /// Claims a value for a claimant, both JSON, and answers who holds it now: `{key, holder, state, claimants}`.
  std::string claim(std::string_view class_name, std::string_view value, std::string_view claimant,
                    std::uint64_t now_ms = AA_NOW) {
    return detail::take_text([&](auto out, auto refusal) {
      return aa_region_claim(inner_.get(), now_ms, detail::text(class_name), detail::text(value),
                             detail::text(claimant), out, refusal);
    });
  }
  /// Gives up a claim as far as it was seen, and answers who holds the value now.
  std::string release(std::string_view class_name, std::string_view value, std::string_view claimant,
                      std::uint64_t now_ms = AA_NOW) {
    return detail::take_text([&](auto out, auto refusal) {
      return aa_region_release(inner_.get(), now_ms, detail::text(class_name), detail::text(value),
                               detail::text(claimant), out, refusal);
    });
  }
  /// Who holds a value, as far as is known here.
  std::string claim_of(std::string_view class_name, std::string_view value) const {
    return detail::take_text([&](auto out, auto refusal) {
      return aa_region_claim_of(inner_.get(), detail::text(class_name), detail::text(value), out, refusal);
    });
  }

  // ---- reads

  /// The record as it reads now, or nothing if it does not exist or has expired. The time matters only where an expiry
  /// was set; everything else that reads goes by the latest time that the region was told or has heard of.
  std::optional<Read> get(std::string_view key, std::uint64_t now_ms = AA_NOW) const {
    aa_read *found = nullptr;
    detail::check([&](auto refusal) { return aa_region_get(inner_.get(), now_ms, detail::text(key), &found, refusal); });
    return found == nullptr ? std::nullopt : std::optional<Read>(Read(found));
  }
  /// The live versions of a register, siblings included, `[{dot, origin, timestamp, value}]`.
  std::string versions(std::string_view key, const Path &path = {}) const {
    return detail::take_text([&](auto out, auto refusal) {
      return aa_region_versions(inner_.get(), detail::text(key), path.data(), path.size(), out, refusal);
    });
  }
  /// The entries of a log after a timestamp, in order, at most `limit` (0: all of them),
  /// `[{dot, timestamp, region, value}]`. The timestamp of the last is what to give next.
  std::string log_entries(std::string_view key, const Path &path = {}, std::optional<Timestamp> after = {},
                          std::size_t limit = 1000) const {
    const aa_timestamp from = after ? after->c_value() : aa_timestamp{};
    return detail::take_text([&](auto out, auto refusal) {
      return aa_region_log_entries(inner_.get(), detail::text(key), path.data(), path.size(),
                                   after ? &from : nullptr, limit, out, refusal);
    });
  }
  /// Existing keys that start with `prefix`, after `after`, in byte order, as a JSON array.
  std::string keys(std::string_view prefix = {}, std::optional<std::string_view> after = {},
                   std::size_t limit = 1000) const {
    return detail::take_text([&](auto out, auto refusal) {
      return aa_region_keys(inner_.get(), detail::text(prefix), detail::optional_text(after), limit, out, refusal);
    });
  }

  // ---- replication

  /// What the target is not known to have, as batches of at most about `bytes_max` each.
  Batches batches_for(std::string_view target, std::size_t bytes_max = 1 << 20, std::uint64_t now_ms = AA_NOW) {
    aa_batches *made = nullptr;
    detail::check([&](auto refusal) {
      return aa_region_batches_for(inner_.get(), now_ms, detail::text(target), bytes_max, &made, refusal);
    });
    return Batches(made);
  }
  /// What this region holds of all that the target may hold too, for the target's `acknowledge`.
  Bytes acknowledgement_for(std::string_view target) const {
    return detail::take_bytes([&](auto out, auto refusal) {
      return aa_region_acknowledgement_for(inner_.get(), detail::text(target), out, refusal);
    });
  }
  /// Takes another region's acknowledgement; answers that region's name.
  std::string acknowledge(BytesView acknowledgement) {
    return detail::take_text([&](auto out, auto refusal) {
      return aa_region_acknowledge(inner_.get(), detail::bytes(acknowledgement), out, refusal);
    });
  }
  /// Applies a batch and answers the numbers.
  ApplySummary apply(BytesView batch, std::uint64_t now_ms = AA_NOW) {
    return detail::take<ApplySummary>([&](auto out, auto refusal) {
      return aa_region_apply(inner_.get(), now_ms, detail::bytes(batch), out, nullptr, refusal);
    });
  }
  /// Applies a batch and answers `{stream, applied, duplicates, released, conflicts, held}`.
  std::string apply_report(BytesView batch, std::uint64_t now_ms = AA_NOW) {
    return detail::take_text([&](auto out, auto refusal) {
      return aa_region_apply(inner_.get(), now_ms, detail::bytes(batch), nullptr, out, refusal);
    });
  }
  /// Everything that waits, `[{stream, first, last, code, message}]`.
  std::string held() const {
    return detail::take_text([&](auto out, auto refusal) { return aa_region_held(inner_.get(), out, refusal); });
  }
  /// Tries what waits for time to pass or for a deployment; one report for each stream that moved.
  std::string retry_held(std::uint64_t now_ms = AA_NOW) {
    return detail::take_text(
        [&](auto out, auto refusal) { return aa_region_retry_held(inner_.get(), now_ms, out, refusal); });
  }
  /// Puts a newer deployment in force.
  void load_deployment(const Deployment &deployment) {
    detail::check(
        [&](auto refusal) { return aa_region_load_deployment(inner_.get(), deployment.c_handle(), refusal); });
  }

  /// How many records would read otherwise under another deployment: `{records, changed, examples}`.
  std::string replay(const Deployment &deployment) const {
    return detail::take_text([&](auto out, auto refusal) {
      return aa_region_replay(inner_.get(), deployment.c_handle(), out, refusal);
    });
  }

  // ---- merge functions

  /// Registers a merge function under the name and version by which deployments ask for it:
  /// `{"by": "custom", "function": "merge-address", "version": 2}`; one that was there under both is replaced. It must be
  /// pure and use no region. Where it throws, gives what is no value or takes longer than `merge_budget_ms`, the conflict
  /// waits, with the reason in its record, and reads show the version with the greatest timestamp.
  void register_merge(std::string_view name, std::uint32_t version, RegionMergeFunction function) {
    auto kept = std::make_unique<RegionMergeFunction>(std::move(function));
    detail::check([&](auto refusal) {
      return aa_region_register_merge(inner_.get(), detail::text(name), version, detail::call_region_merge, kept.get(),
                                      refusal);
    });
    merges_[{std::string(name), version}] = std::move(kept);
  }
  /// Laws that registered functions were seen to break here,
  /// `[{function: {name, version}, class_name, law, times, versions, text}]`; see `sample_merges` of the options.
  std::string merge_violations() const {
    return detail::take_text(
        [&](auto out, auto refusal) { return aa_region_merge_violations(inner_.get(), out, refusal); });
  }

  // ---- observation

  /// Conflict records, oldest first, as a JSON array.
  std::string conflicts(const ConflictFilter &filter = {}) const {
    const aa_conflict_filter narrowed{detail::optional_text(filter.kind), detail::optional_text(filter.state),
                                      detail::optional_text(filter.key), detail::optional_text(filter.class_name),
                                      detail::optional_text(filter.region), filter.from_ms, filter.until_ms,
                                      filter.limit};
    return detail::take_text(
        [&](auto out, auto refusal) { return aa_region_conflicts(inner_.get(), &narrowed, out, refusal); });
  }
  /// One conflict record.
  std::string conflict(std::string_view id) const {
    return detail::take_text(
        [&](auto out, auto refusal) { return aa_region_conflict(inner_.get(), detail::text(id), out, refusal); });
  }
  /// The conflict records that changed after a cursor (0 is the start): `{conflicts, cursor}`.
  std::string conflicts_since(std::uint64_t cursor, std::size_t limit = 1000) const {
    return detail::take_text([&](auto out, auto refusal) {
      return aa_region_conflicts_since(inner_.get(), cursor, limit, out, refusal);
    });
  }
  /// Settles a conflict that waits, with a value of one's own (JSON).
  Written resolve_conflict(std::string_view id, std::string_view value, std::uint64_t now_ms = AA_NOW) {
    return write([&](auto out, auto refusal) {
      return aa_region_resolve_conflict(inner_.get(), now_ms, detail::text(id), detail::text(value), aa_str{}, out,
                                        refusal);
    });
  }
  /// Settles a conflict that waits, with what side `a` or `b` had written.
  Written pick_conflict(std::string_view id, char side, std::uint64_t now_ms = AA_NOW) {
    return write([&](auto out, auto refusal) {
      return aa_region_resolve_conflict(inner_.get(), now_ms, detail::text(id), aa_str{},
                                        detail::text(std::string_view(&side, 1)), out, refusal);
    });
  }
  /// Takes a decision back: the side that lost stands again.
  Written undo_conflict(std::string_view id, std::uint64_t now_ms = AA_NOW) {
    return write([&](auto out, auto refusal) {
      return aa_region_undo_conflict(inner_.get(), now_ms, detail::text(id), out, refusal);
    });
  }
  /// What is left of a bounded counter and who may spend it: `{total, available, elsewhere, incomplete, regions}`.
  std::string rights(std::string_view key, const Path &path = {}) const {
    return detail::take_text([&](auto out, auto refusal) {
      return aa_region_rights(inner_.get(), detail::text(key), path.data(), path.size(), out, refusal);
    });
  }
  /// Why a record, or one of its places, reads as it does: `{value, existence, versions, rule, why, text, ...}`.
  std::string explain(std::string_view key, const Path &path = {}) const {
    return detail::take_text([&](auto out, auto refusal) {
      return aa_region_explain(inner_.get(), detail::text(key), path.data(), path.size(), out, refusal);
    });
  }
  /// How many decided conflict records were dropped.
  std::uint64_t conflicts_dropped() const {
    return detail::take<std::uint64_t>(
        [&](auto out, auto refusal) { return aa_region_conflicts_dropped(inner_.get(), out, refusal); });
  }
  /// What became visible here after a cursor, `{changes: [{key, dot, timestamp, operation}], cursor}`.
  std::string changes_since(std::uint64_t cursor, std::size_t limit = 1000) const {
    return detail::take_text(
        [&](auto out, auto refusal) { return aa_region_changes_since(inner_.get(), cursor, limit, out, refusal); });
  }
  /// Equal in regions that hold the same.
  Digest digest() const {
    return detail::take<aa_digest>(
        [&](auto out, auto refusal) { return aa_region_digest(inner_.get(), out, refusal); });
  }
  /// What this region has received, stream by stream.
  VersionVector cursors() const {
    aa_version_vector *made = nullptr;
    detail::check([&](auto refusal) { return aa_region_cursors(inner_.get(), &made, refusal); });
    return VersionVector(made);
  }
  /// A token of what this region has now, for a client that it has just served; what the earlier one said stays in it.
  std::string token(const TokenKeys &keys, std::optional<std::string_view> earlier = {}, std::uint64_t epoch = AA_NONE,
                    bool contested = false, std::uint64_t now_ms = AA_NOW) const {
    return detail::take_text([&](auto out, auto refusal) {
      return aa_region_token(inner_.get(), now_ms, keys.c_handle(), detail::optional_text(earlier), epoch, contested,
                             out, refusal);
    });
  }
  /// Whether this region has all that a client has seen, so that it may serve it without going back.
  bool covers(const TokenKeys &keys, std::string_view token) const {
    return detail::take<bool>([&](auto out, auto refusal) {
      return aa_region_covers(inner_.get(), keys.c_handle(), detail::text(token), out, refusal);
    });
  }
  /// The digest of all that both regions may hold.
  Digest digest_for(std::string_view target) const {
    return detail::take<aa_digest>([&](auto out, auto refusal) {
      return aa_region_digest_for(inner_.get(), detail::text(target), out, refusal);
    });
  }
  /// What regions have to erase, `[{region, labels, deployment_version, since_ms, deadline_ms, state}]`.
  std::string purges(std::uint64_t now_ms = AA_NOW) const {
    return detail::take_text(
        [&](auto out, auto refusal) { return aa_region_purges(inner_.get(), now_ms, out, refusal); });
  }
  /// The part of the replica that the target may hold, for `restore` there.
  Bytes snapshot_for(std::string_view target) {
    return detail::take_bytes([&](auto out, auto refusal) {
      return aa_region_snapshot_for(inner_.get(), detail::text(target), out, refusal);
    });
  }
  /// The whole replica as bytes, for `restore` and for backup.
  Bytes snapshot() {
    return detail::take_bytes([&](auto out, auto refusal) { return aa_region_snapshot(inner_.get(), out, refusal); });
  }
  /// `{region, origin, deployment, writable, records, cursors, stable, held, conflicts, conflicts_dropped,
  /// merge_functions, merge_violations, feed_cursor}`. It names no key.
  std::string status() const {
    return detail::take_text([&](auto out, auto refusal) { return aa_region_status(inner_.get(), out, refusal); });
  }
  /// All that this replica has counted since it was opened, with rates as of `now_ms`. It names no key.
  std::string metrics(std::uint64_t now_ms = AA_NOW) const {
    return detail::take_text(
        [&](auto out, auto refusal) { return aa_region_metrics(inner_.get(), now_ms, out, refusal); });
  }
  /// The same as text for Prometheus, in the format OpenMetrics 1.0.
  std::string open_metrics(std::uint64_t now_ms = AA_NOW) const {
    return detail::take_text(
        [&](auto out, auto refusal) { return aa_region_open_metrics(inner_.get(), now_ms, out, refusal); });
  }
  /// What is wrong, if anything, `{state, findings: [{kind, evidence, next_step}], conflict_rate}`.
  std::string diagnose(const DiagnoseOptions &options = {}, std::uint64_t now_ms = AA_NOW) const {
    return detail::take_text(
        [&](auto out, auto refusal) { return aa_region_diagnose(inner_.get(), now_ms, &options, out, refusal); });
  }

 private:
  using Inner = detail::Handle<aa_region, aa_region_free>;
  explicit Region(Inner inner) noexcept : inner_(std::move(inner)) {}

  template <typename Call>
  static Written write(Call call) {
    const aa_written written = detail::take<aa_written>(call);
    return {written.dot, written.timestamp};
  }

  // Before the region, which calls them, so that they outlive it.
  std::map<std::pair<std::string, std::uint32_t>, std::unique_ptr<RegionMergeFunction>> merges_;
  Inner inner_;
};

}  // namespace active_active

#endif
