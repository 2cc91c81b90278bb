//! `cargo homes`: every order of events of small deployments, against the laws of homes.
#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a check: what is wrong here must stop it"
)]

mod laws;
mod world;

use active_active::fault::{Fault, Faults};
use stateright::{Checker, HasDiscoveries, Model, Property};
use std::{process::ExitCode, time::Instant};
use world::{Bounds, Event, World};

const HELP: &str = "\
cargo homes: the protocol of homes, checked in every order of events of small deployments

  cargo homes            two and three regions; then each deliberate fault, which must be found
  cargo homes --large    more writes, claims and grants: some minutes and gigabytes
  --help                 this text
";

/// A deployment to be checked.
struct Homes {
    bounds: Bounds,
}

impl Model for Homes {
    type State = World;
    type Action = Event;

    fn init_states(&self) -> Vec<World> {
        vec![World::new(self.bounds.regions)]
    }

    fn actions(&self, world: &World, actions: &mut Vec<Event>) {
        actions.extend(world.events(&self.bounds));
    }

    fn next_state(&self, world: &World, event: Event) -> Option<World> {
        world.after(&event, &self.bounds)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::<Self>::always("one uncontested home", |_, world| laws::one_uncontested_home(world)),
            Property::<Self>::always("epochs are known", |_, world| laws::epochs_are_known(world)),
            Property::<Self>::always("ledgers are apart", |_, world| laws::ledgers_are_apart(world)),
            Property::<Self>::always("strong reads see all", |_, world| laws::strong_reads_see_all(world)),
            Property::<Self>::always("heals", |homes, world| laws::heals(world, &homes.bounds)),
        ]
    }
}

fn main() -> ExitCode {
    let mut large = false;
    let mut parser = lexopt::Parser::from_env();
    while let Ok(Some(argument)) = parser.next() {
        match argument {
            lexopt::Arg::Long("large") => large = true,
            lexopt::Arg::Long("help") | lexopt::Arg::Short('h') => {
                print!("{HELP}");
                return ExitCode::SUCCESS;
            }
            other => {
                eprintln!("homes: {}; see --help", other.unexpected());
                return ExitCode::from(2);
            }
        }
    }
    let two = bounds(2, 1, 2, 2, true);
    let longer = bounds(2, 2, 1, 2, true);
    let three = bounds(3, 1, 1, 2, false);
    let mut passed = 0;
    let mut failed = 0;
    let mut tally = |ok: bool| if ok { passed += 1 } else { failed += 1 };
    let mut sizes = vec![two.clone(), longer, three.clone()];
    if large {
        sizes.extend([bounds(2, 2, 2, 2, true), bounds(3, 1, 2, 1, false), bounds(3, 1, 1, 1, true)]);
    }
    for size in sizes {
        tally(check(&size, None));
    }
    for fault in Fault::OF_HOMES {
        // Of two regions, the other has all that the granter wrote by the time it reads of the grant.
        let smallest = if *fault == Fault::GrantBeforeAcknowledged { &three } else { &two };
        let faulty = Bounds { faults: Faults::one(*fault), ..smallest.clone() };
        tally(check(&faulty, Some(&format!("{fault:?}"))));
    }
    tally(check(&Bounds { undo: true, ..two }, Some("TimerUndoesGrant")));
    println!("homes: {passed} passed, {failed} failed");
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn bounds(regions: usize, writes: usize, claims: usize, grants: usize, promises: bool) -> Bounds {
    Bounds { regions, writes, claims, grants, promises, faults: Faults::NONE, undo: false }
}

/// Checks one deployment. With a fault, a law must be seen to break.
fn check(bounds: &Bounds, fault: Option<&str>) -> bool {
    let Bounds { regions, writes, claims, grants, promises, .. } = bounds;
    let started = Instant::now();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let checker =
        Homes { bounds: bounds.clone() }.checker().threads(threads).finish_when(HasDiscoveries::Any).spawn_dfs().join();
    let broken = checker.discoveries();
    let states = checker.unique_state_count();
    let what = format!(
        "{regions} regions, {writes} writes each, {claims} claims, {grants} grants{}",
        if *promises { ", promises" } else { "" }
    );
    let seconds = started.elapsed().as_secs_f64();
    match fault {
        None => println!("{what}: {states} states in {seconds:.1} s, {} laws broken", broken.len()),
        Some(fault) => println!(
            "{fault}: {} after {states} states in {seconds:.1} s",
            match broken.keys().next() {
                Some(law) => format!("broke `{law}`"),
                None => "was not found".into(),
            }
        ),
    }
    if fault.is_none() {
        for (law, path) in &broken {
            eprintln!("`{law}` is broken after {:#?}", path.clone().into_actions());
            let last = path.clone().into_states().pop();
            eprintln!("{last:#?}");
        }
    }
    broken.is_empty() == fault.is_none()
}
