//! One run: it says what is being done, keeps what children print, and counts.

use std::cell::{Cell, RefCell};
use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::count::{Counter, Tally};
use crate::workspace::Workspace;

/// The longest that one step may take: a child that hangs must not hang the run.
const STEP_LIMIT: Duration = Duration::from_secs(20 * 60);
/// How much of a failed step's output is shown; the rest is in its log.
const TAIL_LINES: usize = 60;
/// The environment variable that makes a skip a failure, for machines that should have everything.
pub const REQUIRE_ALL: &str = "ACTIVE_ACTIVE_REQUIRE_ALL";

/// Why something was not carried through.
#[derive(Clone, Debug)]
pub enum Stop {
    /// It failed; the reason was not printed yet.
    Failed(String),
    /// A step failed, and was reported and counted when it did.
    Reported,
    /// Something optional is missing.
    Missing {
        /// What is not there.
        what: String,
        /// How to get it.
        remedy: String,
    },
}

impl Stop {
    /// A failure with its reason.
    pub fn failed(reason: impl Into<String>) -> Self {
        Self::Failed(reason.into())
    }

    /// Something optional is not there; `remedy` is how to get it.
    pub fn missing(what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::Missing { what: what.into(), remedy: remedy.into() }
    }
}

/// One run of the runner.
pub struct Session {
    /// Where things are.
    pub workspace: Workspace,
    /// Whether committed files that are generated are to be written anew instead of compared.
    pub bless: bool,
    require_all: bool,
    started: Instant,
    subject: RefCell<String>,
    tally: Cell<Tally>,
    remarks: RefCell<Vec<String>>,
    results: RefCell<Vec<String>>,
}

impl Session {
    /// A run that starts now.
    pub fn new(workspace: Workspace) -> Self {
        Self {
            workspace,
            bless: false,
            require_all: std::env::var_os(REQUIRE_ALL).is_some_and(|value| value != "0" && !value.is_empty()),
            started: Instant::now(),
            subject: RefCell::default(),
            tally: Cell::default(),
            remarks: RefCell::default(),
            results: RefCell::default(),
        }
    }

    /// Says something, with the time since the start and the subject.
    pub fn say(&self, text: &str) {
        println!("[{:6.1} s] {}: {text}", self.started.elapsed().as_secs_f64(), self.subject.borrow());
    }

    /// Names what the next steps are about.
    pub fn set_subject(&self, subject: &str) {
        subject.clone_into(&mut self.subject.borrow_mut());
    }

    /// Keeps a line to be printed again near the end.
    pub fn result(&self, line: &str) {
        self.say(line);
        self.results.borrow_mut().push(line.to_owned());
    }

    /// The count so far.
    pub fn tally(&self) -> Tally {
        self.tally.get()
    }

    /// Runs a command that must succeed; what it printed is returned.
    pub fn step(&self, name: &str, command: &mut Command) -> Result<String, Stop> {
        self.say(name);
        let ended = self.run(name, command)?;
        if ended.status.success() {
            return Ok(ended.output);
        }
        self.fail(name, &describe(ended.status), Some(&ended), Tally::default());
        Err(Stop::Reported)
    }

    /// Runs a command that is one test. If it fails, that is counted and the part goes on.
    pub fn test(&self, name: &str, command: &mut Command) -> Result<Option<String>, Stop> {
        self.say(name);
        let ended = self.run(name, command)?;
        if ended.status.success() {
            self.add(Tally::ONE);
            return Ok(Some(ended.output));
        }
        self.fail(name, &describe(ended.status), Some(&ended), Tally::default());
        Ok(None)
    }

    /// Runs a command whose output says how many tests it ran. Failing tests are counted and the part goes on.
    pub fn tests(&self, name: &str, command: &mut Command, counter: Counter) -> Result<String, Stop> {
        self.say(name);
        let (output, tally) = self.count(name, command, counter)?;
        if tally.failed == 0 {
            self.say(&format!("{name}: {tally}"));
        }
        Ok(output)
    }

    /// The same for programs of one kind, each with its name; what they come to is said once.
    pub fn programs(
        &self,
        kind: &str,
        programs: impl IntoIterator<Item = (String, Command)>,
        counter: Counter,
    ) -> Result<(), Stop> {
        self.say(kind);
        let mut all = Tally::default();
        for (name, mut command) in programs {
            all += self.count(&format!("{name}, {kind}"), &mut command, counter)?.1;
        }
        self.say(&format!("{kind}: {all}"));
        Ok(())
    }

    fn count(&self, name: &str, command: &mut Command, counter: Counter) -> Result<(String, Tally), Stop> {
        let ended = self.run(name, command)?;
        let mut tally = counter(&ended.output);
        let reason = if tally.failed > 0 {
            tally.to_string()
        } else if !ended.status.success() {
            describe(ended.status)
        } else if tally.total() == 0 {
            "it ran no test".to_owned()
        } else {
            self.add(tally);
            return Ok((ended.output, tally));
        };
        tally.failed = tally.failed.max(1);
        self.fail(name, &reason, Some(&ended), Tally { failed: tally.failed - 1, ..tally });
        Ok((ended.output, tally))
    }

