//! A restored replica on its way back: it may write once it has reached all that it had acknowledged.
//!
//! What the earlier incarnations acknowledged, they acknowledged in their own streams. Another region can have
//! relied only on what it received of those; so when every other region has told how much of them it holds, and all
//! of that and all that it names has arrived, nothing was forgotten on this region's word that it does not have.

use super::{Region, placement::members};
use crate::{Code, Error, Result, causality::Stream, fault::Fault, sorted::SortedSet};
use alloc::{format, vec::Vec};

/// What a restored replica waits for.
#[derive(Debug, Default)]
pub(super) struct Recovery {
    /// The regions that have not told yet what they hold.
    pub(super) silent: SortedSet<u16>,
    /// Whether it has a past that others may have relied on, so that it must not write before it has that back. One
    /// that was opened empty, by somebody who gave that past up, writes; only what its past had spent stays locked.
    pub(super) blocks_writes: bool,
}

impl Region {
    /// Starts recovery: writes wait until [`check_recovered`](Self::check_recovered) finds nothing missing.
    pub(super) fn start_recovery(&mut self, blocks_writes: bool) {
        if self.faults().has(Fault::PlainRestore) {
            return;
        }
        let own = self.origin.region;
        let silent = members(&self.deployment).filter(|member| *member != own).collect();
        self.recovery = Some(Recovery { silent, blocks_writes });
        self.check_recovered();
    }

    /// Notes that another region has told what it holds, of this region's earlier incarnations too.
    pub(super) fn hear_of_past(&mut self, region: u16) {
        if let Some(recovery) = &mut self.recovery {
            recovery.silent.remove(&region);
            self.check_recovered();
        }
    }

    /// Ends recovery if everything has come.
    pub(super) fn check_recovered(&mut self) {
        if self.recovery.is_some() && self.missing().is_some_and(|missing| missing.is_empty()) {
            self.recovery = None;
        }
    }

    /// The streams that still lack something, or nothing while somebody is silent.
    fn missing(&self) -> Option<Vec<Stream>> {
        let recovery = self.recovery.as_ref()?;
        if !recovery.silent.is_empty() {
            return None;
        }
        let received = |stream| self.streams.number(stream).map_or(0, |number| self.streams.cursor(number));
        // What somebody told and then lost in a crash of its own is not waited for: it told anew.
        let told = self.peers.values().flat_map(|peer| peer.cursors.iter());
        let past =
            told.filter(|(stream, _)| stream.origin.region == self.origin.region && stream.origin != self.origin);
        let mut missing: Vec<Stream> =
            past.filter(|(stream, head)| received(*stream) < *head).map(|(stream, _)| stream).collect();
        let past = self.streams.all.iter().filter(|stream| stream.id.origin.region == self.origin.region);
        for stream in past {
            let named = stream.met.iter().filter(|other| stream.head(**other) > self.streams.cursor(**other));
            missing.extend(named.map(|other| self.streams.id(*other)));
        }
        Some(missing)
    }

    /// Whether writes are taken.
    pub(super) fn is_writable(&self) -> bool {
        self.recovery.as_ref().is_none_or(|recovery| !recovery.blocks_writes)
    }

    /// Refuses writes while they are not taken, and says what they wait for.
    pub(super) fn check_writable(&self) -> Result<()> {
        let Some(recovery) = self.recovery.as_ref().filter(|recovery| recovery.blocks_writes) else { return Ok(()) };
        let names = |numbers: &SortedSet<u16>| {
            numbers.iter().map(|number| self.region_name(*number)).collect::<Vec<_>>().join(", ")
        };
        let waits = match self.missing() {
            None => format!("hand over the acknowledgement of {}", names(&recovery.silent)),
            Some(missing) => {
                let streams: Vec<_> = missing.iter().map(|stream| format!("{stream}")).collect();
                format!("apply what is missing of {}", streams.join(", "))
            }
        };
        Err(Error::new(
            Code::NotCaughtUp,
            format!("this replica was restored and has not yet reached what it had acknowledged; {waits}"),
        ))
    }
}
