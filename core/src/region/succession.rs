//! Where the streams of an earlier life of a region end.
//!
//! A region that lost its memory goes on as a new incarnation, and what the old one had sent may still be on its way.
//! If some of that came after the new one had settled what the old one had said, the others could have forgotten on the
//! old one's word what the new one knows nothing of. So an old stream ends where the new incarnation names it in its
//! own first change. Whoever has heard of the new one takes no more of the old stream until then: it says so by naming
//! the incarnation in its acknowledgement, and only such an acknowledgement counts for the new one's recovery.

use super::Region;
use crate::{Code, Error, causality::Stream, wire::Batch};
use alloc::{format, vec::Vec};

/// How far changes of a stream are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// Its writer may still be at work.
    Open,
    /// Its writer has a successor, which names this head.
    Ends(u64),
    /// Its writer has a successor, which has not been heard itself.
    Unknown,
}

impl Region {
    /// The newest incarnations of other regions that this one has heard of.
    pub(super) fn newest_incarnations(&self) -> Vec<(u16, u16)> {
        let others = self.deployment.regions().iter().filter(|spec| spec.number != self.origin.region);
        others.map(|spec| (spec.number, self.newest_incarnation(spec.number))).filter(|newest| newest.1 > 0).collect()
    }

    fn newest_incarnation(&self, region: u16) -> u16 {
        let told = self.peers.get(&region).map_or(0, |peer| peer.incarnation);
        let of_region = self.streams.all.iter().filter(|stream| stream.id.origin.region == region && stream.cursor > 0);
        of_region.map(|stream| stream.id.origin.incarnation).fold(told, u16::max)
    }

    /// How far a stream is taken here.
    pub(super) fn extent(&self, id: Stream) -> Extent {
        let succeeds = |newer: &&super::stream::StreamState| {
            let (newer, older) = (newer.id, id);
            (newer.origin.region, newer.placement, newer.partition)
                == (older.origin.region, older.placement, older.partition)
                && newer.origin.incarnation > older.origin.incarnation
        };
        let named = |newer: &super::stream::StreamState| self.streams.number(id).map_or(0, |number| newer.head(number));
        let successors = self.streams.all.iter().filter(|stream| stream.cursor > 0).filter(succeeds);
        match successors.map(named).max() {
            Some(head) => Extent::Ends(head),
            None if id.origin.region == self.origin.region => Extent::Open,
            None if self.newest_incarnation(id.origin.region) > id.origin.incarnation => Extent::Unknown,
            None => Extent::Open,
        }
    }
}

#[cold]
pub(super) fn succeeded(batch: &Batch<'_>) -> Error {
    let (stream, region) = (batch.stream, batch.stream.origin.region);
    Error::new(
        Code::BatchGap,
        format!("region {region} has taken a new incarnation, whose first change says how far stream {stream} goes; send that"),
    )
    .with("first", batch.first)
}

#[cold]
pub(super) fn ended(batch: &Batch<'_>, head: u64) -> Error {
    let stream = batch.stream;
    Error::new(
        Code::StreamQuarantined,
        format!("stream {stream} ended at sequence {head}, when its region lost its memory and took a new incarnation; what nobody had received by then is not taken any more"),
    )
    .with("stream", format!("{stream}"))
    .with("sequence", head)
}
