//! Child processes: what they print goes to a log, and none runs for ever.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::Stop;

/// The longest that one step may take: a child that hangs must not hang the run.
const LIMIT: Duration = Duration::from_secs(20 * 60);
/// How often a running child is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// A child that was started.
pub(crate) struct Running {
    name: String,
    process: Child,
    log: PathBuf,
    started: Instant,
}

/// A child that ended.
pub(crate) struct Ended {
    /// What it was started for.
    pub(crate) name: String,
    pub(crate) status: ExitStatus,
    /// What it printed, errors in between.
    pub(crate) output: String,
    /// Where that is kept.
    pub(crate) log: PathBuf,
}

/// A child to be started: what for, where its output goes, and how.
pub(crate) type Start<'a> = (String, PathBuf, &'a mut Command);

/// Runs one child to its end.
pub(crate) fn run(start: Start<'_>) -> Result<Ended, Stop> {
    let mut running = Running::start(start)?;
    loop {
        if let Some(ended) = running.ended()? {
            return Ok(ended);
        }
        std::thread::sleep(LOOK_EVERY);
    }
}

/// Runs children to their ends, as many at a time as the machine has processors; the answers are in the given order.
pub(crate) fn run_all<'a>(starts: impl IntoIterator<Item = Start<'a>>) -> Result<Vec<Ended>, Stop> {
    let at_a_time = std::thread::available_parallelism().map_or(1, usize::from);
    let mut waiting = starts.into_iter().enumerate();
    let (mut running, mut ended) = (Vec::new(), Vec::new());
    loop {
        while running.len() < at_a_time
            && let Some((number, start)) = waiting.next()
        {
            running.push((number, Running::start(start)?));
        }
        if running.is_empty() {
            ended.sort_by_key(|(number, _)| *number);
            return Ok(ended.into_iter().map(|(_, ended)| ended).collect());
        }
        let mut still = Vec::new();
        for (number, mut child) in running {
            match child.ended()? {
                Some(done) => ended.push((number, done)),
                None => still.push((number, child)),
            }
        }
        running = still;
        std::thread::sleep(LOOK_EVERY);
    }
}

impl Running {
    fn start((name, log, command): Start<'_>) -> Result<Self, Stop> {
        let program = command.get_program().to_string_lossy().into_owned();
        let cannot = |error| Stop::failed(format!("{name}: cannot run {program}: {error}"));
        log.parent().map_or(Ok(()), fs::create_dir_all).map_err(cannot)?;
        let file = File::create(&log).map_err(cannot)?;
        let both = file.try_clone().map_err(cannot)?;
        let process = command.stdin(Stdio::null()).stdout(file).stderr(both).spawn().map_err(cannot)?;
        Ok(Self { name, process, log, started: Instant::now() })
    }

    fn ended(&mut self) -> Result<Option<Ended>, Stop> {
        let cannot = |error| Stop::failed(format!("cannot wait for a child: {error}"));
        if self.started.elapsed() > LIMIT {
            self.process.kill().map_err(cannot)?;
            self.process.wait().map_err(cannot)?;
        }
        let Some(status) = self.process.try_wait().map_err(cannot)? else { return Ok(None) };
        let output = String::from_utf8_lossy(&fs::read(&self.log).unwrap_or_default()).into_owned();
        Ok(Some(Ended { name: self.name.clone(), status, output, log: self.log.clone() }))
    }
}

impl Ended {
    /// How it ended, in words.
    pub(crate) fn how(&self) -> String {
        let limit = LIMIT.as_secs() / 60;
        let ended_by_signal = || format!("{} (a step is ended after {limit} minutes)", self.status);
        self.status.code().map_or_else(ended_by_signal, |code| format!("exit status {code}"))
    }
}
