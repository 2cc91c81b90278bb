//! C and C++ programs against the library, as they are, with sanitizers, and under valgrind.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::setup::c;
use crate::{Session, Stop, count, stamp};

const SANITIZE: &str = "-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer";

pub(super) fn run(session: &Session) -> Result<(), Stop> {
    let plain = build(session, "plain", "")?;
    let as_it_is = |program: &Path| session.workspace.command(program);
    session.programs("as they are", programs(&plain, as_it_is), count::lines)?;

    let sanitized = build(session, "sanitized", SANITIZE)?;
    session.programs("with sanitizers", programs(&sanitized, as_it_is), count::lines)?;

    headers_alone(session)?;

    let valgrind = c::valgrind(session)?;
    let under_valgrind = |program: &Path| {
        let mut command = session.workspace.command(valgrind.get_program());
        command.args(["--quiet", "--error-exitcode=9", "--leak-check=full", "--show-leak-kinds=definite,indirect"]);
        command.arg(program);
        command
    };
    session.programs("under valgrind", programs(&plain, under_valgrind), count::lines)
}

fn build(session: &Session, name: &str, flags: &str) -> Result<PathBuf, Stop> {
    let out = session.workspace.scratch("cmake").join(name);
    let mut configure = c::cmake(session)?;
    configure.args(["-S", "bindings-c", "-B"]).arg(&out);
    configure.args(["-DACTIVE_ACTIVE_CARGO_PROFILE=verify", "-DCMAKE_BUILD_TYPE=Debug"]);
    configure.arg(format!("-DCMAKE_C_FLAGS={flags}")).arg(format!("-DCMAKE_CXX_FLAGS={flags}"));
    session.step(&format!("cmake, {name}"), &mut configure)?;
    let mut build = c::cmake(session)?;
    session
        .step(&format!("building the programs, {name}"), build.arg("--build").arg(&out).args(["--parallel", "2"]))?;
    Ok(out.join("programs"))
}

/// Every program of a folder, with its name and with the command that runs it.
fn programs(folder: &Path, run: impl Fn(&Path) -> Command) -> Vec<(String, Command)> {
    let files = stamp::files(folder).into_iter().filter(|file| file.extension().is_none());
    files.map(|file| (file.file_name().unwrap_or_default().to_string_lossy().into_owned(), run(&file))).collect()
}

/// Each header compiles as the only thing in a file, and twice.
fn headers_alone(session: &Session) -> Result<(), Stop> {
    let folder = session.workspace.scratch("headers");
    for (language, header, file) in
        [(c::Language::C, "active_active.h", "alone.c"), (c::Language::Cpp, "active_active.hpp", "alone.cpp")]
    {
        let source = folder.join(file);
        stamp::write(&source, format!("#include <{header}>\n#include <{header}>\n"))?;
        let mut compile = c::compiler(session, language)?;
        compile.args(["-Wall", "-Wextra", "-Wpedantic", "-Werror", "-fsyntax-only", "-I", "bindings-c/include"]);
        session.test(&format!("{header} alone and twice"), compile.arg(&source))?;
    }
    Ok(())
}
