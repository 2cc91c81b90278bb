//! Hybrid logical clocks.

use std::mem::MaybeUninit;

use active_active::time::HybridClock;

use super::{options::aa_clock_options, timestamp::aa_timestamp};
use crate::{
    error::aa_error,
    handle::needed,
    input::{AA_NONE, now},
    panic::{boundary, quietly},
    status::Status,
};

/// A hybrid logical clock, released with `aa_clock_free`.
///
/// Threads: any number at once on one clock, except for `aa_clock_tick_exclusive` and `aa_clock_free`, which need it
/// alone. A fault inside the library (`AA_INTERNAL`) leaves it valid.
#[derive(Debug)]
pub struct aa_clock {
    inner: HybridClock,
}

fn made(clock: HybridClock) -> Box<aa_clock> {
    Box::new(aa_clock { inner: clock })
}

/// Makes a clock that has issued nothing; the caller frees it with `aa_clock_free`.
///
/// Errors: `AA_NULL_POINTER`. Threads: any.
///
/// ```c
/// aa_clock_options options = aa_clock_options_default(aa_node(1, 1, 0));
/// aa_clock *clock = NULL;
/// aa_timestamp first, second;
/// assert(aa_clock_new(&options, &clock, NULL) == AA_OK);
/// assert(aa_clock_tick(clock, AA_NOW, &first, NULL) == AA_OK);
/// assert(aa_clock_tick(clock, AA_NOW, &second, NULL) == AA_OK);
/// assert(aa_timestamp_compare(first, second) < 0);
/// aa_clock_free(clock);
/// ```
#[unsafe(no_mangle)]
pub extern "C" fn aa_clock_new(
    options: Option<&aa_clock_options>,
    out: Option<&mut MaybeUninit<Box<aa_clock>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        needed(out, "out")?.write(made(HybridClock::new((*needed(options, "options")?).into())));
        Ok(())
    })
}

/// Makes a clock after a restart, from the bound that was persisted: its first timestamp is at the bound, above all
/// that were issued before. The caller frees it with `aa_clock_free`.
///
/// Errors: `AA_NULL_POINTER`. Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn aa_clock_restart(
    options: Option<&aa_clock_options>,
    bound_ms: u64,
    out: Option<&mut MaybeUninit<Box<aa_clock>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        needed(out, "out")?.write(made(HybridClock::restart((*needed(options, "options")?).into(), bound_ms)));
        Ok(())
    })
}

/// Makes a clock whose timestamps all follow `last`, the greatest that was issued or seen. The caller frees it with
/// `aa_clock_free`.
///
/// Errors: `AA_NULL_POINTER`. Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn aa_clock_resume(
    options: Option<&aa_clock_options>,
    last: aa_timestamp,
    out: Option<&mut MaybeUninit<Box<aa_clock>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        needed(out, "out")?.write(made(HybridClock::resume((*needed(options, "options")?).into(), last.into())));
        Ok(())
    })
}

/// Releases a clock; null is ignored.
///
/// Threads: no other may use the clock.
#[unsafe(no_mangle)]
pub extern "C" fn aa_clock_free(clock: Option<Box<aa_clock>>) {
    quietly(|| drop(clock));
}

/// Issues the next timestamp, above all that this clock issued or observed; the caller owns `out`. `AA_NOW` reads the
/// system clock.
///
/// Errors: `AA_CLOCK_BOUND`, `AA_CLOCK_AHEAD`, `AA_CLOCK_JUMP`, `AA_CLOCK_EXHAUSTED`, `AA_TIMESTAMP_OUT_OF_RANGE` when
/// `now_ms` does not fit 48 bits, `AA_NULL_POINTER`; nothing is issued. Threads: any number at once on one clock.
#[unsafe(no_mangle)]
pub extern "C" fn aa_clock_tick(
    clock: Option<&aa_clock>,
    now_ms: u64,
    out: Option<&mut MaybeUninit<aa_timestamp>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let (clock, out) = (needed(clock, "clock")?, needed(out, "out")?);
        out.write(clock.inner.tick(now(now_ms))?.into());
        Ok(())
    })
}

/// Issues the next timestamp as `aa_clock_tick` does, for a clock that only one thread uses: without an atomic
/// read-modify-write. The caller owns `out`.
///
/// Errors: as `aa_clock_tick`. Threads: no other may use the clock at the same time.
#[unsafe(no_mangle)]
pub extern "C" fn aa_clock_tick_exclusive(
    clock: Option<&mut aa_clock>,
    now_ms: u64,
    out: Option<&mut MaybeUninit<aa_timestamp>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let (clock, out) = (needed(clock, "clock")?, needed(out, "out")?);
        out.write(clock.inner.tick_exclusive(now(now_ms))?.into());
        Ok(())
    })
}

