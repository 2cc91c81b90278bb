//! What one region knows of the homes of one subject.

use super::{Entry, Epoch, Ledger};
use crate::{
    causality::Origin,
    sorted::{SortedMap, SortedSet},
};
use alloc::vec::Vec;

/// What the writer of an entry had received of each origin, its own included, up to the entry itself.
pub type Seen = Vec<(Origin, u64)>;

/// A region's part in a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// It holds the title, and nobody is known to contest it: it takes writes.
    Active,
    /// It has claimed the subject: it takes writes, and they are flagged.
    Contested,
    /// It holds the title, and has heard of a claim that is higher: it takes no writes until it has decided.
    Fenced,
    /// Another region is the home.
    Follower,
}

impl Standing {
    /// The stable name, for example `"active"`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Standing::Active => "active",
            Standing::Contested => "contested",
            Standing::Fenced => "fenced",
            Standing::Follower => "follower",
        }
    }
}

/// A claim that is known.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Claim {
    /// Ascending by origin.
    pub(super) seen: Seen,
    /// Whether its region has written its last under it.
    pub(super) yielded: bool,
}

impl Claim {
    fn saw(&self, origin: Origin, sequence: u64) -> bool {
        self.seen.iter().any(|(other, head)| *other == origin && sequence <= *head)
    }
}

/// What one region knows of the homes of one subject: entries and writes that it applied, in whatever order streams
/// came. Everything else is derived from that. Ask before writing ([`may_write`](SubjectHome::may_write) and the
/// methods that answer an [`Entry`]); apply what was written, one's own as well, with [`apply`](SubjectHome::apply) and
/// [`note_write`](SubjectHome::note_write).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SubjectHome {
    first: u16,
    /// Titles beyond the first, by number.
    pub(super) granted: SortedMap<u64, u16>,
    pub(super) claims: SortedMap<Epoch, Claim>,
    /// Claims whose window is closed, also those that are not known yet.
    pub(super) closed: SortedSet<Epoch>,
    /// From which write on each origin wrote under which epoch.
    pub(super) reigns: SortedMap<(Origin, u64), Epoch>,
    /// Writes that may still be listed in a ledger.
    pub(super) writes: SortedSet<(Origin, u64)>,
    /// Writes that are listed already and have not come yet.
    pub(super) listed: SortedSet<(Origin, u64)>,
}

impl SubjectHome {
    /// A subject of which nothing is known but its first home.
    pub const fn new(first: u16) -> Self {
        SubjectHome {
            first,
            granted: SortedMap::new(),
            claims: SortedMap::new(),
            closed: SortedSet::new(),
            reigns: SortedMap::new(),
            writes: SortedSet::new(),
            listed: SortedSet::new(),
        }
    }

    /// The title: the greatest uncontested epoch that is known.
    pub fn title(&self) -> Epoch {
        let last = self.granted.iter().last();
        last.map_or(Epoch::first(self.first), |(number, region)| Epoch::granted(*number, *region))
    }

    /// The home: the greatest epoch that is known.
    pub fn home(&self) -> Epoch {
        let claimed = self.claims.keys().last().copied();
        claimed.map_or(self.title(), |claimed| claimed.max(self.title()))
    }

    /// The part of a region.
    pub fn standing(&self, region: u16) -> Standing {
        let (home, title) = (self.home(), self.title());
        match title.region == region {
            true if home == title => Standing::Active,
            true => Standing::Fenced,
            false if home.region == region => Standing::Contested,
            false => Standing::Follower,
        }
    }

    /// Claims whose window is open, ascending.
    pub fn open_claims(&self) -> impl Iterator<Item = Epoch> + '_ {
        self.claims.keys().filter(|claim| !self.closed.contains(*claim)).copied()
    }

    /// Whether a claim is known to have ended.
    pub fn has_yielded(&self, claim: Epoch) -> bool {
        self.claims.get(&claim).is_some_and(|claim| claim.yielded)
    }

    /// The epoch under which a write was made.
    pub fn epoch_of(&self, origin: Origin, sequence: u64) -> Epoch {
        let reigns = self.reigns.range((origin, 0)..=(origin, sequence));
        reigns.last().map_or(Epoch::first(self.first), |(_, epoch)| *epoch)
    }

    /// The epoch that a change has to carry: none where it follows from the changes of its origin before it.
    pub fn epoch_to_carry(&self, origin: Origin, sequence: u64) -> Option<Epoch> {
        let home = self.home();
        (self.epoch_of(origin, sequence) != home).then_some(home)
    }

    /// Whether nothing is known that a new subject would not have.
    pub fn is_plain(&self) -> bool {
        self.granted.is_empty()
            && self.claims.is_empty()
            && self.closed.is_empty()
            && self.reigns.is_empty()
            && self.writes.is_empty()
            && self.listed.is_empty()
    }

    /// Applies an entry that `by` wrote at `sequence`, having received what `seen` says.
    pub fn apply(&mut self, entry: &Entry, by: Origin, sequence: u64, seen: impl FnOnce() -> Seen) {
        match entry {
            Entry::Grant { number, to } => {
                self.granted.insert(*number, *to);
            }
            Entry::Claim { number } => {
                let epoch = Epoch::claimed(*number, by.region);
                self.claims.insert(epoch, Claim { seen: seen(), yielded: false });
                self.reigns.insert((by, sequence), epoch);
            }
            Entry::Yield { number } => {
                if let Some(claim) = self.claims.get_mut(&Epoch::claimed(*number, by.region)) {
                    claim.yielded = true;
                }
            }
            Entry::Close { claims, ledger } => {
                self.closed.extend(claims.iter().copied());
                for write in ledger.writes() {
                    if !self.writes.remove(&write) {
                        self.listed.insert(write);
                    }
                }
            }
        }
    }

    /// Notes a write that was applied, with the epoch that it carries. An uncontested epoch that was not known is known
    /// now: only a region that was granted it writes under it. A contested one is never carried, since its claim stands
    /// before the write in the same stream.
    pub fn note_write(&mut self, origin: Origin, sequence: u64, carried: Option<Epoch>) {
        if let Some(epoch) = carried {
            self.reigns.insert((origin, sequence), epoch);
            if !epoch.contested && epoch != Epoch::first(self.first) {
                self.granted.insert(epoch.number, epoch.region);
            }
        }
        if !self.listed.remove(&(origin, sequence)) {
            self.writes.insert((origin, sequence));
        }
    }

    /// Forgets a write that every region is known to have: no claim to come has not seen it. While a window is open it
    /// may still be listed, so it stays; then ask again after the next [`Entry::Close`].
    pub fn settle(&mut self, origin: Origin, sequence: u64) {
        if self.open_claims().next().is_none() {
            self.writes.remove(&(origin, sequence));
        }
    }

    /// The writes that the windows of these claims are about: those under the claims, and those that a claim with a
    /// higher epoch had not seen. What an earlier ledger lists is not among them.
    pub(super) fn ledger(&self, claims: &[Epoch]) -> Ledger {
        let is_of = |origin: Origin, sequence: u64| {
            let epoch = self.epoch_of(origin, sequence);
            let unseen = |claim: &Epoch| self.claims.get(claim).is_some_and(|known| !known.saw(origin, sequence));
            match epoch.contested {
                true => claims.contains(&epoch),
                false => claims.iter().any(|claim| epoch < *claim && unseen(claim)),
            }
        };
        self.writes.iter().copied().filter(|(origin, sequence)| is_of(*origin, *sequence)).collect()
    }
}
