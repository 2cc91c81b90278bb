//! The three region processes: started, talked to over their control sockets, and always ended.

use std::{
    io::{BufRead, BufReader, Read},
    net::{Ipv4Addr, TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{self, Receiver, Sender},
    },
    thread,
    time::{Duration, Instant},
};

use active_active::value::{Limits, Value};

use crate::{frame, stop};

const START_MAX: Duration = Duration::from_secs(30);
const WRITE_MAX: Duration = Duration::from_secs(10);
/// The lines of a region's error output that are shown when it fails.
const ERROR_LINES: usize = 12;

/// A region to start.
pub(crate) struct Launch {
    /// The region, for example `eu`.
    pub(crate) region: String,
    /// The word for its runtime in the last line: `python`, `node`, `cpp`.
    pub(crate) runtime: &'static str,
    /// The program, complete but for what all three are given.
    pub(crate) command: Command,
}

/// What a region tells: a name and lines of `name TAB JSON`.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) name: String,
    pub(crate) lines: Vec<(String, Value)>,
}

impl Report {
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.lines.iter().find(|(line, _)| line == name).map(|(_, value)| value)
    }

    pub(crate) fn number(&self, name: &str) -> u64 {
        self.get(name).and_then(Value::as_i64).and_then(|n| u64::try_from(n).ok()).unwrap_or_default()
    }

    pub(crate) fn text(&self, name: &str) -> String {
        self.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
    }

    fn parse(payload: &[u8]) -> Result<Self, String> {
        let text = std::str::from_utf8(payload).map_err(|_| "a report that is not UTF-8".to_owned())?;
        let (name, rest) = text.split_once('\n').unwrap_or((text, ""));
        let limits = Limits { size_bytes: 64 << 20, depth: 128 };
        let line = |line: &str| {
            let (name, json) = line.split_once('\t').ok_or_else(|| format!("a report line without a tab: {line}"))?;
            let value = Value::from_json(json, &limits).map_err(|error| format!("in a report: {name}: {error}"))?;
            Ok((name.to_owned(), value))
        };
        let lines = rest.lines().map(line).collect::<Result<_, String>>()?;
        Ok(Report { name: name.to_owned(), lines })
    }
}

/// One running region.
pub(crate) struct Process {
    pub(crate) region: String,
    pub(crate) runtime: &'static str,
    /// Its own words for language and version.
    pub(crate) version: String,
    child: Child,
    control: Option<TcpStream>,
    errors: Arc<Mutex<Vec<String>>>,
}

