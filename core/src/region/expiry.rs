//! Records that expire, and what is forgotten of them once nobody can need it.

use super::{Region, Written, write_plan::Request};
use crate::{Result, causality::Lane, record::Life, wire::OperationKind};
use alloc::{boxed::Box, vec::Vec};

impl Region {
    /// Lets a record expire at a time, in Unix milliseconds. From then on it is not shown, and a write finds it gone: a
    /// write judges that by its own timestamp, never by the wall clock, so the regions agree on it. Reads judge by the
    /// time that they are given. Writes that do not name the expiry leave it as it is.
    ///
    /// Of concurrent expiries the longest counts, and [`persist`](Self::persist) beats any. An expiry hides what was
    /// written before it; what somebody wrote after it without having seen it stays. What has expired is forgotten when
    /// every region has acknowledged it in its own stream at a time past the expiry.
    ///
    /// # Errors
    ///
    /// `invalid_argument` for a record that does not exist and for a time that is not after the write's own;
    /// `wrong_type` where a bounded counter is in the record; and those of every write.
    ///
    /// ```
    /// use active_active::{deployment::Deployment, region::{Options, Region}};
    /// use std::sync::Arc;
    /// let shop = Arc::new(Deployment::parse(r#"{"version": 1, "name": "shop",
    ///     "regions": [{"name": "eu", "number": 1}],
    ///     "classes": [{"name": "sessions", "keys": "session/*", "labels": [], "type": "register"}]}"#)?);
    /// let mut eu = Region::open(shop, "eu", Options::default())?;
    /// eu.put(1_000, "session/7", &[], &"Ann".into(), None)?;
    /// eu.expire(1_000, "session/7", 5_000)?;
    /// assert!(eu.get_at("session/7", || 4_999)?.is_some());
    /// assert!(eu.get_at("session/7", || 5_000)?.is_none());
    /// # Ok::<(), active_active::Error>(())
    /// ```
    pub fn expire(&mut self, now_ms: u64, key: &str, at_ms: u64) -> Result<Written> {
        let request = Request::new(OperationKind::Expire, key, &[], None)?;
        self.write(now_ms, Request { until_ms: Some(at_ms), ..request })
    }

    /// Takes the expiry of a record away. What has expired already does not come back.
    ///
    /// # Errors
    ///
    /// Those of [`expire`](Self::expire).
    pub fn persist(&mut self, now_ms: u64, key: &str) -> Result<Written> {
        self.write(now_ms, Request::new(OperationKind::Expire, key, &[], None)?)
    }

    /// Whether a write has to be judged by its own time.
    pub(super) fn may_expire(&self, request: &Request<'_>) -> bool {
        request.kind == OperationKind::Expire || self.has_expiry(request.key)
    }

    /// Whether anybody ever said when the record expires.
    pub(super) fn has_expiry(&self, key: &str) -> bool {
        match self.store.view(key) {
            Some(super::store::View::Full(record)) => record.has_expiry(),
            _ => false,
        }
    }

    /// The time that reads go by where they are given none: the latest that the region was told or has heard of.
    pub(super) fn known_ms(&self) -> u64 {
        self.told_ms.max(self.clock.last().ms())
    }

    /// The time of the latest change that was received in a placement: the same in all regions that have received the
    /// same of it.
    pub(super) fn horizon_ms(&self, placement: u32) -> u64 {
        let streams = self.streams.all.iter().filter(|stream| stream.id.placement == placement);
        streams.map(|stream| stream.time >> 16).max().unwrap_or(0)
    }

    pub(super) fn horizon_of(&self, key: &str) -> u64 {
        self.lane_of(key).map_or(0, |lane| self.horizon_ms(lane.placement))
    }

    /// Notes when a record expires, if it does.
    pub(super) fn watch_expiry(&mut self, key: &str) {
        let Some(super::store::View::Full(record)) = self.store.view(key) else { return };
        if let Some(until) = record.expiry().and_then(|expiry| expiry.until_ms) {
            self.expiring.insert((until, key.into()));
        }
    }

    /// Forgets what has expired, once every member has acknowledged all of it at a time past the expiry: whatever is
    /// still to come from there has seen it, and seen that it was gone.
    pub(super) fn collect_expired(&mut self, lane: Lane) {
        let passed_ms = self.passed_ms(lane);
        let end = (passed_ms.saturating_add(1), Box::default());
        let due: Vec<(u64, Box<str>)> = self.expiring.range(..end).cloned().collect();
        for due in due {
            if !self.keeps_expired(&due.1, due.0, lane) {
                self.expiring.remove(&due);
            }
        }
    }

    /// The time that every member's stream of a lane has passed here.
    fn passed_ms(&self, lane: Lane) -> u64 {
        let passed = self.counted_members(lane).into_iter().map(|member| {
            let own =
                self.streams.all.iter().filter(|stream| {
                    stream.id.origin.region == member && stream.id.lane() == lane && stream.cursor > 0
                });
            own.max_by_key(|stream| stream.id.origin.incarnation).map_or(0, |stream| stream.time >> 16)
        });
        passed.min().unwrap_or(0)
    }

    /// Forgets an expired record if that is time; answers whether it has to be looked at again.
    fn keeps_expired(&mut self, key: &str, until: u64, lane: Lane) -> bool {
        let Some(super::store::View::Full(record)) = self.store.view(key) else { return false };
        if record.expiry().and_then(|expiry| expiry.until_ms) != Some(until) {
            return false;
        }
        if self.lane_of(key) != Ok(lane) {
            return true;
        }
        let rest = record.as_of(until);
        let alive = rest.existence.iter().any(|version| matches!(version.life, Life::Alive));
        let stable = super::collect::record_dots(record).into_iter().all(|dot| self.is_stable(dot));
        if alive {
            // Its next change notes it again.
            return false;
        }
        if !stable || !record.pending.is_empty() {
            return true;
        }
        self.store.remove(key);
        false
    }
}
