//! Histories written by hand for faults that random ones seldom or never show.

use super::{
    history::{Event, History, Part, Source, Step},
    operation::Operation,
    plan::Setting,
};
use crate::fault::{Fault, Faults};
use alloc::vec::Vec;

/// The history written for a fault, with where it takes place. Every part of it is needed: it holds without the fault.
pub fn written_for(fault: Fault) -> Option<(Setting, History)> {
    let (regions, script) = match fault {
        Fault::AcknowledgeOneStream => (2, one_stream()),
        Fault::PlainRestore => (2, plain_restore()),
        Fault::AcknowledgeOutOfBand => (3, out_of_band()),
        _ => return None,
    };
    let setting = Setting {
        regions,
        partitions: 1,
        relay_after_ms: 0,
        feed_bytes: 256 << 10,
        mail_survives: true,
        faults: Faults::one(fault),
    };
    Some((setting, script.steps))
}

/// A puts w and restarts; B, who has not seen it, deletes; A has both and acknowledges, and that reaches B before w
/// does. B must not collect its delete for that.
fn one_stream() -> Script {
    Script::default()
        .write(0, "latest/k", Operation::Put(&[], 1))
        .event(Event::Crash { region: 0, from: Source::Memory })
        .write(1, "latest/k", Operation::Delete)
        .send(1, 0, &[Part::From(0), Part::Acknowledgement])
        // The stream of the first life, then that of the second: only the latter arrives.
        .send(0, 1, &[Part::Batch(1), Part::Acknowledgement])
}

/// A acknowledges B's delete and loses its memory. B collects; A, from its backup, must not write on what was deleted.
fn plain_restore() -> Script {
    Script::default()
        .write(0, "map/k", Operation::Put(&["a"], 1))
        .exchange(0, 1)
        .event(Event::Backup { region: 0 })
        .write(1, "map/k", Operation::Delete)
        .exchange(1, 0)
        .exchange(1, 0)
        .event(Event::Crash { region: 0, from: Source::Backup(0) })
        .write(0, "map/k", Operation::Put(&["inner", "a"], 2))
}

/// A writes and then receives B's delete. Its word that it has the delete, given out of band, overtakes the write.
fn out_of_band() -> Script {
    Script::default()
        .write(0, "latest/k", Operation::Put(&[], 1))
        .write(1, "latest/k", Operation::Delete)
        .send(1, 0, &[Part::From(0)])
        .send(0, 1, &[Part::Acknowledgement])
        // Something to make B look at what is stable.
        .write(2, "latest/other", Operation::Put(&[], 2))
        .send(1, 2, &[Part::From(0)])
        .send(2, 1, &[Part::Acknowledgement, Part::From(0)])
}

/// Steps, one a second.
#[derive(Default)]
struct Script {
    steps: Vec<Step>,
    sendings: u32,
}

impl Script {
    fn event(mut self, event: Event) -> Self {
        let at = 1_000_000 + 1_000 * self.steps.len() as u64;
        self.steps.push(Step { at, event });
        self
    }

    fn write(self, region: usize, key: &str, operation: Operation) -> Self {
        self.event(Event::Write { region, key: key.into(), operation, context: None })
    }

    /// Sends all that a region has, of which this arrives.
    fn send(mut self, from: usize, to: usize, parts: &[Part]) -> Self {
        let name = self.sendings;
        self.sendings += 1;
        self = self.event(Event::Send { from, to, bytes_max: usize::MAX, name });
        parts.iter().fold(self, |script, part| script.event(Event::Deliver { name, part: *part }))
    }

    fn exchange(self, a: usize, b: usize) -> Self {
        let all = [Part::From(0), Part::Acknowledgement];
        self.send(a, b, &all).send(b, a, &all)
    }
}
