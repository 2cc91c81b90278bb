//! One run: it says what is being done, keeps what children print, and counts.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use crate::child::{self, Ended};
use crate::count::{Counter, Tally};
use crate::workspace::Workspace;

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

impl fmt::Display for Stop {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Stop::Failed(reason) => formatter.write_str(reason),
            Stop::Reported => formatter.write_str("a step failed; it and what it printed are above"),
            Stop::Missing { what, remedy } => write!(formatter, "{what} ({remedy})"),
        }
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
        self.succeeded(child::run((name.to_owned(), self.log(name), command))?)
    }

    /// Runs commands of one kind, each with its name, some at a time; all must succeed.
    pub fn steps(&self, kind: &str, commands: Vec<(String, Command)>) -> Result<(), Stop> {
        self.say(kind);
        self.run_all(kind, commands)?.into_iter().try_for_each(|ended| self.succeeded(ended).map(|_| ()))
    }

    fn succeeded(&self, ended: Ended) -> Result<String, Stop> {
        if ended.status.success() {
            return Ok(ended.output);
        }
        self.fail(&ended.name, &ended.how(), Some(&ended), Tally::default());
        Err(Stop::Reported)
    }

    /// Runs a command that is one test. If it fails, that is counted and the part goes on.
    pub fn test(&self, name: &str, command: &mut Command) -> Result<Option<String>, Stop> {
        self.say(name);
        let ended = child::run((name.to_owned(), self.log(name), command))?;
        if ended.status.success() {
            self.add(Tally::ONE);
            return Ok(Some(ended.output));
        }
        self.fail(name, &ended.how(), Some(&ended), Tally::default());
        Ok(None)
    }

    /// Runs a command whose output says how many tests it ran. Failing tests are counted and the part goes on.
    pub fn tests(&self, name: &str, command: &mut Command, counter: Counter) -> Result<String, Stop> {
        self.say(name);
        let ended = child::run((name.to_owned(), self.log(name), command))?;
        let tally = self.count(&ended, counter);
        if tally.failed == 0 {
            self.say(&format!("{name}: {tally}"));
        }
        Ok(ended.output)
    }

    /// The same for programs of one kind, some at a time; what they come to is said once.
    pub fn programs(&self, kind: &str, programs: Vec<(String, Command)>, counter: Counter) -> Result<(), Stop> {
        self.say(kind);
        let mut all = Tally::default();
        for ended in self.run_all(kind, programs)? {
            all += self.count(&ended, counter);
        }
        self.say(&format!("{kind}: {all}"));
        Ok(())
    }

    fn run_all(&self, kind: &str, mut commands: Vec<(String, Command)>) -> Result<Vec<Ended>, Stop> {
        let named = |name: &str| format!("{name}, {kind}");
        child::run_all(commands.iter_mut().map(|(name, command)| (named(name), self.log(&named(name)), command)))
    }

    fn count(&self, ended: &Ended, counter: Counter) -> Tally {
        let mut tally = counter(&ended.output);
        let reason = if tally.failed > 0 {
            tally.to_string()
        } else if !ended.status.success() {
            ended.how()
        } else if tally.total() == 0 {
            "it ran no test".to_owned()
        } else {
            self.add(tally);
            return tally;
        };
        tally.failed = tally.failed.max(1);
        self.fail(&ended.name, &reason, Some(ended), Tally { failed: tally.failed - 1, ..tally });
        tally
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

    fn log(&self, name: &str) -> PathBuf {
        self.workspace.scratch("logs").join(format!("{}.log", slug(&self.subject.borrow(), name)))
    }
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
