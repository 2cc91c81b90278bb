//! The atomics of the clock: the platform's, or loom's when its model checker runs the clock's unit tests.
//!
//! Only unit tests can see loom, since it is a dev-dependency; hence `all(loom, test)` and not `loom` alone.

#[cfg(not(all(loom, test)))]
pub(super) use core::sync::atomic::{AtomicU64, Ordering, fence};
#[cfg(all(loom, test))]
pub(super) use loom::sync::atomic::{AtomicU64, Ordering, fence};

/// Works on the value through the one reference to it, without an atomic operation.
#[cfg(not(all(loom, test)))]
#[inline]
pub(super) fn with_exclusive<R>(cell: &mut AtomicU64, work: impl FnOnce(&mut u64) -> R) -> R {
    work(cell.get_mut())
}

/// Works on the value through the one reference to it, without an atomic operation.
#[cfg(all(loom, test))]
pub(super) fn with_exclusive<R>(cell: &mut AtomicU64, work: impl FnOnce(&mut u64) -> R) -> R {
    cell.with_mut(work)
}
