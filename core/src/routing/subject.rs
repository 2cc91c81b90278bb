//! Subjects, which are only ever used hashed.

use alloc::string::String;
use core::fmt;
use sha2::{Digest, Sha256};

/// The hash of whom or what a request is about: a user, an account, a cart.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SubjectHash(pub [u8; 16]);

impl fmt::Debug for SubjectHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_text())
    }
}

impl SubjectHash {
    /// 32 lower-case hexadecimal digits.
    pub fn to_text(&self) -> String {
        self.0
            .iter()
            .flat_map(|byte| [byte >> 4, byte & 15])
            .filter_map(|digit| char::from_digit(digit.into(), 16))
            .collect()
    }

    /// Reads 32 lower-case hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; 16];
        if text.len() != 32 || text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return None;
        }
        for (at, byte) in bytes.iter_mut().enumerate() {
            let digits = text.get(2 * at..2 * at + 2)?;
            if digits.starts_with('+') {
                return None;
            }
            *byte = u8::from_str_radix(digits, 16).ok()?;
        }
        Some(SubjectHash(bytes))
    }
}

/// Hashes the subjects of one deployment: the first 16 bytes of SHA-256 over a first block of 64 bytes (the
/// SHA-256 of the secret, then that of the deployment's name) and then the subject. The block is worked in once, so that a
/// short subject costs one block more.
///
/// Without a secret, who can guess subjects can check a guess. All regions and routers of a deployment need the same
/// one.
#[derive(Clone)]
pub struct SubjectHasher {
    state: Sha256,
}

impl fmt::Debug for SubjectHasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SubjectHasher")
    }
}

impl SubjectHasher {
    /// A hasher for a deployment, by its name, with a secret that may be empty.
    pub fn new(deployment: &str, secret: &[u8]) -> Self {
        let mut block = [0u8; 64];
        let (key, rest) = block.split_at_mut(32);
        key.copy_from_slice(&Sha256::digest(secret));
        rest.copy_from_slice(&Sha256::digest(deployment));
        let mut state = Sha256::new();
        state.update(block);
        SubjectHasher { state }
    }

    /// The hash of a subject.
    ///
    /// ```
    /// use active_active::routing::SubjectHasher;
    /// let shop = SubjectHasher::new("shop", b"");
    /// assert_eq!(shop.hash("user-1"), shop.hash("user-1"));
    /// assert_ne!(shop.hash("user-1"), SubjectHasher::new("shop", b"secret").hash("user-1"));
    /// ```
    pub fn hash(&self, subject: &str) -> SubjectHash {
        let mut state = self.state.clone();
        state.update(subject);
        let digest: [u8; 32] = state.finalize().into();
        let mut first = [0; 16];
        first.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
        SubjectHash(first)
    }
}
