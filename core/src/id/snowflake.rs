//! Snowflake ids: 41 bits of milliseconds since an epoch, 10 of worker, 12 of sequence, below 2^63.

use alloc::format;

use crate::{Code, Error, Result};

const MS_BITS: u32 = 41;
const WORKER_BITS: u32 = 10;
const SEQUENCE_BITS: u32 = 12;
const WORKER_MAX: u16 = (1 << WORKER_BITS) - 1;
const SEQUENCE_MAX: u64 = (1 << SEQUENCE_BITS) - 1;
const MS_MAX: u64 = (1 << MS_BITS) - 1;

/// Makes ids of one worker that strictly increase. Workers are collision-free because no two hold one number at one
/// time: lease it, and take another when the lease is lost.
///
/// Unlike a hybrid clock it does not run ahead of physical time: whoever takes the worker number over may have no
/// more than a lease's end to go by. So where there is no id to give, it says how long to wait.
///
/// ```
/// use active_active::id::Snowflake;
///
/// let mut ids = Snowflake::new(3, 1_288_834_974_657)?; // the epoch that Twitter chose
/// let first = ids.next(1_645_557_742_000)?;
/// assert!(first < ids.next(1_645_557_742_000)?);
/// assert_eq!(ids.decode(first)?.worker, 3);
/// # Ok::<(), active_active::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Snowflake {
    worker: u16,
    epoch_ms: u64,
    /// The last milliseconds since the epoch and its sequence, as `ms << 12 | sequence`.
    last: Option<u64>,
}

/// The parts of a Snowflake id.
///
/// ```
/// use active_active::id::{Snowflake, SnowflakeParts};
/// let parts = Snowflake::new(1, 1_000)?.decode(5 << 22 | 2 << 12 | 7)?;
/// assert_eq!(parts, SnowflakeParts { ms: 1_005, worker: 2, sequence: 7 });
/// # Ok::<(), active_active::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SnowflakeParts {
    /// Unix milliseconds: those in the id and the epoch.
    pub ms: u64,
    /// The worker that made it, at most 1023.
    pub worker: u16,
    /// The sequence within the millisecond, at most 4095.
    pub sequence: u16,
}

impl Snowflake {
    /// The generator of one worker that has issued nothing.
    ///
    /// # Errors
    /// `worker_out_of_range` above 1023.
    ///
    /// ```
    /// use active_active::id::Snowflake;
    /// assert!(Snowflake::new(1_023, 0).is_ok());
    /// assert!(Snowflake::new(1_024, 0).is_err());
    /// ```
    pub fn new(worker: u16, epoch_ms: u64) -> Result<Self> {
        if worker > WORKER_MAX {
            return Err(Error::new(
                Code::WorkerOutOfRange,
                format!("worker {worker} does not fit {WORKER_BITS} bits: lease a number of 0 to {WORKER_MAX}"),
            )
            .with("worker", worker as u64)
            .with("limit", WORKER_MAX as u64));
        }
        Ok(Snowflake { worker, epoch_ms, last: None })
    }

    /// A generator whose ids all follow `last`, which the same worker issued before a restart.
    ///
    /// # Errors
    /// `worker_out_of_range` above 1023; `id_invalid` when `last` is another worker's.
    ///
    /// ```
    /// use active_active::id::Snowflake;
    /// let last = Snowflake::new(3, 0)?.next(10)?;
    /// assert!(Snowflake::resume(3, 0, last)?.next(10)? > last);
    /// # Ok::<(), active_active::Error>(())
    /// ```
    pub fn resume(worker: u16, epoch_ms: u64, last: u64) -> Result<Self> {
        let mut ids = Snowflake::new(worker, epoch_ms)?;
        let parts = ids.decode(last)?;
        if parts.worker != worker {
            return Err(Error::new(
                Code::IdInvalid,
                format!(
                    "id {last} is of worker {}, not of worker {worker}: resume with an id of the same worker",
                    parts.worker
                ),
            )
            .with("worker", u64::from(parts.worker)));
        }
        ids.last = Some(last >> (WORKER_BITS + SEQUENCE_BITS) << SEQUENCE_BITS | u64::from(parts.sequence));
        Ok(ids)
    }

