//! Every deliberate fault of the engine is caught: by the history of a seed, or by one written for it where random
//! histories seldom find it.
#![cfg(feature = "simulate")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use active_active::{
    fault::{Fault, Faults},
    simulate::{Event, Operation, Part, Plan, Setting, Source, Step, fails, run_history},
};

fn setting(regions: usize, faults: Faults) -> Setting {
    Setting { regions, partitions: 1, relay_after_ms: 0, feed_bytes: 256 << 10, mail_survives: true, faults }
}

/// A history written by hand, a step a second.
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

/// Holds without the fault, and breaks a law with it.
#[track_caller]
fn caught_by(fault: Fault, regions: usize, script: Script) {
    let sound = run_history(&setting(regions, Faults::NONE), &script.steps, true);
    if let Some(violation) = sound.violation {
        panic!("without any fault: {}: {}\n{}", violation.law, violation.what, sound.trace.join("\n"));
    }
    let broken = run_history(&setting(regions, Faults::one(fault)), &script.steps, true);
    assert!(broken.violation.is_some(), "{fault:?} goes unseen in\n{}", broken.trace.join("\n"));
}

/// The seeds that show the faults that random histories find. Should a change of the generator make one of them miss
/// its fault, `cargo simulate --faults` finds another.
const SEEDS: &[(Fault, u64)] = &[
    (Fault::TieToLocal, 5),
    (Fault::ApplyAcrossGap, 0),
    (Fault::DropPendingContext, 0),
    (Fault::SpareNothing, 0),
    (Fault::CollectContestedTombstone, 0),
    (Fault::AcknowledgeOutOfBand, 0),
    (Fault::CounterWithoutBirths, 7),
    (Fault::CollectBaselinesEarly, 1),
    (Fault::SameBirthAfterCancellation, 11),
    (Fault::WriteOverDeleteKeepsSuppressed, 0),
    (Fault::RemoveWinsWithoutDot, 10),
    (Fault::ApplyDuplicates, 0),
];

/// How many seeds after the one that is named are tried.
const TRIES: u64 = 40;

#[test]
fn random_histories_find_what_they_can() {
    for (fault, seed) in SEEDS {
        let plan = Plan::default().with_faults(Faults::one(*fault));
        let shows = |seed: &u64| fails(*seed, &plan).is_some() && fails(*seed, &Plan::default()).is_none();
        let caught = (*seed..seed + TRIES).find(shows);
        println!("{fault:?}: seed {caught:?}");
        assert!(caught.is_some(), "{fault:?} goes unseen in seeds {seed} to {}", seed + TRIES);
    }
}

#[test]
fn every_fault_is_tried() {
    let by_hand = [Fault::AcknowledgeOneStream, Fault::PlainRestore, Fault::AcknowledgeOutOfBand];
    for fault in Fault::ALL {
        assert!(SEEDS.iter().any(|(found, _)| found == fault) || by_hand.contains(fault), "{fault:?}");
    }
}

/// A puts w and restarts; B, who has not seen it, deletes; A has both and acknowledges, and that reaches B before w
/// does. B must not collect its delete for that.
#[test]
fn the_acknowledgement_of_one_stream_is_caught() {
    let script = Script::default()
        .write(0, "latest/k", Operation::Put(&[], 1))
        .event(Event::Crash { region: 0, from: Source::Memory })
        .write(1, "latest/k", Operation::Delete)
        .send(1, 0, &[Part::From(0), Part::Acknowledgement])
        // The stream of the first life, then that of the second: only the latter arrives.
        .send(0, 1, &[Part::Batch(1), Part::Acknowledgement]);
    caught_by(Fault::AcknowledgeOneStream, 2, script);
}

/// A acknowledges B's delete and loses its memory. B collects; A, from its backup, must not write on what was deleted.
#[test]
fn the_plain_restore_of_a_backup_is_caught() {
    let script = Script::default()
        .write(0, "map/k", Operation::Put(&["a"], 1))
        .exchange(0, 1)
        .event(Event::Backup { region: 0 })
        .write(1, "map/k", Operation::Delete)
        .exchange(1, 0)
        .exchange(1, 0)
        .event(Event::Crash { region: 0, from: Source::Backup(0) })
        .write(0, "map/k", Operation::Put(&["inner", "a"], 2));
    caught_by(Fault::PlainRestore, 2, script);
}

/// A writes and then receives B's delete. Its word that it has the delete, given out of band, overtakes the write.
#[test]
fn an_acknowledgement_out_of_band_is_caught() {
    let script = Script::default()
        .write(0, "latest/k", Operation::Put(&[], 1))
        .write(1, "latest/k", Operation::Delete)
        .send(1, 0, &[Part::From(0)])
        .send(0, 1, &[Part::Acknowledgement])
        // Something to make B look at what is stable.
        .write(2, "latest/other", Operation::Put(&[], 2))
        .send(1, 2, &[Part::From(0)])
        .send(2, 1, &[Part::Acknowledgement, Part::From(0)]);
    caught_by(Fault::AcknowledgeOutOfBand, 3, script);
}
