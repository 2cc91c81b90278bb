//! The C library under its own name, and programs compiled against it. Needs no more than gcc: CMake has its own part.

use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{debian, program};
use crate::{Session, Stop};

/// The library, laid out as an install lays it out.
pub struct Library {
    include: PathBuf,
    folder: PathBuf,
}

/// Which language a program is written in.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum Language {
    /// C11.
    C,
    /// C++17.
    Cpp,
}

/// Builds the library.
pub fn library(session: &Session) -> Result<Library, Stop> {
    let mut build =
        session.workspace.cargo(["build", "--locked", "--package", "active-active-c", "--profile", "verify"]);
    session.step("compiling the C library", &mut build)?;
    let folder = session.workspace.scratch("c/lib");
    let built = |file: &str| session.workspace.target("verify").join(file);
    link(&built("libactive_active_c.so"), &folder.join("libactive_active.so.0"))?;
    link(Path::new("libactive_active.so.0"), &folder.join("libactive_active.so"))?;
    link(&built("libactive_active_c.a"), &folder.join("libactive_active.a"))?;
    Ok(Library { include: session.workspace.path("bindings-c/include"), folder })
}

impl Library {
    /// Compiles a program against the shared library, which it finds again by itself when it is run.
    pub fn compile(
        &self,
        session: &Session,
        language: Language,
        sources: &[PathBuf],
        extra: &[&str],
        out: &Path,
    ) -> Result<(), Stop> {
        let mut compiler = compiler(session, language)?;
        compiler.args(["-O1", "-g", "-Wall", "-Wextra", "-Werror", "-pthread"]).args(sources);
        compiler.arg("-I").arg(&self.include).arg("-L").arg(&self.folder);
        compiler.arg(format!("-Wl,-rpath,{}", self.folder.display())).args(extra).arg("-lactive_active");
        std::fs::create_dir_all(out.parent().unwrap_or(out))
            .map_err(|error| Stop::failed(format!("cannot make the folder of {}: {error}", out.display())))?;
        session.step(&format!("compiling {}", session.workspace.display(out)), compiler.arg("-o").arg(out))?;
        Ok(())
    }
}

/// The machine's compiler, or the one that `CC` or `CXX` names.
pub fn compiler(session: &Session, language: Language) -> Result<Command, Stop> {
    let (variable, usual, standard) = match language {
        Language::C => ("CC", "gcc", "-std=c11"),
        Language::Cpp => ("CXX", "g++", "-std=c++17"),
    };
    let named = std::env::var_os(variable);
    let found = match named {
        Some(named) => PathBuf::from(named),
        None => debian::provide(session, usual, &["gcc", "g++"], || program(usual))?,
    };
    let mut command = session.workspace.command(found);
    command.arg(standard);
    Ok(command)
}

/// CMake.
pub fn cmake(session: &Session) -> Result<Command, Stop> {
    let found = debian::provide(session, "cmake", &["cmake", "make"], || program("cmake"))?;
    Ok(session.workspace.command(found))
}

/// Valgrind.
pub fn valgrind(session: &Session) -> Result<Command, Stop> {
    let found = debian::provide(session, "valgrind", &["valgrind", "libc6-dbg"], || program("valgrind"))?;
    Ok(session.workspace.command(found))
}

/// The JSON library of the C++ tests, which has headers only.
pub fn json_headers(session: &Session) -> Result<(), Stop> {
    debian::provide(session, "nlohmann/json.hpp", &["nlohmann-json3-dev"], || {
        Path::new("/usr/include/nlohmann/json.hpp").exists().then_some(())
    })
}

fn link(to: &Path, at: &Path) -> Result<(), Stop> {
    if std::fs::read_link(at).is_ok_and(|now| now == to) {
        return Ok(());
    }
    let _ = std::fs::remove_file(at);
    let made = at.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| symlink(to, at));
    made.map_err(|error| Stop::failed(format!("cannot link {}: {error}", at.display())))
}
