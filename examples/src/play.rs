//! Plays the day: hands each operation to its region at its time, cuts and heals the network, waits for one answer.

use std::time::{Duration, Instant};

use active_active::{
    time::{PhysicalTime, SystemTime},
    value::Value,
};

use crate::{
    decide::{Decision, decide},
    generate::CUT_PERCENT,
    network::Network,
    operation::Operation,
    process::{Fleet, Report},
    progress::{Progress, grouped},
    stop,
};

/// A shorter day leaves no room for the cut.
const LENGTH_MS_MIN: u64 = 2_000;
const COUNT_EVERY: Duration = Duration::from_millis(250);
const CONVERGE_MAX: Duration = Duration::from_secs(60);
const ANSWER_MAX: Duration = Duration::from_secs(30);

/// What a region tells about itself; see `report` in `region.py`.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Counts {
    pub(crate) written: u64,
    pub(crate) refused: u64,
    /// The first refusal in the library's words.
    pub(crate) refusal: String,
    pub(crate) applied: u64,
    pub(crate) duplicates: u64,
    pub(crate) conflicts: u64,
    pub(crate) apply_us: u64,
    pub(crate) digest: String,
    /// What it has received, stream by stream.
    pub(crate) streams: Value,
}

impl Counts {
    fn from(report: &Report) -> Self {
        let status = |name| report.get("status").and_then(|status| status.get(name));
        Counts {
            written: report.number("written"),
            refused: report.number("refused"),
            refusal: report.text("refusal"),
            applied: report.number("applied"),
            duplicates: report.number("duplicates"),
            conflicts: status("conflicts").and_then(Value::as_i64).unwrap_or_default().unsigned_abs(),
            apply_us: report.number("apply_us"),
            digest: report.text("digest"),
            streams: status("streams").cloned().unwrap_or_default(),
        }
    }
}

/// How the day went.
pub(crate) struct Outcome {
    /// When it started, in Unix milliseconds.
    pub(crate) started_ms: u64,
    pub(crate) counts: Vec<Counts>,
    pub(crate) converged: bool,
    /// From the first operation to the last.
    pub(crate) played: Duration,
    /// From the last operation to one answer everywhere.
    pub(crate) settled: Duration,
    /// How long the network was cut.
    pub(crate) cut: Duration,
    /// What was settled by hand when the day was over.
    pub(crate) decision: Option<Decision>,
}

/// Plays all operations and waits until the regions agree, or until it is clear that they do not.
pub(crate) fn play(
    operations: &[Operation],
    speed: f64,
    network: &Network,
    fleet: &mut Fleet,
    progress: &mut Progress,
) -> Result<Outcome, String> {
    let mut day = Day::new(operations, speed, network, fleet, progress);
    day.run()?;
    day.settle()
}

struct Day<'a> {
    operations: &'a [Operation],
    speed: f64,
    network: &'a Network,
    fleet: &'a mut Fleet,
    progress: &'a mut Progress,
    started: Instant,
    started_ms: u64,
    counts: Vec<Counts>,
    asked: Instant,
    /// The region that is cut off now and then, since when, and for how long it was.
    apart: String,
    cut_at: Option<Instant>,
    cut_for: Option<Duration>,
    /// How many conflicts were settled by hand: each is a write more.
    decisions: u64,
}

impl<'a> Day<'a> {
    fn new(
        operations: &'a [Operation],
        speed: f64,
        network: &'a Network,
        fleet: &'a mut Fleet,
        progress: &'a mut Progress,
    ) -> Self {
        Day {
            counts: vec![Counts::default(); fleet.processes.len()],
            apart: fleet.processes.last().map(|process| process.region.clone()).unwrap_or_default(),
            started: Instant::now(),
            started_ms: SystemTime.now_ms(),
            asked: Instant::now(),
            cut_at: None,
            cut_for: None,
            decisions: 0,
            operations,
            speed,
            network,
            fleet,
            progress,
        }
    }

    /// The moment of a time of the day.
    fn moment(&self, at_ms: u64) -> Instant {
        self.started + Duration::from_secs_f64(at_ms as f64 / 1_000.0 / self.speed)
    }

