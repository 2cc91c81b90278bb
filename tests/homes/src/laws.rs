//! What must hold in every state.

use crate::world::{Bounds, Item, World, number, origin};
use active_active::home::{Entry, Epoch, Ledger, Standing};
use std::collections::{BTreeMap, BTreeSet};

/// Of each number there is at most one uncontested home, and at most one region takes itself for one.
pub(crate) fn one_uncontested_home(world: &World) -> bool {
    let mut holders: BTreeMap<u64, u16> = [(1, 1)].into();
    let granted = entries(world).all(|(_, entry, _)| match entry {
        Entry::Grant { number, to } => holders.insert(*number, *to).is_none(),
        _ => true,
    });
    let active = world.replicas.iter().enumerate();
    let active = active.filter(|(at, replica)| replica.home.standing(number(*at)) == Standing::Active).count();
    granted && active <= 1
}

/// Every region takes each write for one of the epoch that it was made under.
pub(crate) fn epochs_are_known(world: &World) -> bool {
    world.replicas.iter().all(|replica| {
        writes(world).all(|(from, sequence, epoch)| {
            sequence > u64::from(replica.cursors[from]) || replica.home.epoch_of(origin(from), sequence) == epoch
        })
    })
}

/// No write is in two ledgers, and only writes of the subject are in any.
pub(crate) fn ledgers_are_apart(world: &World) -> bool {
    let all: BTreeSet<_> = writes(world).map(|(from, sequence, _)| (origin(from), sequence)).collect();
    let mut listed = BTreeSet::new();
    ledgers(world).flat_map(Ledger::writes).all(|write| all.contains(&write) && listed.insert(write))
}

/// Who may serve a strong read has every write that anybody made.
pub(crate) fn strong_reads_see_all(world: &World) -> bool {
    (0..world.replicas.len())
        .filter(|at| world.serves_strong_reads(*at))
        .all(|at| writes(world).all(|(from, sequence, _)| sequence <= u64::from(world.replicas[at].cursors[from])))
}

/// Left alone with everything received, the regions agree on one uncontested home, every window is closed, and its
/// ledger lists exactly the writes of contested homes and those that such a home had not seen.
pub(crate) fn heals(world: &World, bounds: &Bounds) -> bool {
    let world = world.healed(bounds);
    let homes: BTreeSet<Epoch> = world.replicas.iter().map(|replica| replica.home.home()).collect();
    let agreed = homes.len() == 1 && homes.iter().all(|home| !home.contested);
    let closed = world.replicas.iter().all(|replica| replica.home.open_claims().next().is_none());
    let listed: BTreeSet<_> = ledgers(&world).flat_map(Ledger::writes).collect();
    let due: BTreeSet<_> = writes(&world)
        .filter(|(from, sequence, epoch)| epoch.contested || is_unseen(&world, *from, *sequence, *epoch))
        .map(|(from, sequence, _)| (origin(from), sequence))
        .collect();
    let alike = world.replicas.windows(2).all(|pair| matches!(pair, [a, b] if a.home == b.home));
    agreed && closed && alike && listed == due && ledgers_are_apart(&world) && epochs_are_known(&world)
}

/// Whether a claim with a higher epoch had not seen an uncontested write.
fn is_unseen(world: &World, from: usize, sequence: u64, epoch: Epoch) -> bool {
    entries(world).any(|(by, entry, seen)| match entry {
        Entry::Claim { number: claim } => {
            let head = seen.iter().find(|(origin, _)| origin.region == number(from)).map_or(0, |entry| entry.1);
            epoch < Epoch::claimed(*claim, number(by)) && head < sequence
        }
        _ => false,
    })
}

fn entries(world: &World) -> impl Iterator<Item = (usize, &Entry, &active_active::home::Seen)> {
    world.streams.iter().enumerate().flat_map(|(by, stream)| {
        stream.iter().filter_map(move |item| match item {
            Item::Entry { entry, seen } => Some((by, entry, seen)),
            Item::Write { .. } => None,
        })
    })
}

fn ledgers(world: &World) -> impl Iterator<Item = &Ledger> {
    entries(world).filter_map(|(_, entry, _)| match entry {
        Entry::Close { ledger, .. } => Some(ledger),
        _ => None,
    })
}

/// Every write with its region and sequence, and the epoch that it was made under.
fn writes(world: &World) -> impl Iterator<Item = (usize, u64, Epoch)> {
    world.streams.iter().enumerate().flat_map(|(from, stream)| {
        stream.iter().enumerate().filter_map(move |(place, item)| match item {
            Item::Write { epoch, .. } => Some((from, place as u64 + 1, *epoch)),
            Item::Entry { .. } => None,
        })
    })
}
