//! The clock's errors, built out of line so that a tick carries no formatting code.

use alloc::format;

use super::timestamp::MS_MAX;
use crate::{Code, Error};

#[cold]
#[inline(never)]
pub(super) fn drift(node: u64, remote_ms: u64, now_ms: u64, limit_ms: u64) -> Error {
    let ahead_ms = remote_ms.saturating_sub(now_ms);
    Error::new(
        Code::ClockDrift,
        format!(
            "timestamp of node {node:016x} is {ahead_ms} ms ahead of local time, more than the limit of {limit_ms} ms: \
             hold it and retry, and check the clocks of both sides"
        ),
    )
    .with("node", format!("{node:016x}"))
    .with("ahead_ms", ahead_ms)
    .with("limit_ms", limit_ms)
}

#[cold]
#[inline(never)]
pub(super) fn jump(before_ms: u64, now_ms: u64, limit_ms: u64) -> Error {
    let jump_ms = now_ms.saturating_sub(before_ms);
    Error::new(
        Code::ClockJump,
        format!(
            "local time jumped forwards by {jump_ms} ms to {now_ms}, more than the limit of {limit_ms} ms: \
             correct it, or confirm the jump if it is right"
        ),
    )
    .with("now_ms", now_ms)
    .with("jump_ms", jump_ms)
    .with("limit_ms", limit_ms)
}

#[cold]
#[inline(never)]
pub(super) fn ahead(next_ms: u64, physical_ms: u64, limit_ms: u64) -> Error {
    let ahead_ms = next_ms.saturating_sub(physical_ms);
    Error::new(
        Code::ClockAhead,
        format!(
            "the next timestamp would be {ahead_ms} ms ahead of physical time, more than the limit of {limit_ms} ms: \
             wait until physical time has caught up"
        ),
    )
    .with("ahead_ms", ahead_ms)
    .with("limit_ms", limit_ms)
}

#[cold]
#[inline(never)]
pub(super) fn bound(next_ms: u64, bound_ms: u64) -> Error {
    Error::new(
        Code::ClockBound,
        format!(
            "the next timestamp, at {next_ms} ms, would reach the reserved bound of {bound_ms} ms: \
             reserve a higher bound, persist it, confirm it"
        ),
    )
    .with("next_ms", next_ms)
    .with("bound_ms", bound_ms)
}

#[cold]
#[inline(never)]
pub(super) fn exhausted() -> Error {
    Error::new(
        Code::ClockExhausted,
        "no timestamp is left after the greatest one: the clock was started at, or has observed, the end of its range",
    )
}

#[cold]
#[inline(never)]
pub(super) fn ms_out_of_range(ms: u64) -> Error {
    Error::new(
        Code::TimestampOutOfRange,
        format!("{ms} ms does not fit 48 bits, the greatest is {MS_MAX}: give Unix time in milliseconds"),
    )
    .with("ms", ms)
    .with("limit_ms", MS_MAX)
}