impl Process {
    fn start(mut launch: Launch, arguments: &[String]) -> Result<Self, String> {
        let mut child = launch
            .command
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| format!("cannot start region {}: {:?}: {error}", launch.region, launch.command))?;
        let errors = Arc::new(Mutex::new(Vec::new()));
        if let Some(pipe) = child.stderr.take() {
            let errors = errors.clone();
            thread::spawn(move || {
                for line in BufReader::new(pipe).lines().map_while(Result::ok) {
                    errors.lock().unwrap_or_else(PoisonError::into_inner).push(line);
                }
            });
        }
        let (region, runtime) = (launch.region, launch.runtime);
        Ok(Process { region, runtime, version: String::new(), child, control: None, errors })
    }

    /// Sends a control frame.
    pub(crate) fn send(&mut self, lines: &str) -> Result<(), String> {
        let sent = match &mut self.control {
            Some(control) => frame::write(control, frame::CONTROL, lines.as_bytes()),
            None => Err(std::io::ErrorKind::NotConnected.into()),
        };
        sent.map_err(|error| self.failure(&format!("takes no more commands ({error})")))
    }

    /// A sentence about what went wrong, with the last lines that the process wrote.
    fn failure(&mut self, what: &str) -> String {
        // What it wrote last may still be in the pipe.
        thread::sleep(Duration::from_millis(200));
        let status = match self.child.try_wait() {
            Ok(Some(status)) => format!(", {status}"),
            _ => String::new(),
        };
        let errors = self.errors.lock().unwrap_or_else(PoisonError::into_inner);
        let last = errors.iter().skip(errors.len().saturating_sub(ERROR_LINES));
        let lines: String = last.map(|line| format!("\n    {line}")).collect();
        format!("region {} ({}) {what}{status}{lines}", self.region, self.runtime)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It ends by itself when its control connection closes; one that does not is not waited for.
        self.control = None;
        let patience = Instant::now() + Duration::from_millis(500);
        while Instant::now() < patience {
            if matches!(self.child.try_wait(), Ok(Some(_))) {
                return;
            }
            thread::sleep(Duration::from_millis(10));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// All regions. Dropping it ends them.
pub(crate) struct Fleet {
    pub(crate) processes: Vec<Process>,
    events: Receiver<(usize, Result<Report, String>)>,
}

impl Fleet {
    /// Starts every region and waits until each has said hello. `arguments` are what a region is given: the deployment,
    /// its name, the control port, and `peer=port` for each other region.
    pub(crate) fn start(launches: Vec<Launch>, arguments: impl Fn(&str, u16) -> Vec<String>) -> Result<Self, String> {
        let network = |error: std::io::Error| format!("cannot open a port on 127.0.0.1: {error}");
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(network)?;
        listener.set_nonblocking(true).map_err(network)?;
        let port = listener.local_addr().map_err(network)?.port();
        let (sender, events) = mpsc::channel();
        let mut fleet = Fleet { processes: Vec::new(), events };
        for launch in launches {
            let arguments = arguments(&launch.region, port);
            fleet.processes.push(Process::start(launch, &arguments)?);
        }
        let patience = Instant::now() + START_MAX;
        while let Some(waiting) = fleet.processes.iter_mut().find(|process| process.control.is_none()) {
            stop::check()?;
            if !matches!(waiting.child.try_wait(), Ok(None)) {
                return Err(waiting.failure("ended before it said hello"));
            }
            if Instant::now() > patience {
                return Err(waiting.failure("did not say hello in 30 s"));
            }
            match listener.accept() {
                Ok((connection, _)) => fleet.welcome(connection, &sender)?,
                Err(_) => thread::sleep(Duration::from_millis(5)),
            }
        }
        Ok(fleet)
    }

    fn welcome(
        &mut self,
        mut connection: TcpStream,
        events: &Sender<(usize, Result<Report, String>)>,
    ) -> Result<(), String> {
        let broken = |error: std::io::Error| format!("a control connection broke: {error}");
        connection.set_nonblocking(false).map_err(broken)?;
        connection.set_nodelay(true).map_err(broken)?;
        connection.set_write_timeout(Some(WRITE_MAX)).map_err(broken)?;
        connection.set_read_timeout(Some(WRITE_MAX)).map_err(broken)?;
        let hello = Report::parse(&frame::read(&mut connection).map_err(broken)?.payload)?;
        connection.set_read_timeout(None).map_err(broken)?;
        let region = hello.text("region");
        let reading = connection.try_clone().map_err(broken)?;
        let Some((index, process)) = self.processes.iter_mut().enumerate().find(|(_, p)| p.region == region) else {
            return Err(format!("a process says that it is region {region:?}"));
        };
        process.control = Some(connection);
        process.version = hello.text("version");
        let events = events.clone();
        thread::spawn(move || listen(BufReader::new(reading), index, &events));
        Ok(())
    }

    /// The process of a region.
    pub(crate) fn process(&mut self, region: &str) -> Result<&mut Process, String> {
        let process = self.processes.iter_mut().find(|process| process.region == region);
        process.ok_or_else(|| format!("no process runs region {region}"))
    }

    /// Sends one command to every region.
    pub(crate) fn send_all(&mut self, lines: &str) -> Result<(), String> {
        self.processes.iter_mut().try_for_each(|process| process.send(lines))
    }

    /// The next report, or `None` when none came in time.
    pub(crate) fn report(&mut self, within: Duration) -> Result<Option<(usize, Report)>, String> {
        match self.events.recv_timeout(within) {
            Ok((index, Ok(report))) => Ok(Some((index, report))),
            Ok((index, Err(fault))) => Err(match self.processes.get_mut(index) {
                Some(process) => process.failure(&fault),
                None => fault,
            }),
            Err(_) => Ok(None),
        }
    }

    /// Asks every region for a report and waits for all of them. The first line of the question is the report's name.
    pub(crate) fn ask_all(&mut self, question: &str, within: Duration) -> Result<Vec<Report>, String> {
        self.send_all(question)?;
        let name = question.split('\n').next().unwrap_or_default();
        let mut answers: Vec<Option<Report>> = self.processes.iter().map(|_| None).collect();
        let patience = Instant::now() + within;
        while answers.iter().any(Option::is_none) {
            stop::check()?;
            if let Some((index, report)) = self.report(Duration::from_millis(100))?
                && report.name == name
                && let Some(answer) = answers.get_mut(index)
            {
                *answer = Some(report);
            }
            if Instant::now() > patience {
                return Err(format!("no answer to `{name}` within {} s", within.as_secs()));
            }
        }
        Ok(answers.into_iter().flatten().collect())
    }
}

fn listen(mut from: impl Read, index: usize, events: &Sender<(usize, Result<Report, String>)>) {
    loop {
        let event = match frame::read(&mut from) {
            Ok(frame) if frame.kind == frame::REPORT => Report::parse(&frame.payload),
            Ok(frame) => Err(format!("sent a frame of kind {:?} to the demo", char::from(frame.kind))),
            Err(_) => Err("ended".to_owned()),
        };
        let over = event.is_err();
        // Nobody listens any more once the demo is over.
        if events.send((index, event)).is_err() || over {
            return;
        }
    }
}
