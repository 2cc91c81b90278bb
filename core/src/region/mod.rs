//! The engine of one replica: writes, what arrives from other regions, what is sent to them.
//!
//! Nothing here reads a clock, a disk or a network. Time is a number of milliseconds handed to each call that needs
//! it; batches, acknowledgements and snapshots are bytes that the host moves.

mod options;
mod report;

use crate::{
    Result,
    causality::VersionVector,
    conflict::{ConflictFilter, ConflictId, ConflictRecord},
    deployment::Deployment,
    value::Value,
};
use alloc::{string::String, sync::Arc, vec::Vec};

pub use options::Options;
pub use report::{ApplyReport, Feed, FeedChange, Held, Read, Version, Written};

/// One replica of the data: takes writes, sends batches, applies batches.
pub struct Region {
    deployment: Arc<Deployment>,
}

#[allow(unused, clippy::todo)]
impl Region {
    /// Opens an empty replica of a region that the deployment names.
    pub fn open(deployment: Arc<Deployment>, region: &str, options: Options) -> Result<Self> {
        todo!()
    }

    /// Opens a replica from a snapshot, as a new incarnation (`options.incarnation` above every earlier one of this region).
    /// It answers reads at once and takes writes once every other active region has told (see
    /// [`acknowledge`](Self::acknowledge)) what it holds of the earlier incarnations and all of that has arrived.
    pub fn restore(deployment: Arc<Deployment>, region: &str, options: Options, snapshot: &[u8]) -> Result<Self> {
        todo!()
    }

    // ---- writes. `path` is the field path inside a map class, empty otherwise. `context` is what a read returned.

    /// Writes a register. Without a context it replaces all that this region holds there (a blind write).
    pub fn put(
        &mut self,
        now_ms: u64,
        key: &str,
        path: &[&str],
        value: &Value,
        context: Option<&[u8]>,
    ) -> Result<Written> {
        todo!()
    }
    /// As [`put`](Self::put), with the value already in canonical CBOR.
    pub fn put_encoded(
        &mut self,
        now_ms: u64,
        key: &str,
        path: &[&str],
        value: &[u8],
        context: Option<&[u8]>,
    ) -> Result<Written> {
        todo!()
    }
    /// Writes several register fields of a map record in one change.
    pub fn patch(
        &mut self,
        now_ms: u64,
        key: &str,
        fields: &[(&[&str], Value)],
        context: Option<&[u8]>,
    ) -> Result<Written> {
        todo!()
    }
    /// Deletes a record.
    pub fn delete(&mut self, now_ms: u64, key: &str, context: Option<&[u8]>) -> Result<Written> {
        todo!()
    }
    /// Removes a field of a map record with all below it, as far as this region (or the context) has seen it.
    pub fn unset(&mut self, now_ms: u64, key: &str, path: &[&str], context: Option<&[u8]>) -> Result<Written> {
        todo!()
    }
    /// Adds to a counter; negative amounts subtract.
    pub fn increment(&mut self, now_ms: u64, key: &str, path: &[&str], amount: i64) -> Result<Written> {
        todo!()
    }
    /// Sets a counter by the increment that leads from what this region sees to `value`.
    pub fn assign(&mut self, now_ms: u64, key: &str, path: &[&str], value: i64) -> Result<Written> {
        todo!()
    }
    /// Sets a counter to zero as far as it was seen: increments that were not seen stay.
    pub fn reset(&mut self, now_ms: u64, key: &str, path: &[&str], context: Option<&[u8]>) -> Result<Written> {
        todo!()
    }
    /// Adds a member to a set.
    pub fn add(&mut self, now_ms: u64, key: &str, path: &[&str], member: &Value) -> Result<Written> {
        todo!()
    }
    /// Removes a member from a set, as far as it was seen.
    pub fn remove(
        &mut self,
        now_ms: u64,
        key: &str,
        path: &[&str],
        member: &Value,
        context: Option<&[u8]>,
    ) -> Result<Written> {
        todo!()
    }
    /// Removes all members of a set that were seen.
    pub fn clear(&mut self, now_ms: u64, key: &str, path: &[&str], context: Option<&[u8]>) -> Result<Written> {
        todo!()
    }
    /// Turns a flag on.
    pub fn enable(&mut self, now_ms: u64, key: &str, path: &[&str]) -> Result<Written> {
        todo!()
    }
    /// Turns a flag off.
    pub fn disable(&mut self, now_ms: u64, key: &str, path: &[&str]) -> Result<Written> {
        todo!()
    }

