//! The network between the regions: one line per ordered pair, each with its latency, and a switch to cut it.
//!
//! A region dials one port for each other region, as if the other one listened there. What it sends goes to the other
//! region's own connection, in order, after the time that the distance takes. A cut closes the connections, loses what
//! was on its way, and closes every new connection at once until it is healed.

use std::{
    collections::VecDeque,
    io,
    net::{Ipv4Addr, Shutdown, TcpListener, TcpStream},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, Instant},
};

use crate::{frame, frame::Frame, random::Random};

/// What one direction of a line carried.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Traffic {
    pub(crate) frames: u64,
    pub(crate) bytes: u64,
    /// Frames that were on their way when the line was cut.
    pub(crate) lost: u64,
}

/// One direction of a line between two regions.
pub(crate) struct Line {
    pub(crate) from: String,
    pub(crate) to: String,
    /// Where `from` dials to reach `to`.
    pub(crate) port: u16,
    pub(crate) one_way: Duration,
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    up: bool,
    /// The connection of `from`, and which one it is by number.
    end: Option<TcpStream>,
    ends: u64,
    on_the_way: VecDeque<(Instant, Frame)>,
    random: Random,
    traffic: Traffic,
}

impl Line {
    fn state(&self) -> MutexGuard<'_, State> {
        // A thread that panicked left no half-made change: every one is a single assignment or push.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn accept(self: &Arc<Self>, connection: TcpStream) -> io::Result<()> {
        connection.set_nodelay(true)?;
        let reading = connection.try_clone()?;
        let mut state = self.state();
        if !state.up {
            return connection.shutdown(Shutdown::Both);
        }
        state.ends += 1;
        state.end = Some(connection);
        let number = state.ends;
        drop(state);
        self.changed.notify_all();
        let line = self.clone();
        thread::spawn(move || line.read(reading, number));
        Ok(())
    }

    fn read(&self, mut from: TcpStream, number: u64) {
        while let Ok(frame) = frame::read(&mut from) {
            let mut state = self.state();
            if !state.up || state.ends != number {
                return;
            }
            state.traffic.frames += 1;
            state.traffic.bytes += frame.wire_bytes();
            let jitter = 1.0 + 0.2 * state.random.fraction();
            let due = Instant::now() + self.one_way.mul_f64(jitter);
            // A line keeps order: a frame never overtakes the one before it.
            let due = state.on_the_way.back().map_or(due, |(last, _)| due.max(*last));
            state.on_the_way.push_back((due, frame));
            drop(state);
            self.changed.notify_all();
        }
        let mut state = self.state();
        if state.ends == number {
            state.end = None;
        }
    }

    /// Carries frames to the other region's connection for ever.
    fn carry(&self, back: &Line) {
        loop {
            let mut state = self.state();
            let Some((due, _)) = state.on_the_way.front() else {
                drop(self.changed.wait(state));
                continue;
            };
            let now = Instant::now();
            if *due > now {
                let wait = *due - now;
                drop(self.changed.wait_timeout(state, wait));
                continue;
            }
            let Some((_, frame)) = state.on_the_way.pop_front() else { continue };
            drop(state);
            self.deliver(&frame, back);
        }
    }

    /// Writes a frame to the other end, waiting for it to be connected if it is not yet.
    fn deliver(&self, frame: &Frame, back: &Line) {
        while self.state().up {
            let end = back.state().end.as_ref().and_then(|end| end.try_clone().ok());
            if let Some(mut end) = end
                && frame.write(&mut end).is_ok()
            {
                return;
            }
            thread::sleep(Duration::from_millis(2));
        }
        self.state().traffic.lost += 1;
    }

    fn set_up(&self, up: bool) {
        let mut state = self.state();
        state.up = up;
        if !up {
            state.traffic.lost += state.on_the_way.len() as u64;
            state.on_the_way.clear();
            if let Some(end) = state.end.take() {
                // It may be closed already.
                let _ = end.shutdown(Shutdown::Both);
            }
        }
        drop(state);
        self.changed.notify_all();
    }
}

/// All lines.
pub(crate) struct Network {
    pub(crate) lines: Vec<Arc<Line>>,
}

impl Network {
    /// Opens a port for each ordered pair of regions. The threads end with the program.
    pub(crate) fn open(
        regions: &[String],
        one_way: impl Fn(&str, &str) -> Result<Duration, String>,
        seed: u64,
    ) -> Result<Self, String> {
        let mut random = Random::new(seed);
        let mut lines = Vec::new();
        for from in regions {
            for to in regions.iter().filter(|to| *to != from) {
                let line = open_line(from, to, one_way(from, to)?, Random::new(random.next()));
                lines.push(line.map_err(|error| format!("cannot open a port on 127.0.0.1: {error}"))?);
            }
        }
        let network = Network { lines };
        for line in &network.lines {
            if let Some(back) = network.line(&line.to, &line.from).cloned() {
                let line = line.clone();
                thread::spawn(move || line.carry(&back));
            }
        }
        Ok(network)
    }

    fn line(&self, from: &str, to: &str) -> Option<&Arc<Line>> {
        self.lines.iter().find(|line| line.from == from && line.to == to)
    }

    /// Cuts a region off from all others, or connects it again.
    pub(crate) fn set_reachable(&self, region: &str, reachable: bool) {
        for line in self.lines.iter().filter(|line| line.from == region || line.to == region) {
            line.set_up(reachable);
        }
    }

    /// What each line carried.
    pub(crate) fn traffic(&self) -> Vec<(&Line, Traffic)> {
        self.lines.iter().map(|line| (line.as_ref(), line.state().traffic)).collect()
    }
}

fn open_line(from: &str, to: &str, one_way: Duration, random: Random) -> io::Result<Arc<Line>> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let state =
        State { up: true, end: None, ends: 0, on_the_way: VecDeque::new(), random, traffic: Traffic::default() };
    let line = Arc::new(Line {
        from: from.into(),
        to: to.into(),
        port: listener.local_addr()?.port(),
        one_way,
        state: Mutex::new(state),
        changed: Condvar::new(),
    });
    let accepting = line.clone();
    thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            // A connection that fails here is dialled again.
            let _ = accepting.accept(connection);
        }
    });
    Ok(line)
}
