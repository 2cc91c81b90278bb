//! The keys of claims: a keyed hash, so that no key, log line or broker subject says what was claimed.

use crate::{deployment::Deployment, value::Value};
use alloc::{format, string::String, vec::Vec};
use core::fmt;
use sha2::{Digest, Sha256};

/// The block of SHA-256 in bytes.
const BLOCK: usize = 64;
/// How many bytes of the hash are in a key.
const HASH_BYTES: usize = 16;

/// What keys of claims are derived with. It must be the same in all regions: they would not meet otherwise.
///
/// By default it follows from the deployment's name. That keeps values out of keys, but whoever knows the name can
/// try values; give bytes that nobody else knows where values are easily guessed, as e-mail addresses are.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ClaimSecret(Vec<u8>);

impl ClaimSecret {
    /// A secret; no bytes are the default.
    pub fn new(bytes: &[u8]) -> Self {
        ClaimSecret(bytes.to_vec())
    }

    /// `prefix`, then 32 hexadecimal digits: the first half of HMAC-SHA-256 over the canonical CBOR of
    /// `[class, value]`. The default secret is `active-active claims of ` and the deployment's name, in UTF-8.
    pub(crate) fn key(&self, deployment: &Deployment, class: &str, prefix: &str, value: &Value) -> String {
        let default = format!("active-active claims of {}", deployment.name());
        let secret = if self.0.is_empty() { default.as_bytes() } else { &self.0 };
        let message = Value::Array(Vec::from([Value::from(class), value.clone()])).to_cbor();
        let hash = hmac_sha256(secret, &message);
        let digits = hash.iter().take(HASH_BYTES).map(|byte| format!("{byte:02x}"));
        core::iter::once(String::from(prefix)).chain(digits).collect()
    }
}

impl fmt::Debug for ClaimSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_empty() { "ClaimSecret(default)" } else { "ClaimSecret(..)" })
    }
}

/// HMAC (RFC 2104) with SHA-256.
fn hmac_sha256(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut block = [0; BLOCK];
    if key.len() > BLOCK {
        block.iter_mut().zip(Sha256::digest(key)).for_each(|(to, from)| *to = from);
    } else {
        block.iter_mut().zip(key).for_each(|(to, from)| *to = *from);
    }
    let inner = Sha256::new().chain_update(block.map(|byte| byte ^ 0x36)).chain_update(message).finalize();
    Sha256::new().chain_update(block.map(|byte| byte ^ 0x5c)).chain_update(inner).finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// RFC 4231, test cases 2 and 6.
    #[test]
    fn hmac_is_that_of_the_rfc() {
        assert_eq!(
            hex(&hmac_sha256(b"Jefe", b"what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
        assert_eq!(
            hex(&hmac_sha256(&[0xaa; 131], b"Test Using Larger Than Block-Size Key - Hash Key First")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        );
    }

    #[test]
    fn a_secret_is_not_printed() {
        assert_eq!(format!("{:?}", ClaimSecret::new(b"hush")), "ClaimSecret(..)");
    }
}