    // ---- reads

    /// The record as it reads now, or `None` if it does not exist.
    pub fn get(&self, key: &str) -> Result<Option<Read>> {
        todo!()
    }
    /// The live versions of a register, siblings included, in canonical order (timestamp, then dot).
    pub fn versions(&self, key: &str, path: &[&str]) -> Result<Vec<Version>> {
        todo!()
    }
    /// Existing keys that start with `prefix`, after `after`, in byte order, at most `limit`.
    pub fn keys(&self, prefix: &str, after: Option<&str>, limit: usize) -> Vec<String> {
        todo!()
    }

    // ---- replication

    /// What the target is not known to have, as batches of at most about `bytes_max` each; the same again until acknowledged.
    /// Takes the time because a region that has received something since its last write adds an acknowledgement to its stream.
    pub fn batches_for(&mut self, now_ms: u64, target: &str, bytes_max: usize) -> Result<Vec<Vec<u8>>> {
        todo!()
    }
    /// What this region holds, to be sent to each other region (which gives it to its `acknowledge`).
    pub fn acknowledgement(&self) -> Vec<u8> {
        todo!()
    }
    /// Takes another region's acknowledgement: what it holds needs not be sent to it again. Returns the region's name.
    pub fn acknowledge(&mut self, acknowledgement: &[u8]) -> Result<String> {
        todo!()
    }
    /// Applies a batch. Duplicates change nothing; what cannot be applied yet is held; anything malformed is an error and changes nothing.
    pub fn apply(&mut self, now_ms: u64, batch: &[u8]) -> Result<ApplyReport> {
        todo!()
    }
    /// Everything that waits, by stream.
    pub fn held(&self) -> Vec<Held> {
        todo!()
    }
    /// Tries what waits for time to pass or for a deployment; one report per stream that moved.
    pub fn retry_held(&mut self, now_ms: u64) -> Result<Vec<ApplyReport>> {
        todo!()
    }
    /// Puts a newer deployment in force.
    pub fn load_deployment(&mut self, deployment: Arc<Deployment>) -> Result<()> {
        todo!()
    }

    // ---- observation

    /// Conflict records, oldest first.
    pub fn conflicts(&self, filter: &ConflictFilter) -> Vec<ConflictRecord> {
        todo!()
    }
    /// One conflict record.
    pub fn conflict(&self, id: &ConflictId) -> Result<ConflictRecord> {
        todo!()
    }
    /// How many decided conflict records were dropped to stay within `conflicts_max`.
    pub fn conflicts_dropped(&self) -> u64 {
        todo!()
    }
    /// What became visible here after a cursor (0 is the start), at most `limit` changes.
    pub fn changes_since(&self, cursor: u64, limit: usize) -> Result<Feed> {
        todo!()
    }
    /// SHA-256 over the live (key, path, dot, value): equal in regions that hold the same.
    pub fn digest(&self) -> [u8; 32] {
        todo!()
    }
    /// What this region has received, stream by stream.
    pub fn cursors(&self) -> VersionVector {
        todo!()
    }
    /// The deployment in force.
    pub fn deployment(&self) -> &Arc<Deployment> {
        &self.deployment
    }
    /// The whole replica as bytes, for `restore` and for backup.
    pub fn snapshot(&mut self) -> Vec<u8> {
        todo!()
    }
    /// `{region, origin, deployment: {version, digest}, writable, records, streams: {..}, stable: {..}, held, conflicts}`.
    pub fn status(&self) -> Value {
        todo!()
    }
}
