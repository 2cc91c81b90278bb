//! What happens in a run, step by step. Each step stands by itself, so that any of them can be left out.

use super::{operation::Operation, schema::region_name};
use alloc::{format, string::String, vec::Vec};
use core::fmt;

/// The steps of a run, in the order of their times.
pub type History = Vec<Step>;

/// Something that happens at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// True time in milliseconds.
    pub at: u64,
    /// What happens.
    pub event: Event,
}

/// What may happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A client writes to a region, perhaps with the context of an earlier read of the record, by anybody.
    Write {
        /// The region.
        region: usize,
        /// The record.
        key: String,
        /// What it asks.
        operation: Operation,
        /// The name of the read whose context it hands on.
        context: Option<u32>,
    },
    /// A client reads a record and keeps the context.
    Read {
        /// The region.
        region: usize,
        /// The record.
        key: String,
        /// The name of the read.
        name: u32,
    },
    /// A region hands what a target lacks, and what it holds itself, to the network.
    Send {
        /// Who sends.
        from: usize,
        /// Who is to receive.
        to: usize,
        /// The size of batches.
        bytes_max: usize,
        /// The name of the sending.
        name: u32,
    },
    /// A part of what was sent arrives. What never arrives is lost; what arrives twice is a duplicate.
    Deliver {
        /// Which sending.
        name: u32,
        /// Which part of it.
        part: Part,
    },
    /// A region's clock is off by so much from now on.
    Skew {
        /// The region.
        region: usize,
        /// Milliseconds ahead (or behind) of true time.
        ms: i64,
    },
    /// A backup is taken.
    Backup {
        /// The region.
        region: usize,
    },
    /// A region loses its memory and starts again as a new incarnation.
    Crash {
        /// The region.
        region: usize,
        /// From what.
        from: Source,
    },
    /// Somebody settles a conflict that waits, or takes a decision back.
    Judge {
        /// The region.
        region: usize,
        /// Which of its conflicts, counted from the oldest and around.
        nth: usize,
        /// The side that is picked where it waits.
        pick: char,
    },
    /// A region is asked to try what it holds back.
    Retry {
        /// The region.
        region: usize,
    },
}

/// A part of what was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// One batch, counted from zero.
    Batch(usize),
    /// This batch and all after it.
    From(usize),
    /// The acknowledgement.
    Acknowledgement,
}

/// What a region starts again from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// What it had when it crashed.
    Memory,
    /// One of its backups, the latest being zero.
    Backup(usize),
    /// What another region has.
    Region(usize),
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:>7} ms  ", self.at)?;
        match &self.event {
            Event::Write { region, key, operation, context } => {
                write!(f, "{}: {key} {operation}", region_name(*region))?;
                context.map_or(Ok(()), |name| write!(f, " (context of read {name})"))
            }
            Event::Read { region, key, name } => write!(f, "{}: read {name} of {key}", region_name(*region)),
            Event::Send { from, to, bytes_max, name } => {
                let size =
                    if *bytes_max == usize::MAX { String::new() } else { format!(", batches of {bytes_max} bytes") };
                write!(f, "{} sends #{name} to {}{size}", region_name(*from), region_name(*to))
            }
            Event::Deliver { name, part } => match part {
                Part::Batch(at) => write!(f, "batch {at} of #{name} arrives"),
                Part::From(0) => write!(f, "all batches of #{name} arrive"),
                Part::From(at) => write!(f, "batch {at} of #{name} and all after it arrive"),
                Part::Acknowledgement => write!(f, "the acknowledgement of #{name} arrives"),
            },
            Event::Skew { region, ms } => write!(f, "{}: the clock is off by {ms} ms", region_name(*region)),
            Event::Backup { region } => write!(f, "{}: a backup is taken", region_name(*region)),
            Event::Crash { region, from } => {
                write!(f, "{}: crashes and starts again from ", region_name(*region))?;
                match from {
                    Source::Memory => write!(f, "what it had"),
                    Source::Backup(at) => write!(f, "its backup {at}"),
                    Source::Region(other) => write!(f, "what {} has", region_name(*other)),
                }
            }
            Event::Judge { region, nth, pick } => {
                write!(f, "{}: judges conflict {nth}, or picks {pick}", region_name(*region))
            }
            Event::Retry { region } => write!(f, "{}: tries what it holds", region_name(*region)),
        }
    }
}
