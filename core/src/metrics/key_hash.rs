//! Keys as people see them who may not see keys.

use alloc::{format, string::String};
use sha2::{Digest, Sha256};

/// The first 16 hexadecimal characters of SHA-256 over the words `active-active key`, the deployment's name and the
/// key, each after its length in eight bytes. The same key has the same hash in every region of a deployment, and
/// another one in another deployment. Who can guess keys can check a guess: it hides keys from onlookers, no more.
pub(crate) fn key_hash(deployment: &str, key: &str) -> String {
    let mut hash = Sha256::new();
    for part in ["active-active key", deployment, key] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    let first = hash.finalize().iter().take(8).fold(0u64, |sum, byte| sum << 8 | u64::from(*byte));
    format!("{first:016x}")
}
