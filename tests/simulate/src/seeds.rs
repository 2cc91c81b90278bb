//! Many seeds, on every core of the machine.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use active_active::simulate::{Plan, Tally, run as simulate};

/// How often a long run says how far it is.
const SAY_EVERY: Duration = Duration::from_secs(10);
/// After so many failing seeds there is something to look at.
const FAILURES_MAX: usize = 5;

struct Progress {
    tally: Tally,
    done: u64,
    failed: Vec<u64>,
    said: Instant,
}

/// Runs the seeds; true if none failed.
pub(crate) fn run(from: u64, seeds: u64, plan: &Plan) -> bool {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    println!("seeds {from} to {} on {threads} threads", from.saturating_add(seeds).saturating_sub(1));
    let next = AtomicU64::new(0);
    let started = Instant::now();
    let progress = Mutex::new(Progress { tally: Tally::default(), done: 0, failed: Vec::new(), said: started });
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| work(&next, from, seeds, plan, &progress));
        }
    });
    let Progress { tally, done, failed, .. } = progress.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    println!(
        "{} writes ({} refused), {} changes applied, {} conflicts ({} records compared), {} batches held, {} crashes, {} comparisons, in {:.1} s",
        tally.writes,
        tally.refused,
        tally.applied,
        tally.conflicts,
        tally.records,
        tally.held,
        tally.crashes,
        tally.compared,
        started.elapsed().as_secs_f64(),
    );
    if !failed.is_empty() {
        println!(
            "failing seeds: {failed:?}; cargo simulate --seed {} shows the first again",
            failed.first().unwrap_or(&from)
        );
    }
    println!("simulate: {} passed, {} failed", done - failed.len() as u64, failed.len());
    failed.is_empty()
}

fn work(next: &AtomicU64, from: u64, seeds: u64, plan: &Plan, progress: &Mutex<Progress>) {
    loop {
        let index = next.fetch_add(1, Ordering::Relaxed);
        if index >= seeds {
            return;
        }
        let report = simulate(from.saturating_add(index), plan);
        let mut progress = progress.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        progress.done += 1;
        progress.tally += report.tally;
        if let Some(failure) = report.failure {
            println!("seed {} fails: {}\n{failure}", report.seed, failure.violation.what);
            progress.failed.push(report.seed);
        }
        if progress.failed.len() >= FAILURES_MAX {
            return;
        }
        if progress.said.elapsed() > SAY_EVERY {
            progress.said = Instant::now();
            println!("{} of {seeds} seeds, {} failed", progress.done, progress.failed.len());
        }
    }
}
