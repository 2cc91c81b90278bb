// What the engine answers, as far as it needs no document.
#ifndef ACTIVE_ACTIVE_REPORT_HPP
#define ACTIVE_ACTIVE_REPORT_HPP

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "bytes.hpp"
#include "causality.hpp"
#include "time.hpp"

namespace active_active {

/// A write that was accepted.
struct Written {
  Dot dot;
  Timestamp timestamp;
};

/// What became of a batch, in numbers: stream, applied, duplicates, released, conflicts, held.
using ApplySummary = aa_apply_summary;

/// A record as it read at one moment.
class Read {
 public:
  /// Takes over a handle of the C functions.
  explicit Read(aa_read *handle) noexcept : inner_(handle) {}

  /// The value as JSON.
  std::string value() const {
    return detail::take_text([&](auto out, auto refusal) { return aa_read_value(inner_.get(), out, refusal); });
  }
  /// The value in canonical CBOR; lives as long as the read.
  BytesView encoded() const noexcept { return aa_read_encoded(inner_.get()); }
  /// What this read saw, to be given to a later write; lives as long as the read.
  BytesView context() const noexcept { return aa_read_context(inner_.get()); }
  /// The timestamp of the latest live write behind the value.
  Timestamp timestamp() const noexcept { return aa_read_timestamp(inner_.get()); }
  /// How many concurrent versions stand behind the value at its most contested place; 1 is uncontested.
  std::size_t siblings() const noexcept { return aa_read_siblings(inner_.get()); }
  /// The names of rules of the class that the merged value did not keep. Those with a repair are repaired in the value,
  /// for the others a conflict record of the kind `rule_violated` waits.
  std::vector<std::string> violated() const {
    std::vector<std::string> rules(aa_read_violated_len(inner_.get()));
    for (std::size_t index = 0; index < rules.size(); ++index) {
      const aa_str rule = aa_read_violated_at(inner_.get(), index);
      rules[index].assign(rule.data, rule.len);
    }
    return rules;
  }
  /// `{value, context, timestamp, siblings, violated}` as JSON.
  std::string to_json() const {
    return detail::take_text([&](auto out, auto refusal) { return aa_read_to_json(inner_.get(), out, refusal); });
  }

 private:
  detail::Handle<aa_read, aa_read_free> inner_;
};

/// Batches for one target, in the order in which they must arrive.
class Batches {
 public:
  /// Takes over a handle of the C functions.
  explicit Batches(aa_batches *handle) noexcept : inner_(handle) {}

  std::size_t size() const noexcept { return aa_batches_len(inner_.get()); }
  bool empty() const noexcept { return size() == 0; }
  /// Lives as long as the batches.
  BytesView operator[](std::size_t index) const noexcept { return aa_batches_at(inner_.get(), index); }

  /// Goes through the batches, as a range-for does.
  class Iterator {
   public:
    Iterator(const Batches &batches, std::size_t index) noexcept : batches_(&batches), index_(index) {}
    BytesView operator*() const noexcept { return (*batches_)[index_]; }
    Iterator &operator++() noexcept {
      ++index_;
      return *this;
    }
    bool operator!=(const Iterator &other) const noexcept { return index_ != other.index_; }

   private:
    const Batches *batches_;
    std::size_t index_;
  };
  Iterator begin() const noexcept { return {*this, 0}; }
  Iterator end() const noexcept { return {*this, size()}; }

 private:
  detail::Handle<aa_batches, aa_batches_free> inner_;
};

}  // namespace active_active

#endif
