//! The parts of `cargo verify`, in the order in which they run.

mod c;
mod conformance;
mod core;
mod demo;
mod differential;
mod header;
mod javascript;
mod packaging;
mod python;
mod strategies;
mod surface;
mod wire;

use crate::{Session, Stop, readme};

/// The tests of one subject.
pub struct Part {
    /// What it is called on the command line.
    pub name: &'static str,
    /// What it shows, in a line.
    pub about: &'static str,
    /// What it needs beyond Rust; the rest of its set-up it does itself.
    pub needs: &'static str,
    run: fn(&Session) -> Result<(), Stop>,
}

/// All parts.
pub const PARTS: &[Part] = &[
    Part { name: "rust", about: "unit, property and documentation tests of every crate", needs: "", run: core::tests },
    Part {
        name: "no-std",
        about: "the core builds for wasm, without std, with each feature alone",
        needs: "",
        run: core::no_std,
    },
    Part { name: "header", about: "active_active.h is what the C bindings' source says", needs: "", run: header::run },
    Part { name: "wire", about: "golden batches are what the CDDL file says", needs: "", run: wire::run },
    Part {
        name: "simulate",
        about: "seeded deployments under faults; deliberate bugs are caught",
        needs: "",
        run: core::simulate,
    },
    Part {
        name: "homes",
        about: "the protocol of homes in every order of events; deliberate bugs are caught",
        needs: "",
        run: core::homes,
    },
    Part { name: "python", about: "pytest, mypy --strict, stubtest", needs: "Python 3.11", run: python::run },
    Part {
        name: "javascript",
        about: "node:test through the package's exports, size, types",
        needs: "Node 20",
        run: javascript::node,
    },
    Part {
        name: "bundler",
        about: "a Vite build, run in Chromium",
        needs: "Node 20, Chromium",
        run: javascript::bundler,
    },
    Part {
        name: "edge",
        about: "the workerd entry in workerd, at an old and a new date",
        needs: "Node 20",
        run: javascript::edge,
    },
    Part {
        name: "c",
        about: "C and C++ programs, plain, with sanitizers, under valgrind",
        needs: "cmake, valgrind",
        run: c::run,
    },
    Part {
        name: "surface",
        about: "every operation has its name in every language",
        needs: "Python 3.11, Node 20",
        run: surface::run,
    },
    Part { name: "conformance-rust", about: "the vectors, in Rust", needs: "", run: conformance::rust },
    Part {
        name: "conformance-python",
        about: "the vectors, in Python",
        needs: "Python 3.11",
        run: conformance::python,
    },
    Part { name: "conformance-node", about: "the vectors, in Node", needs: "Node 20", run: conformance::node },
    Part {
        name: "conformance-chromium",
        about: "the vectors, in a browser",
        needs: "Node 20, Chromium",
        run: conformance::chromium,
    },
    Part {
        name: "conformance-c",
        about: "the vectors, through the C ABI",
        needs: "nlohmann/json.hpp",
        run: conformance::c,
    },
    Part {
        name: "differential",
        about: "seeded histories end in the same bytes in every runtime",
        needs: "all of the above",
        run: differential::run,
    },
    Part {
        name: "packaging",
        about: "wheel, tarball and CMake install, each used by a project of its own",
        needs: "all of the above",
        run: packaging::run,
    },
    Part { name: "readme", about: "every code block of README.md", needs: "all of the above", run: readme::run },
    Part {
        name: "strategies",
        about: "examples/strategies prints the same in every language, and its page shows it",
        needs: "all of the above",
        run: strategies::run,
    },
    Part {
        name: "demo",
        about: "cargo demo converges, with other seeds and other input too",
        needs: "Python 3.11, Node 20",
        run: demo::run,
    },
];

impl Part {
    /// Whether a word of the command line means this part: its name, or the first word of it.
    pub fn is_meant_by(&self, word: &str) -> bool {
        self.name == word || self.name.strip_prefix(word).is_some_and(|rest| rest.starts_with('-'))
    }

    /// Runs it, and keeps count of how it went.
    pub fn run(&self, session: &Session) {
        session.set_subject(self.name);
        session.say(self.about);
        session.finish((self.run)(session));
    }
}

/// Says that something is not written yet.
fn absent(path: &str) -> Stop {
    Stop::missing(format!("{path} is not there"), "write it")
}
