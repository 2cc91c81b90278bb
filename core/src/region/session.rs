//! Session tokens: what a client has seen, from one region to the next.

use super::Region;
use crate::{
    Code, Error, Result,
    routing::{SessionToken, TokenKeys},
};
use alloc::{format, string::String};

impl Region {
    /// A token of what this region has now, for a client that it has just served; with its `earlier` one, what that said
    /// stays in it. `epoch` is the number of the home's epoch that the client spoke with, and whether it is contested.
    ///
    /// ```
    /// use active_active::{deployment::Deployment, region::{Options, Region}, routing::TokenKeys};
    /// use std::sync::Arc;
    /// let shop = Arc::new(Deployment::parse(r#"{"version": 1, "name": "shop",
    ///     "regions": [{"name": "eu", "number": 1}, {"name": "us", "number": 2}],
    ///     "classes": [{"name": "all", "keys": "**", "labels": [], "type": "register"}]}"#)?);
    /// let mut eu = Region::open(shop.clone(), "eu", Options::default())?;
    /// let us = Region::open(shop.clone(), "us", Options::default())?;
    /// let keys = TokenKeys::new(vec![(1, b"0123456789abcdef".to_vec())])?;
    ///
    /// eu.put(1_000, "cart/7", &[], &"tea".into(), None)?;
    /// let token = keys.read(&eu.token(1_001, &keys, None, None), &shop)?;
    /// assert!(eu.covers(&token)?);
    /// assert!(!us.covers(&token)?);
    /// # Ok::<(), active_active::Error>(())
    /// ```
    pub fn token(
        &self,
        now_ms: u64,
        keys: &TokenKeys,
        earlier: Option<&SessionToken>,
        epoch: Option<(u64, bool)>,
    ) -> String {
        let mut seen = self.cursors();
        if let Some(earlier) = earlier {
            seen.merge(&earlier.seen);
        }
        let (epoch, contested) =
            epoch.or_else(|| earlier.map(|token| (token.epoch, token.contested))).unwrap_or_default();
        let (issuer, incarnation) = (self.origin().region, self.origin().incarnation);
        let token = SessionToken { seen, issuer, incarnation, epoch, contested, issued_ms: now_ms };
        keys.sign(&token, self.deployment())
    }

    /// Whether this region has all that a client has seen, so that it may serve it without going back. Streams that the
    /// region may not hold do not count.
    ///
    /// # Errors
    ///
    /// `token_unsatisfiable` where it never will: the token names writes of this region that it has lost, as after a
    /// restore from a backup, or a region that the deployment does not have.
    pub fn covers(&self, token: &SessionToken) -> Result<bool> {
        let (own, received) = (self.origin(), self.cursors());
        for (stream, head) in token.seen.iter() {
            let origin = stream.origin;
            if self.deployment().region_by_number(origin.region).is_none() {
                return Err(unsatisfiable("a region that the deployment does not have"));
            }
            if origin.region == own.region && head > received.get(stream) {
                return Err(unsatisfiable("writes of this region that it no longer has"));
            }
        }
        Ok(token.is_covered(self.deployment(), own.region, &received))
    }

    /// As [`Region::covers`], of a token that is still signed.
    ///
    /// # Errors
    ///
    /// Those of [`Region::covers`] and of [`TokenKeys::read`].
    pub fn covers_signed(&self, keys: &TokenKeys, token: &str) -> Result<bool> {
        self.covers(&keys.read(token, self.deployment())?)
    }

    /// As [`Region::token`], where the earlier token is still signed.
    ///
    /// # Errors
    ///
    /// Those of [`TokenKeys::read`].
    pub fn token_after(
        &self,
        now_ms: u64,
        keys: &TokenKeys,
        earlier: Option<&str>,
        epoch: Option<(u64, bool)>,
    ) -> Result<String> {
        let earlier = earlier.map(|text| keys.read(text, self.deployment())).transpose()?;
        Ok(self.token(now_ms, keys, earlier.as_ref(), epoch))
    }
}

fn unsatisfiable(what: &str) -> Error {
    let message = format!("the session token names {what}; tell the client what is lost and begin a new session");
    Error::new(Code::TokenUnsatisfiable, message)
}
