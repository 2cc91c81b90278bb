//! Every deliberate fault of the engine is caught: by the history of a seed, or by one written for it where random
//! histories seldom find it.
#![cfg(feature = "simulate")]
#![allow(clippy::panic)]

use active_active::{
    fault::{Fault, Faults},
    simulate::{Plan, Setting, fails, run_history, written_for},
};

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
    (Fault::SameBirthAfterCancellation, 92),
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
fn histories_written_by_hand_find_the_others() {
    for fault in Fault::ALL {
        let Some((setting, history)) = written_for(*fault) else {
            assert!(SEEDS.iter().any(|(found, _)| found == fault), "{fault:?} is tried nowhere");
            continue;
        };
        let sound = run_history(&Setting { faults: Faults::NONE, ..setting.clone() }, &history, true);
        if let Some(violation) = sound.violation {
            panic!("without {fault:?}: {}: {}\n{}", violation.law, violation.what, sound.trace.join("\n"));
        }
        let broken = run_history(&setting, &history, true);
        assert!(broken.violation.is_some(), "{fault:?} goes unseen in\n{}", broken.trace.join("\n"));
    }
}
