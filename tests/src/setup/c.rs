//! The C library under its own name, and programs compiled against it. Needs no more than gcc: CMake has its own part.

use std::collections::BTreeSet;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{debian, program};
use crate::stamp::{self, Inputs, once};
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
    /// Compiles a program against the shared library, which it finds again by itself when it is run. Unchanged sources,
    /// headers beside them and headers of the library are not compiled again.
    pub fn compile(
        &self,
        session: &Session,
        language: Language,
        sources: &[PathBuf],
        extra: &[&str],
        out: &Path,
    ) -> Result<(), Stop> {
        let shown = session.workspace.display(out);
        let folders = sources.iter().filter_map(|source| source.parent()).collect::<BTreeSet<_>>();
        let inputs = folders.into_iter().fold(Inputs::new().path(&self.include), |inputs, folder| inputs.path(folder));
        let inputs = extra.iter().fold(inputs.text(format!("{language:?} {}", self.folder.display())), Inputs::text);
        once(session, &format!("compiled-{}", shown.replace('/', "-")), inputs, &[out], || {
            let objects = session.workspace.scratch("c/objects").join(out.file_name().unwrap_or_default());
            stamp::empty_folder(&objects)?;
            let (mut commands, mut files) = (Vec::new(), Vec::new());
            for source in sources {
                let name = source.file_name().unwrap_or_default().to_string_lossy().into_owned();
                let object = objects.join(format!("{name}.o"));
                let mut compile = compiler(session, language)?;
                compile.args(["-O1", "-Wall", "-Wextra", "-Werror", "-pthread", "-I"]).arg(&self.include).args(extra);
                compile.arg("-c").arg(source).arg("-o").arg(&object);
                commands.push((name, compile));
                files.push(object);
            }
            session.steps(&format!("compiling {shown}"), commands)?;
            let mut link = compiler(session, language)?;
            link.args(files).arg("-pthread").arg("-L").arg(&self.folder).args(extra);
            link.arg(format!("-Wl,-rpath,{}", self.folder.display())).arg("-lactive_active");
            session.step(&format!("linking {shown}"), link.arg("-o").arg(out))?;
            Ok(())
        })
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