    /// The next id.
    ///
    /// # Errors
    /// - `clock_backwards`: physical time is behind the last id, or all 4096 ids of its millisecond are issued. The
    ///   detail `wait_ms` says after how long to ask again; nothing was issued or repeated.
    /// - `id_exhausted`: more than 2^41 ms, 69 years, have passed since the epoch.
    /// - `invalid_argument`: `now_ms` is before the epoch.
    ///
    /// ```
    /// use active_active::{Code, id::Snowflake};
    /// let mut ids = Snowflake::new(0, 0)?;
    /// assert_eq!(ids.next(10)?, 10 << 22);
    /// assert_eq!(ids.next(9).unwrap_err().code(), Code::ClockBackwards);
    /// assert_eq!(ids.next(10)?, 10 << 22 | 1);
    /// # Ok::<(), active_active::Error>(())
    /// ```
    #[inline]
    pub fn next(&mut self, now_ms: u64) -> Result<u64> {
        let Some(ms) = now_ms.checked_sub(self.epoch_ms) else { return Err(before_epoch(now_ms, self.epoch_ms)) };
        if ms > MS_MAX {
            return Err(exhausted(now_ms, self.epoch_ms));
        }
        let next = match self.last {
            None => ms << SEQUENCE_BITS,
            Some(last) => {
                let last_ms = last >> SEQUENCE_BITS;
                if ms > last_ms {
                    ms << SEQUENCE_BITS
                } else if ms < last_ms {
                    return Err(behind(last_ms - ms));
                } else if last & SEQUENCE_MAX == SEQUENCE_MAX {
                    return Err(used_up());
                } else {
                    last + 1
                }
            }
        };
        self.last = Some(next);
        let (ms, sequence) = (next >> SEQUENCE_BITS, next & SEQUENCE_MAX);
        Ok(ms << (WORKER_BITS + SEQUENCE_BITS) | u64::from(self.worker) << SEQUENCE_BITS | sequence)
    }

    /// The parts of an id of any worker with this epoch.
    ///
    /// # Errors
    /// `id_invalid` when the id is not below 2^63.
    ///
    /// ```
    /// use active_active::id::Snowflake;
    /// let mut ids = Snowflake::new(9, 500)?;
    /// let id = ids.next(2_000)?;
    /// assert_eq!(ids.decode(id)?.ms, 2_000);
    /// assert!(ids.decode(1 << 63).is_err());
    /// # Ok::<(), active_active::Error>(())
    /// ```
    pub fn decode(&self, id: u64) -> Result<SnowflakeParts> {
        if id >> 63 != 0 {
            return Err(Error::new(Code::IdInvalid, format!("{id} is not a Snowflake id: those are below 2^63")));
        }
        Ok(SnowflakeParts {
            ms: (id >> (WORKER_BITS + SEQUENCE_BITS)).saturating_add(self.epoch_ms),
            worker: (id >> SEQUENCE_BITS) as u16 & WORKER_MAX,
            sequence: (id & SEQUENCE_MAX) as u16,
        })
    }

    /// The worker that this generator issues for.
    ///
    /// ```
    /// use active_active::id::Snowflake;
    /// assert_eq!(Snowflake::new(9, 0)?.worker(), 9);
    /// # Ok::<(), active_active::Error>(())
    /// ```
    pub fn worker(&self) -> u16 {
        self.worker
    }

    /// The Unix milliseconds that its ids count from.
    ///
    /// ```
    /// use active_active::id::Snowflake;
    /// assert_eq!(Snowflake::new(9, 500)?.epoch_ms(), 500);
    /// # Ok::<(), active_active::Error>(())
    /// ```
    pub fn epoch_ms(&self) -> u64 {
        self.epoch_ms
    }
}

#[cold]
fn behind(behind_ms: u64) -> Error {
    Error::new(
        Code::ClockBackwards,
        format!("physical time is {behind_ms} ms behind the last id: wait so long and ask again"),
    )
    .with("wait_ms", behind_ms)
}

#[cold]
fn used_up() -> Error {
    Error::new(
        Code::ClockBackwards,
        format!("all {} ids of this millisecond are issued: ask again in the next one", SEQUENCE_MAX + 1),
    )
    .with("wait_ms", 1u64)
}

#[cold]
fn before_epoch(now_ms: u64, epoch_ms: u64) -> Error {
    Error::new(
        Code::InvalidArgument,
        format!("physical time of {now_ms} ms is before the epoch at {epoch_ms} ms: give Unix time in milliseconds"),
    )
    .with("now_ms", now_ms)
    .with("epoch_ms", epoch_ms)
}

#[cold]
fn exhausted(now_ms: u64, epoch_ms: u64) -> Error {
    Error::new(
        Code::IdExhausted,
        format!("{now_ms} ms is more than {MS_BITS} bits after the epoch at {epoch_ms} ms: choose a later epoch"),
    )
    .with("now_ms", now_ms)
    .with("epoch_ms", epoch_ms)
}
