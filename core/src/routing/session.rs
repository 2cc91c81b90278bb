//! What a client has seen, so that another region shows it no less.
//!
//! A session token holds a version vector, the region that issued it, and the epoch of the home that it spoke with; no
//! key, no subject, no value. A region that covers a client's token before it serves it, and gives it a new one after,
//! keeps the four session guarantees (Terry et al. 1994): the client reads its own writes, reads never go back, its
//! writes are ordered after what it read and after one another.
//!
//! Tokens are signed with HMAC-SHA-256 (RFC 2104), cut to 16 bytes, by a key of the caller's. One that was made up, or
//! comes from another deployment, is refused: believed, it would make regions wait for writes that never come.

use crate::{Code, Error, Result, causality::VersionVector, deployment::Deployment, residency::Action, value::Value};
use alloc::{format, string::String, vec::Vec};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use minicbor::{Decoder, Encoder};
use sha2::{Digest, Sha256};

const TOKEN_VERSION: u8 = 1;
const MAC_BYTES: usize = 16;
/// Version and key number.
const HEAD_BYTES: usize = 5;
/// A token with more streams than any deployment has is none.
const TOKEN_BYTES_MAX: usize = 1 << 20;
const KEY_BYTES_MIN: usize = 16;

/// What a client has seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionToken {
    /// How far it has seen each stream.
    pub seen: VersionVector,
    /// The number of the region that issued it, and so has all of that.
    pub issuer: u16,
    /// The incarnation of that region.
    pub incarnation: u16,
    /// The number of the home's epoch that the client last spoke with; zero where there was none.
    pub epoch: u64,
    /// Whether that home was contested.
    pub contested: bool,
    /// When it was issued, in Unix milliseconds.
    pub issued_ms: u64,
}

/// The keys that sign tokens, by number. The first signs; all are believed, so that a key can be replaced while
/// tokens of the old one are about.
#[derive(Clone)]
pub struct TokenKeys {
    keys: Vec<(u32, Vec<u8>)>,
}

impl core::fmt::Debug for TokenKeys {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_list().entries(self.keys.iter().map(|(number, _)| number)).finish()
    }
}

impl TokenKeys {
    /// Keys with their numbers, the one that signs first.
    ///
    /// # Errors
    ///
    /// `invalid_argument` where there is none, one is shorter than 16 bytes, or two have one number.
    pub fn new(keys: Vec<(u32, Vec<u8>)>) -> Result<Self> {
        let mut numbers: Vec<u32> = keys.iter().map(|(number, _)| *number).collect();
        numbers.sort_unstable();
        numbers.dedup();
        if keys.is_empty() || numbers.len() < keys.len() || keys.iter().any(|(_, key)| key.len() < KEY_BYTES_MIN) {
            let message = "tokens need at least one key, each of 16 bytes or more and with a number of its own";
            return Err(Error::new(Code::InvalidArgument, message));
        }
        Ok(TokenKeys { keys })
    }

