//! Weighted rendezvous hashing: which region of a list a subject belongs to, with the fewest moves when the list
//! changes.
//!
//! Each region gets a hash of the subject, read as a number u between 0 and 1, and the score `-log2(u) / weight`; the
//! least score wins. A score depends on its own region alone, so taking one away moves only those that were there, and
//! shares are as the weights (Schindelhauer and Schomaker 2005, the logarithmic method). The hash is
//! `xxh3_64(subject hash, seed = region number)`; logarithms are fixed-point numbers from a table of whole numbers, so
//! the choice is the same in every language.

use super::SubjectHash;
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// How many parts the table divides an octave into.
const PARTS: usize = 128;
const PART_BITS: u32 = PARTS.trailing_zeros();
/// Bits of a logarithm behind the point.
const FRACTION_BITS: u32 = 32;

/// `log2(1 + i / PARTS)` with 32 bits behind the point.
static LOGARITHMS: [u64; PARTS + 1] = logarithms();

#[allow(clippy::indexing_slicing, reason = "INVARIANT: evaluated when compiled, and `i` is below the length")]
const fn logarithms() -> [u64; PARTS + 1] {
    let mut table = [0; PARTS + 1];
    let mut i = 0;
    while i < PARTS {
        // Squaring a number doubles its logarithm: each step gives one bit of it.
        let mut x = ((PARTS + i) as u128) << (62 - PART_BITS);
        let mut bits = 0u64;
        let mut step = 0;
        while step < FRACTION_BITS {
            x = (x * x) >> 62;
            bits <<= 1;
            if x >= 1 << 63 {
                x >>= 1;
                bits |= 1;
            }
            step += 1;
        }
        table[i] = bits;
        i += 1;
    }
    table[PARTS] = 1 << FRACTION_BITS;
    table
}

/// `-log2((hash | 1) / 2^64)` with 32 bits behind the point: from 0 to 64.
#[inline]
fn minus_log2(hash: u64) -> u64 {
    let hash = hash | 1;
    let zeros = hash.leading_zeros();
    // The leading one goes; what follows is the part in the octave.
    let fraction = hash << zeros << 1;
    let part = (fraction >> (64 - PART_BITS)) as usize;
    let within = fraction << PART_BITS >> 32;
    let (Some(low), Some(high)) = (LOGARITHMS.get(part), LOGARITHMS.get(part + 1)) else { return 0 };
    let octave = low + (((high - low) * within) >> 32);
    (u64::from(zeros + 1) << FRACTION_BITS) - octave
}

/// The region that has won so far.
struct Best {
    score: u64,
    weight: u64,
    region: u16,
    hash: u64,
}

impl Best {
    /// Whether another region cannot win, whatever its score: it weighs no more, and a hash that is no greater has a
    /// score that is no less. Most regions need no logarithm for that.
    #[inline]
    fn surely_beats(&self, region: u16, weight: u64, hash: u64) -> bool {
        weight <= self.weight && hash <= self.hash && region > self.region
    }

    #[inline]
    fn beats(&self, other: &Best) -> bool {
        // score / weight < least / heaviest, without the division; 39 and 16 bits fit.
        let (ours, theirs) = (self.score * other.weight, other.score * self.weight);
        match (self.weight, other.weight) {
            (0, 0) => (self.score, self.region) < (other.score, other.region),
            _ => ours < theirs || (ours == theirs && self.region < other.region),
        }
    }
}

/// The region that a subject belongs to, of regions by number with their weights; zero weighs nothing, and counts as
/// the least where all are zero. Of equal scores the lower number wins. Nothing if the list is empty.
///
/// ```
/// use active_active::routing::{SubjectHash, rendezvous};
/// let subject = SubjectHash([7; 16]);
/// let of_three = rendezvous(&subject, [(1, 100), (2, 100), (3, 100)]).unwrap();
/// // Who was not in the region that went stays where it was.
/// let gone = if of_three == 1 { 2 } else { 1 };
/// let rest = [1, 2, 3].into_iter().filter(|region| *region != gone).map(|region| (region, 100));
/// assert_eq!(rendezvous(&subject, rest), Some(of_three));
/// ```
pub fn rendezvous(subject: &SubjectHash, regions: impl IntoIterator<Item = (u16, u16)>) -> Option<u16> {
    let mut best: Option<Best> = None;
    for (region, weight) in regions {
        let hash = xxh3_64_with_seed(&subject.0, u64::from(region));
        let weight = u64::from(weight);
        if best.as_ref().is_some_and(|best| best.surely_beats(region, weight, hash)) {
            continue;
        }
        let this = Best { score: minus_log2(hash), weight, region, hash };
        if best.as_ref().is_none_or(|best| this.beats(best)) {
            best = Some(this);
        }
    }
    best.map(|best| best.region)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithms_are_right() {
        for (i, entry) in LOGARITHMS.iter().enumerate() {
            let right = (1.0 + i as f64 / PARTS as f64).log2();
            assert!((*entry as f64 / 4_294_967_296.0 - right).abs() < 1e-8, "{i}");
        }
        for shift in 0..64 {
            for hash in [u64::MAX >> shift, (u64::MAX / 3) >> shift, (u64::MAX / 7 * 5) >> shift] {
                let right = 64.0 - ((hash | 1) as f64).log2();
                assert!((minus_log2(hash) as f64 / 4_294_967_296.0 - right).abs() < 2e-5, "{hash:x}");
            }
        }
        assert_eq!(minus_log2(0), 64 << 32);
    }

    #[test]
    fn no_region_that_is_passed_over_would_have_won() {
        for number in 0..20_000u32 {
            let mut subject = SubjectHash([0; 16]);
            subject.0.iter_mut().zip(number.to_le_bytes()).for_each(|(to, from)| *to = from);
            let weights = [100, 100, 7, 0, 100, 300, 7, 100];
            let of = |region: u16| weights.get(usize::from(number as u16 + region) % weights.len()).map_or(0, |w| *w);
            let regions: [(u16, u16); 8] = core::array::from_fn(|at| (1 + at as u16, of(at as u16)));
            let score = |region: u16, weight: u16| {
                minus_log2(xxh3_64_with_seed(&subject.0, u64::from(region))) as f64 / f64::from(weight)
            };
            let best = regions.iter().filter(|(_, weight)| *weight > 0);
            let best = best.min_by(|a, b| score(a.0, a.1).total_cmp(&score(b.0, b.1))).map(|(region, _)| *region);
            assert_eq!(rendezvous(&subject, regions), best);
            let backwards = regions.into_iter().rev();
            assert_eq!(rendezvous(&subject, backwards), best);
        }
    }

    #[test]
    fn a_region_without_weight_gets_nothing_while_another_has_some() {
        for byte in 0..=255 {
            let subject = SubjectHash([byte; 16]);
            assert_eq!(rendezvous(&subject, [(1, 0), (2, 1), (3, 0)]), Some(2));
            assert!(rendezvous(&subject, [(4, 0), (5, 0)]).is_some());
        }
        assert_eq!(rendezvous(&SubjectHash([0; 16]), []), None);
    }
}