/// Makes every later timestamp exceed `remote`. Repeating it changes nothing.
///
/// Errors: `AA_CLOCK_DRIFT` when `remote` is more than `max_drift_ms` ahead of `now_ms` (hold what carried it and
/// retry), `AA_TIMESTAMP_OUT_OF_RANGE`, `AA_NULL_POINTER`; the clock is as before. Threads: any number at once on one
/// clock.
#[unsafe(no_mangle)]
pub extern "C" fn aa_clock_observe(
    clock: Option<&aa_clock>,
    remote: aa_timestamp,
    now_ms: u64,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || needed(clock, "clock")?.inner.observe(remote.into(), now(now_ms)))
}

/// Answers what `aa_clock_observe` would, and observes nothing.
///
/// Errors: as `aa_clock_observe`. Threads: any number at once on one clock.
#[unsafe(no_mangle)]
pub extern "C" fn aa_clock_check_drift(
    clock: Option<&aa_clock>,
    remote: aa_timestamp,
    now_ms: u64,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || needed(clock, "clock")?.inner.check_drift(remote.into(), now(now_ms)))
}

/// Writes the greatest time issued or observed, under this clock's node; the caller owns `out`.
///
/// Errors: `AA_NULL_POINTER`. Threads: any number at once on one clock.
#[unsafe(no_mangle)]
pub extern "C" fn aa_clock_last(
    clock: Option<&aa_clock>,
    out: Option<&mut MaybeUninit<aa_timestamp>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        needed(out, "out")?.write(needed(clock, "clock")?.inner.last().into());
        Ok(())
    })
}

/// Writes the node of every timestamp that the clock issues; the caller owns `out`.
///
/// Errors: `AA_NULL_POINTER`. Threads: any number at once on one clock.
#[unsafe(no_mangle)]
pub extern "C" fn aa_clock_node(
    clock: Option<&aa_clock>,
    out: Option<&mut MaybeUninit<u64>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        needed(out, "out")?.write(needed(clock, "clock")?.inner.node());
        Ok(())
    })
}

/// Writes a new upper bound in milliseconds, `ahead_ms` past all that could be issued now: persist it, then confirm it
/// with `aa_clock_confirm_reserve`. The caller owns `out`.
///
/// Errors: `AA_NULL_POINTER`. Threads: any number at once on one clock.
#[unsafe(no_mangle)]
pub extern "C" fn aa_clock_reserve(
    clock: Option<&aa_clock>,
    now_ms: u64,
    ahead_ms: u64,
    out: Option<&mut MaybeUninit<u64>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        needed(out, "out")?.write(needed(clock, "clock")?.inner.reserve(now(now_ms), ahead_ms));
        Ok(())
    })
}

/// Allows timestamps below `bound_ms`, now that it is persisted; a bound below the present one changes nothing.
///
/// Errors: `AA_NULL_POINTER`. Threads: any number at once on one clock.
#[unsafe(no_mangle)]
pub extern "C" fn aa_clock_confirm_reserve(
    clock: Option<&aa_clock>,
    bound_ms: u64,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        needed(clock, "clock")?.inner.confirm_reserve(bound_ms);
        Ok(())
    })
}

/// Writes the bound that no timestamp reaches, or `AA_NONE` when nothing was reserved; the caller owns `out`.
///
/// Errors: `AA_NULL_POINTER`. Threads: any number at once on one clock.
#[unsafe(no_mangle)]
pub extern "C" fn aa_clock_bound_ms(
    clock: Option<&aa_clock>,
    out: Option<&mut MaybeUninit<u64>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        needed(out, "out")?.write(needed(clock, "clock")?.inner.bound_ms().unwrap_or(AA_NONE));
        Ok(())
    })
}

/// Accepts that physical time is `now_ms`, after a tick refused it with `AA_CLOCK_JUMP`.
///
/// Errors: `AA_NULL_POINTER`. Threads: any number at once on one clock.
#[unsafe(no_mangle)]
pub extern "C" fn aa_clock_confirm_jump(
    clock: Option<&aa_clock>,
    now_ms: u64,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        needed(clock, "clock")?.inner.confirm_jump(now(now_ms));
        Ok(())
    })
}

/// Writes how often physical time stepped back noticeably between two ticks; the caller owns `out`.
///
/// Errors: `AA_NULL_POINTER`. Threads: any number at once on one clock.
#[unsafe(no_mangle)]
pub extern "C" fn aa_clock_backward_jumps(
    clock: Option<&aa_clock>,
    out: Option<&mut MaybeUninit<u64>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        needed(out, "out")?.write(needed(clock, "clock")?.inner.backward_jumps());
        Ok(())
    })
}

/// Writes the largest of the steps that `aa_clock_backward_jumps` counts, in milliseconds; the caller owns `out`.
///
/// Errors: `AA_NULL_POINTER`. Threads: any number at once on one clock.
#[unsafe(no_mangle)]
pub extern "C" fn aa_clock_backward_ms_max(
    clock: Option<&aa_clock>,
    out: Option<&mut MaybeUninit<u64>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        needed(out, "out")?.write(needed(clock, "clock")?.inner.backward_ms_max());
        Ok(())
    })
}