    fn run(&mut self) -> Result<(), String> {
        let length = self.operations.last().map_or(0, |last| last.at_ms).max(LENGTH_MS_MIN);
        let cut = self.moment(length * CUT_PERCENT.0 / 100);
        let heal = self.moment(length * CUT_PERCENT.1 / 100);
        let mut waiting = self.operations.iter().peekable();
        while waiting.peek().is_some() || self.cut_for.is_none() {
            stop::check()?;
            let now = Instant::now();
            self.switch(now, cut, heal);
            while let Some(operation) = waiting.next_if(|operation| self.moment(operation.at_ms) <= now) {
                self.fleet.process(&operation.region)?.send(&operation.to_control())?;
            }
            self.count(COUNT_EVERY)?;
            self.listen(Duration::from_millis(2))?;
            self.show();
        }
        Ok(())
    }

    fn switch(&mut self, now: Instant, cut: Instant, heal: Instant) {
        if self.cut_at.is_none() && now >= cut {
            self.cut_at = Some(now);
            self.network.set_reachable(&self.apart, false);
            let seconds = (heal - cut).as_secs_f64();
            self.progress.event(&format!(
                "{:5.1} s  the network is cut: {} is on its own for {seconds:.1} s; all regions go on taking writes",
                self.seconds(),
                self.apart
            ));
        }
        if let (Some(cut_at), None) = (self.cut_at, self.cut_for)
            && now >= heal
        {
            self.cut_for = Some(cut_at.elapsed());
            self.network.set_reachable(&self.apart, true);
            self.progress.event(&format!("{:5.1} s  the network is healed: {} is back", self.seconds(), self.apart));
        }
    }

    fn seconds(&self) -> f64 {
        self.started.elapsed().as_secs_f64()
    }

    /// Asks for figures, not more often than `every`.
    fn count(&mut self, every: Duration) -> Result<(), String> {
        if self.asked.elapsed() >= every {
            self.asked = Instant::now();
            self.fleet.send_all("counts")?;
        }
        Ok(())
    }

    fn listen(&mut self, within: Duration) -> Result<(), String> {
        if let Some((index, report)) = self.fleet.report(within)?
            && let Some(counts) = self.counts.get_mut(index)
        {
            *counts = Counts::from(&report);
        }
        Ok(())
    }

    fn show(&mut self) {
        let regions = self.fleet.processes.iter().zip(&self.counts).map(|(process, counts)| {
            let figures = [counts.written, counts.applied, counts.conflicts].map(grouped).join("/");
            format!("  {} {figures}", process.region)
        });
        let line = format!("{:5.1} s  written/applied/conflicts:{}", self.seconds(), regions.collect::<String>());
        self.progress.show(&line);
    }

    /// Every operation is taken, every change is everywhere, and all show the same.
    fn agreed(&self) -> bool {
        let taken: u64 = self.counts.iter().map(|counts| counts.written + counts.refused).sum();
        let same = |one: &Counts, other: &Counts| one.digest == other.digest && one.streams == other.streams;
        taken == self.operations.len() as u64 + self.decisions
            && self.counts.windows(2).all(|pair| matches!(pair, [a, b] if same(a, b)))
    }

    fn settle(mut self) -> Result<Outcome, String> {
        let played = self.started.elapsed();
        let last = Instant::now();
        let mut converged = self.wait()?;
        let settled = last.elapsed();
        let decision = if converged { decide(self.fleet)? } else { None };
        if decision.is_some() {
            self.decisions = 1;
            converged = self.wait()?;
        }
        self.progress.event(&format!(
            "{:5.1} s  {}",
            self.seconds(),
            if converged { "converged" } else { "gave up waiting" }
        ));
        Ok(Outcome {
            started_ms: self.started_ms,
            counts: self.counts,
            converged,
            played,
            settled,
            cut: self.cut_for.unwrap_or_default(),
            decision,
        })
    }

    /// Waits for one answer everywhere; answers whether there is.
    fn wait(&mut self) -> Result<bool, String> {
        let since = Instant::now();
        while since.elapsed() < CONVERGE_MAX {
            stop::check()?;
            self.counts = self.ask_counts()?;
            self.show();
            if self.agreed() {
                return Ok(true);
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(false)
    }

    fn ask_counts(&mut self) -> Result<Vec<Counts>, String> {
        Ok(self.fleet.ask_all("counts", ANSWER_MAX)?.iter().map(Counts::from).collect())
    }
}
