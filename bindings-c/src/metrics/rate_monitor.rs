//! Whether a counter rises too fast.

use std::mem::MaybeUninit;

use active_active::{
    Result,
    metrics::{RateMonitor, RateState},
};

use crate::{
    error::aa_error,
    handle::{Guarded, needed},
    input::now,
    panic::{boundary, quietly},
    status::Status,
};

/// A detector of sustained rises: a threshold for what a counter may rise by within a window. Released with
/// `aa_rate_monitor_free`. After `AA_INTERNAL` it answers nothing else.
///
/// Windows follow one another; the first starts with the first observation. A rise of exactly the threshold is a
/// breach, at once; a breach ends with a whole window below the threshold. An observation whose time or count is lower
/// than the last one's is as if it had not been made. Observe about once a second.
///
/// Threads: one at a time; reading (a `const` handle) any number at once.
#[derive(Debug)]
pub struct aa_rate_monitor {
    inner: Guarded<RateMonitor>,
}

fn read<R>(monitor: Option<&aa_rate_monitor>, get: impl FnOnce(&RateMonitor) -> R) -> Result<R> {
    Ok(get(needed(monitor, "monitor")?.inner.read()?))
}

/// Makes a monitor that has observed nothing; the caller frees it with `aa_rate_monitor_free`.
///
/// Errors: `AA_INVALID_ARGUMENT` for a threshold or a window of zero, `AA_NULL_POINTER`. Threads: any.
///
/// ```c
/// aa_rate_monitor *monitor = NULL;
/// bool breached;
/// assert(aa_rate_monitor_new(100, 5000, &monitor, NULL) == AA_OK);
/// assert(aa_rate_monitor_observe(monitor, 10000, 7000, &breached, NULL) == AA_OK && !breached);
/// assert(aa_rate_monitor_observe(monitor, 11000, 7100, &breached, NULL) == AA_OK && breached);
/// aa_rate_monitor_free(monitor);
/// ```
#[unsafe(no_mangle)]
pub extern "C" fn aa_rate_monitor_new(
    threshold: u64,
    window_ms: u64,
    out: Option<&mut MaybeUninit<Box<aa_rate_monitor>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let (out, monitor) = (needed(out, "out")?, RateMonitor::new(threshold, window_ms)?);
        out.write(Box::new(aa_rate_monitor { inner: Guarded::new(monitor) }));
        Ok(())
    })
}

/// Releases a monitor; null is ignored.
///
/// Threads: no other may use the monitor.
#[unsafe(no_mangle)]
pub extern "C" fn aa_rate_monitor_free(monitor: Option<Box<aa_rate_monitor>>) {
    quietly(|| drop(monitor));
}

/// Observes the counter, which only rises, and writes whether the threshold is breached then; the caller owns `out`.
///
/// Errors: `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: one at a time.
#[unsafe(no_mangle)]
pub extern "C" fn aa_rate_monitor_observe(
    monitor: Option<&mut aa_rate_monitor>,
    now_ms: u64,
    total: u64,
    out: Option<&mut MaybeUninit<bool>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let (monitor, out) = (needed(monitor, "monitor")?, needed(out, "out")?);
        let state = monitor.inner.change(|monitor| monitor.observe(now(now_ms), total))?;
        out.write(state == RateState::Breached);
        Ok(())
    })
}

/// Changes the settings from the next window on; at once where nothing was observed yet.
///
/// Errors: `AA_INVALID_ARGUMENT` for a threshold or a window of zero, `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: one at
/// a time.
#[unsafe(no_mangle)]
pub extern "C" fn aa_rate_monitor_configure(
    monitor: Option<&mut aa_rate_monitor>,
    threshold: u64,
    window_ms: u64,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || needed(monitor, "monitor")?.inner.change(|monitor| monitor.configure(threshold, window_ms))?)
}

/// Writes whether the threshold was breached at the last observation; the caller owns `out`.
///
/// Errors: `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while none observes.
#[unsafe(no_mangle)]
pub extern "C" fn aa_rate_monitor_breached(
    monitor: Option<&aa_rate_monitor>,
    out: Option<&mut MaybeUninit<bool>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        needed(out, "out")?.write(read(monitor, RateMonitor::state)? == RateState::Breached);
        Ok(())
    })
}

/// Writes what the counter rose by in the window that is open; the caller owns `out`.
///
/// Errors: `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while none observes.
#[unsafe(no_mangle)]
pub extern "C" fn aa_rate_monitor_count(
    monitor: Option<&aa_rate_monitor>,
    out: Option<&mut MaybeUninit<u64>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        needed(out, "out")?.write(read(monitor, RateMonitor::count)?);
        Ok(())
    })
}

/// Writes the threshold of the window that is open; the caller owns `out`.
///
/// Errors: `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while none observes.
#[unsafe(no_mangle)]
pub extern "C" fn aa_rate_monitor_threshold(
    monitor: Option<&aa_rate_monitor>,
    out: Option<&mut MaybeUninit<u64>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        needed(out, "out")?.write(read(monitor, RateMonitor::threshold)?);
        Ok(())
    })
}

/// Writes the length of the window that is open; the caller owns `out`.
///
/// Errors: `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while none observes.
#[unsafe(no_mangle)]
pub extern "C" fn aa_rate_monitor_window_ms(
    monitor: Option<&aa_rate_monitor>,
    out: Option<&mut MaybeUninit<u64>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        needed(out, "out")?.write(read(monitor, RateMonitor::window_ms)?);
        Ok(())
    })
}
