//! The hybrid clock against the bare read of the clock it rests on, and against `uhlc`.

use crate::table::Table;
use active_active::time::{ClockOptions, HybridClock, PhysicalTime, SystemTime};
use std::hint::black_box;

pub(crate) fn measure(table: &mut Table) {
    let bare = table.time("clock-bare", || {
        black_box(std::time::SystemTime::now());
    });
    let mut owned = HybridClock::new(ClockOptions::new(1));
    let one_owner = table.time("clock-one-owner", || {
        black_box(owned.tick_exclusive(SystemTime.now_ms()).is_ok());
    });
    let clock = HybridClock::new(ClockOptions::new(1));
    let shared = table.time("clock-shared", || {
        black_box(clock.tick(SystemTime.now_ms()).is_ok());
    });
    let peer = uhlc::HLC::default();
    let peer = table.time("clock-uhlc", || {
        black_box(peer.new_timestamp());
    });
    let to = (bare, "SystemTime::now");
    table.figure("SystemTime::now", bare, "ns");
    table.ratio("tick, one owner", one_owner, "ns", to, Some(1.10));
    table.ratio("tick, shared", shared, "ns", to, Some(1.36));
    table.ratio("uhlc", peer, "ns", to, None);
}
