//! One number for a whole document, equal in every language.

use alloc::string::String;
use core::fmt::Write;

use sha2::{Digest, Sha256};

use super::Deployment;
use crate::value::Value;

/// SHA-256 of the canonical bytes.
pub(super) fn of(document: &Value) -> [u8; 32] {
    Sha256::digest(document.to_cbor()).into()
}

impl Deployment {
    /// SHA-256 of the canonical CBOR of the normalized document ([`Deployment::to_value`]). Two documents that mean
    /// the same have the same digest, whatever their spaces, their order of regions, and the defaults they spell out.
    pub fn digest(&self) -> &[u8; 32] {
        &self.digest
    }

    /// The digest as 64 lower-case hexadecimal digits.
    pub fn digest_text(&self) -> String {
        let mut text = String::with_capacity(64);
        for byte in self.digest {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
        }
        text
    }
}