    /// Signs a token, as text of base64url.
    ///
    /// ```
    /// use active_active::{causality::VersionVector, deployment::Deployment, routing::{SessionToken, TokenKeys}};
    /// let shop = Deployment::parse(r#"{"version": 1, "name": "shop", "regions": [{"name": "eu", "number": 1}],
    ///     "classes": [{"name": "all", "keys": "**", "labels": [], "type": "register"}]}"#)?;
    /// let keys = TokenKeys::new(vec![(1, b"0123456789abcdef".to_vec())])?;
    /// let token = SessionToken {
    ///     seen: VersionVector::new(), issuer: 1, incarnation: 1, epoch: 0, contested: false, issued_ms: 1_000,
    /// };
    /// assert_eq!(keys.read(&keys.sign(&token, &shop), &shop)?, token);
    /// # Ok::<(), active_active::Error>(())
    /// ```
    pub fn sign(&self, token: &SessionToken, deployment: &Deployment) -> String {
        let mut bytes = Vec::from([TOKEN_VERSION]);
        let Some((number, key)) = self.keys.first() else { return String::new() };
        bytes.extend(number.to_be_bytes());
        let mut encoder = Encoder::new(&mut bytes);
        let _ = encoder
            .array(7)
            .and_then(|e| e.bytes(&tag(deployment)))
            .and_then(|e| e.u16(token.issuer))
            .and_then(|e| e.u16(token.incarnation))
            .and_then(|e| e.u64(token.epoch))
            .and_then(|e| e.bool(token.contested))
            .and_then(|e| e.u64(token.issued_ms));
        token.seen.encode(&mut encoder);
        if let Some(mac) = mac(key, &bytes) {
            bytes.extend(mac.finalize().into_bytes().iter().take(MAC_BYTES));
        }
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads a token.
    ///
    /// # Errors
    ///
    /// `token_invalid` for what is malformed or not signed by one of the keys, `token_foreign` for one of another
    /// deployment.
    pub fn read(&self, text: &str, deployment: &Deployment) -> Result<SessionToken> {
        let invalid = || {
            let message = "the session token is malformed, or signed by no key given here; begin a new session";
            Error::new(Code::TokenInvalid, message)
        };
        if text.len() > TOKEN_BYTES_MAX {
            return Err(invalid());
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| invalid())?;
        let signed = bytes.len().checked_sub(MAC_BYTES).filter(|length| *length > HEAD_BYTES);
        let (signed, mac_given) = signed.and_then(|length| bytes.split_at_checked(length)).ok_or_else(invalid)?;
        let (head, body) = signed.split_at_checked(HEAD_BYTES).ok_or_else(invalid)?;
        let [version, a, b, c, d] = *head else { return Err(invalid()) };
        let number = u32::from_be_bytes([a, b, c, d]);
        let key = self.keys.iter().find(|(known, _)| *known == number).filter(|_| version == TOKEN_VERSION);
        let mac = key.and_then(|(_, key)| mac(key, signed)).ok_or_else(invalid)?;
        mac.verify_truncated_left(mac_given).map_err(|_| invalid())?;
        let (tag_given, token) = decode(body).ok_or_else(invalid)?;
        if tag_given != tag(deployment) {
            let message =
                format!("the session token is not of deployment `{}`; begin a new session", deployment.name());
            return Err(Error::new(Code::TokenForeign, message));
        }
        Ok(token)
    }
}

fn mac(key: &[u8], bytes: &[u8]) -> Option<Hmac<Sha256>> {
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key).ok()?;
    mac.update(bytes);
    Some(mac)
}

/// The first eight bytes of the SHA-256 of the deployment's name.
fn tag(deployment: &Deployment) -> [u8; 8] {
    let digest: [u8; 32] = Sha256::digest(deployment.name()).into();
    let mut tag = [0; 8];
    tag.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
    tag
}

fn decode(body: &[u8]) -> Option<([u8; 8], SessionToken)> {
    let mut decoder = Decoder::new(body);
    if decoder.array().ok()?? != 7 {
        return None;
    }
    let tag = decoder.bytes().ok()?.try_into().ok()?;
    let issuer = decoder.u16().ok()?;
    let incarnation = decoder.u16().ok()?;
    let epoch = decoder.u64().ok()?;
    let contested = decoder.bool().ok()?;
    let issued_ms = decoder.u64().ok()?;
    let seen = VersionVector::decode(&mut decoder)?;
    let token = SessionToken { seen, issuer, incarnation, epoch, contested, issued_ms };
    (decoder.position() == body.len()).then_some((tag, token))
}

impl SessionToken {
    /// Whether a region that has received so much may serve the client. Streams that the region may not hold do not
    /// count: it shows nothing of them.
    pub fn is_covered(&self, deployment: &Deployment, region: u16, received: &VersionVector) -> bool {
        let held = |placement| deployment.permits(placement, Action::Store, region, self.issued_ms);
        self.seen.iter().all(|(stream, head)| received.get(stream) >= head || !held(stream.placement))
    }

    /// `{seen, issuer, epoch, contested, issued_ms}`, for logs.
    pub fn to_document(&self, deployment: &Deployment) -> Value {
        let issuer = deployment.region_by_number(self.issuer);
        Value::object([
            ("seen", self.seen.to_document()),
            ("issuer", issuer.map_or(Value::Null, |region| Value::from(region.name.as_str()))),
            ("epoch", Value::from(self.epoch)),
            ("contested", Value::Bool(self.contested)),
            ("issued_ms", Value::from(self.issued_ms)),
        ])
    }
}