    /// One test made here, not by a child.
    pub fn check(&self, name: &str, outcome: Result<(), String>) {
        match outcome {
            Ok(()) => self.add(Tally::ONE),
            Err(reason) => self.fail(name, &reason, None, Tally::default()),
        }
    }

    /// Ends a part: what stopped it is said and counted.
    pub fn finish(&self, outcome: Result<(), Stop>) {
        match outcome {
            Ok(()) | Err(Stop::Reported) => {}
            Err(Stop::Failed(reason)) => self.fail("set-up", &reason, None, Tally::default()),
            Err(Stop::Missing { what, remedy }) if self.require_all => {
                let reason = format!("{what}, and {REQUIRE_ALL} is set ({remedy})");
                self.fail("set-up", &reason, None, Tally::default());
            }
            Err(Stop::Missing { what, remedy }) => {
                let line = format!("skipped {}: {what} ({remedy})", self.subject.borrow());
                self.say(&line);
                self.remarks.borrow_mut().push(line);
                self.add(Tally { skipped: 1, ..Tally::default() });
            }
        }
    }

    /// Prints what is to be remembered and, as the last line, the count; true if nothing failed.
    pub fn summarise(&self, name: &str) -> bool {
        println!();
        for line in self.results.borrow().iter().chain(self.remarks.borrow().iter()) {
            println!("{line}");
        }
        println!("{name}: {}", self.tally.get());
        self.tally.get().failed == 0
    }

    fn add(&self, mut tally: Tally) {
        if self.require_all && tally.skipped > 0 {
            self.remark(&format!(
                "failed {}: {} skipped, and {REQUIRE_ALL} is set",
                self.subject.borrow(),
                tally.skipped
            ));
            tally = Tally { failed: tally.failed + tally.skipped, skipped: 0, ..tally };
        }
        let mut all = self.tally.get();
        all += tally;
        self.tally.set(all);
    }

    fn remark(&self, line: &str) {
        self.remarks.borrow_mut().push(line.to_owned());
    }

    /// Reports one failure and counts it, together with what else is known of the step.
    fn fail(&self, step: &str, reason: &str, ended: Option<&Ended>, others: Tally) {
        self.say(&format!("{step} FAILED: {reason}"));
        let mut line =
            format!("failed {} · {step}: {}", self.subject.borrow(), reason.lines().next().unwrap_or_default());
        if let Some(ended) = ended {
            tail(&ended.output).iter().for_each(|line| println!("    | {line}"));
            let log = self.workspace.display(&ended.log);
            println!("    the whole output is in {log}");
            line += &format!(" ({log})");
        }
        self.remark(&line);
        self.add(others);
        self.add(Tally { failed: 1, ..Tally::default() });
    }

    fn run(&self, name: &str, command: &mut Command) -> Result<Ended, Stop> {
        let log = self.workspace.scratch("logs").join(format!("{}.log", slug(&self.subject.borrow(), name)));
        let program = command.get_program().to_string_lossy().into_owned();
        let cannot = |error: std::io::Error| Stop::failed(format!("{name}: cannot run {program}: {error}"));
        log.parent().map_or(Ok(()), fs::create_dir_all).map_err(cannot)?;
        let file = File::create(&log).map_err(cannot)?;
        let both = file.try_clone().map_err(cannot)?;
        let mut child = command.stdin(Stdio::null()).stdout(file).stderr(both).spawn().map_err(cannot)?;
        let started = Instant::now();
        loop {
            let status = child.try_wait().map_err(cannot)?;
            let too_long = started.elapsed() > STEP_LIMIT;
            if status.is_none() && !too_long {
                std::thread::sleep(Duration::from_millis(5));
                continue;
            }
            let status = match status {
                Some(status) => status,
                None => child.kill().and_then(|()| child.wait()).map_err(cannot)?,
            };
            let output = String::from_utf8_lossy(&fs::read(&log).unwrap_or_default()).into_owned();
            return Ok(Ended { status, output, log });
        }
    }
}

/// How a child ended.
struct Ended {
    status: ExitStatus,
    output: String,
    log: PathBuf,
}

fn describe(status: ExitStatus) -> String {
    let limit = STEP_LIMIT.as_secs() / 60;
    let ended_by_signal = || format!("{status} (a step is ended after {limit} minutes)");
    status.code().map_or_else(ended_by_signal, |code| format!("exit status {code}"))
}

fn tail(output: &str) -> Vec<&str> {
    let lines: Vec<&str> = output.lines().collect();
    let from = lines.len().saturating_sub(TAIL_LINES);
    lines.into_iter().skip(from).collect()
}

fn slug(subject: &str, name: &str) -> String {
    let spaced = format!("{subject}-{name}").replace(|c: char| !c.is_ascii_alphanumeric(), " ");
    spaced.split_whitespace().collect::<Vec<_>>().join("-").to_lowercase()
}
