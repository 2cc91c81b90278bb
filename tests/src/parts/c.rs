//! C and C++ programs against the library, as they are, with sanitizers, and under valgrind.

use std::path::{Path, PathBuf};

use crate::setup::c;
use crate::{Session, Stop, count, stamp};

const SANITIZE: &str = "-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer";

pub(super) fn run(session: &Session) -> Result<(), Stop> {
    let plain = build(session, "plain", "")?;
    for program in programs(&plain) {
        session.tests(&title(&program, "plain"), &mut session.workspace.command(&program), count::lines)?;
    }
    let sanitized = build(session, "sanitized", SANITIZE)?;
    for program in programs(&sanitized) {
        session.tests(&title(&program, "sanitizers"), &mut session.workspace.command(&program), count::lines)?;
    }
    headers_alone(session)?;
    for program in programs(&plain) {
        let mut valgrind = c::valgrind(session)?;
        valgrind.args(["--quiet", "--error-exitcode=9", "--leak-check=full", "--show-leak-kinds=definite,indirect"]);
        session.tests(&title(&program, "valgrind"), valgrind.arg(&program), count::lines)?;
    }
    Ok(())
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

fn programs(folder: &Path) -> Vec<PathBuf> {
    stamp::files(folder).into_iter().filter(|file| file.extension().is_none()).collect()
}

fn title(program: &Path, how: &str) -> String {
    format!("{}, {how}", program.file_name().unwrap_or_default().to_string_lossy())
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
