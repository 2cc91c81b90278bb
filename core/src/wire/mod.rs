//! What travels: changes, batches and acknowledgements in CBOR, described in `wire.cddl` beside this file.
//!
//! A change is encoded relative to the change before it in its stream, never relative to a batch. Its bytes are
//! therefore the same in every batch that carries it, a relay copies them, the running hash of the stream runs over
//! them, and a batch may be cut anywhere.

mod acknowledgement;
mod batch;
mod change;
mod extras;
mod operation;
mod rights;

pub(crate) use acknowledgement::Acknowledgement;
pub(crate) use batch::{Base, Batch};
pub(crate) use change::{Change, ChangeEncoder, ContextStep, EncodedStep, Fields, StreamReader};
pub(crate) use extras::{Extras, Reading, decode_dot, decode_integer, encode_dot, encode_integer};
pub(crate) use operation::{Birth, EncodedPath, OperationKind, Path, malformed};
pub(crate) use rights::Rights;

/// The version of the wire format that this library writes.
pub const WIRE_VERSION: u64 = 1;

/// The running hash of a stream after one more change: XXH3-64 of the change's bytes, seeded with the hash before.
/// It catches forked histories; it is no defence against forgery, which is the transport's authentication to give.
#[inline]
pub(crate) fn running_hash(before: u64, change: &[u8]) -> u64 {
    xxhash_rust::xxh3::xxh3_64_with_seed(change, before)
}
