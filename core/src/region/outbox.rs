//! What is sent: batches to a target, and acknowledgements both ways.

use super::{Progress, Region, unknown_region};
use crate::{
    Code, Error, Result,
    causality::{Lane, VersionVector},
    sorted::SortedMap,
    wire::{Acknowledgement, Batch},
};
use alloc::{format, string::String, vec::Vec};

/// What another region is known to hold.
#[derive(Debug, Default)]
pub(super) struct Peer {
    pub(super) incarnation: u16,
    pub(super) cursors: VersionVector,
    /// The deployment version that was last in force there; zero where it has not told.
    pub(super) deployment_version: u64,
    /// Since when a stream of a third region has not moved there: its acknowledged head, and the time.
    lag: SortedMap<u32, (u64, u64)>,
}

impl Region {
    /// What the target is not known to have, as batches of about `bytes_max` at most; the same again until the target
    /// acknowledges. Streams of other regions are relayed only where the target has not moved on them for
    /// [`Options::relay_after_ms`](super::Options::relay_after_ms).
    ///
    /// It takes the time because a region that has received writes since its last own change adds an acknowledgement
    /// to its stream, so that what everybody has can be forgotten.
    ///
    /// # Errors
    ///
    /// `unknown_region`, and those of the clock.
    pub fn batches_for(&mut self, now_ms: u64, target: &str, bytes_max: usize) -> Result<Vec<Vec<u8>>> {
        let target = self.other_region(target)?;
        self.judge_at(now_ms);
        if self.is_writable() {
            let owes = |entry: &(&Lane, &Progress)| entry.1.owes_acknowledgement;
            let owing: Vec<Lane> = self.progress.iter().filter(owes).map(|(lane, _)| *lane).collect();
            for lane in owing {
                self.append_acknowledgement(lane, now_ms)?;
            }
            self.say_leaving(now_ms)?;
        }
        let mut batches = Vec::new();
        let numbers: Vec<u32> = self.streams.sorted().collect();
        for number in numbers {
            let id = self.streams.id(number);
            if !self.may_know(target, id) || !self.may_relay(id) {
                continue;
            }
            if id.origin.region == target
                && self.peers.get(&target).is_none_or(|p| p.incarnation == id.origin.incarnation)
            {
                continue;
            }
            let cursor = self.streams.cursor(number);
            let peer = self.peers.entry(target).or_default();
            let acknowledged = peer.cursors.get(id);
            if acknowledged >= cursor {
                peer.lag.remove(&number);
                continue;
            }
            if id.origin.region != self.origin.region {
                let lag = peer.lag.entry(number).or_insert((acknowledged, now_ms));
                if lag.0 != acknowledged {
                    *lag = (acknowledged, now_ms);
                }
                if now_ms.saturating_sub(lag.1) < self.options.relay_after_ms {
                    continue;
                }
            }
            self.stream_batches(number, acknowledged + 1, bytes_max.max(1), &mut batches);
        }
        Ok(batches)
    }

    fn stream_batches(&self, number: u32, first: u64, bytes_max: usize, batches: &mut Vec<Vec<u8>>) {
        let Some(stream) = self.streams.get(number) else { return };
        // What is no longer in the log, every member had; a target that lacks it holds a gap and is told to bootstrap.
        let mut first = first.max(stream.log.front().map_or(u64::MAX, |segment| segment.first));
        let mut digest = [0; 16];
        digest.iter_mut().zip(self.deployment.digest()).for_each(|(to, from)| *to = *from);
        while first <= stream.cursor {
            let Some((base, count, changes)) = self.streams.stretch(number, first, bytes_max) else { return };
            let batch = Batch {
                deployment_version: self.deployment.version(),
                deployment_digest: digest,
                stream: stream.id,
                first,
                count,
                base,
                changes,
            };
            batches.push(batch.encode());
            first += count;
        }
    }

    /// What this region holds of all that another one may hold too, to be sent to that region, which hands it to
    /// [`acknowledge`](Self::acknowledge).
    ///
    /// # Errors
    ///
    /// `unknown_region`.
    pub fn acknowledgement_for(&self, target: &str) -> Result<Vec<u8>> {
        let target = self.other_region(target)?;
        let cursors = self.cursors_for(target);
        let incarnations = self.newest_incarnations();
        let deployment_version = self.deployment.version();
        Ok(Acknowledgement { origin: self.origin, cursors, incarnations, deployment_version }.encode())
    }

    /// Takes another region's acknowledgement: what it holds need not be sent to it again. Answers the region's name.
    ///
    /// # Errors
    ///
    /// `acknowledgement_malformed`, `unknown_region`.
    pub fn acknowledge(&mut self, acknowledgement: &[u8]) -> Result<String> {
        let told = Acknowledgement::decode(acknowledgement)?;
        let region = told.origin.region;
        let name = match self.deployment.region_by_number(region) {
            Some(spec) if region != self.origin.region => spec.name.clone(),
            _ => {
                return Err(Error::new(
                    Code::UnknownRegion,
                    format!("region {region} is no other region of the deployment"),
                ));
            }
        };
        let peer = self.peers.entry(region).or_default();
        match told.origin.incarnation.cmp(&peer.incarnation) {
            // Late news of an incarnation that is gone.
            core::cmp::Ordering::Less => return Ok(name),
            core::cmp::Ordering::Equal => peer.cursors.merge(&told.cursors),
            // A new incarnation may hold less than the one before.
            core::cmp::Ordering::Greater => {
                (peer.incarnation, peer.cursors) = (told.origin.incarnation, told.cursors.clone());
            }
        }
        peer.deployment_version = peer.deployment_version.max(told.deployment_version);
        self.forget_precedents();
        // One that does not know this incarnation yet may still take changes of the one before.
        if told.incarnations.contains(&(self.origin.region, self.origin.incarnation)) {
            self.hear_of_past(region);
        }
        Ok(name)
    }

    pub(super) fn other_region(&self, name: &str) -> Result<u16> {
        match self.deployment.region_by_name(name) {
            Some(spec) if spec.number != self.origin.region => Ok(spec.number),
            Some(_) => Err(Error::new(Code::InvalidArgument, "a region sends nothing to itself; name another region")),
            None => Err(unknown_region(&self.deployment, name)),
        }
    }
}
