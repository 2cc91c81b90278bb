//! The npm package as users get it: the module, its glue, our entry points, in `bindings-wasm/npm/dist`.

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;

use super::rust::{self, WASM_TARGET};
use crate::stamp::{self, once};
use crate::{Session, Stop};

/// Builds the package; its `dist` folder is returned.
pub fn package(session: &Session) -> Result<PathBuf, Stop> {
    let dist = session.workspace.path("bindings-wasm/npm/dist");
    let inputs = rust::inputs(session, &["bindings-wasm", "tests/bindgen"]);
    once(session, "wasm-package", inputs, &[&dist.join("active_active.wasm")], || {
        rust::wasm_target(session)?;
        let module = compile(session)?;
        let glue = write_glue(session, &module)?;
        assemble(session, &glue, &dist)
    })?;
    Ok(dist)
}

fn compile(session: &Session) -> Result<PathBuf, Stop> {
    let mut build = session.workspace.cargo(["build", "--locked", "--package", "active-active-wasm", "--lib"]);
    build.args(["--profile", "wasm", "--target", WASM_TARGET]);
    // The places of panics in dependencies would otherwise carry the builder's home folder to every user.
    if let Some(home) = cargo_home() {
        build.env(
            "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
            format!("--remap-path-prefix={}=/cargo", home.display()),
        );
    }
    session.step("compiling the wasm module", &mut build)?;
    Ok(session.workspace.target(WASM_TARGET).join("wasm/active_active_wasm.wasm"))
}

fn cargo_home() -> Option<PathBuf> {
    let home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cargo"));
    std::env::var_os("CARGO_HOME").map(PathBuf::from).or_else(home)
}

fn write_glue(session: &Session, module: &Path) -> Result<PathBuf, Stop> {
    let out = session.workspace.scratch("wasm-glue");
    stamp::empty_folder(&out)?;
    let mut bindgen =
        session.workspace.cargo(["run", "--locked", "--profile", "tool", "--package", "active-active-bindgen", "--"]);
    session.step("writing its JavaScript glue (wasm-bindgen, as a library)", bindgen.arg(module).arg(&out))?;
    Ok(out)
}

/// Entry points, types and other hand-written modules stand beside the glue; CommonJS comes later, if it is wanted.
fn assemble(session: &Session, glue: &Path, dist: &Path) -> Result<(), Stop> {
    stamp::empty_folder(dist)?;
    let source = session.workspace.path("bindings-wasm/npm/src");
    for file in stamp::files(&source) {
        copy(&file, &dist.join(file.strip_prefix(&source).unwrap_or(&file)))?;
    }
    commonjs_types(&source, &dist.join("commonjs"))?;
    for name in ["active_active.js", "active_active.d.ts"] {
        copy(&glue.join(name), &dist.join(name))?;
    }
    let module = glue.join("active_active_bg.wasm");
    copy(&module, &dist.join("active_active.wasm"))?;
    let bytes = fs::read(&module).map_err(|error| Stop::failed(format!("cannot read the module: {error}")))?;
    let text = base64::engine::general_purpose::STANDARD.encode(bytes);
    stamp::write(&dist.join("active_active.base64.js"), format!("export default \"{text}\";\n"))
}

/// The types again in a folder whose files are CommonJS: `require` may not be given those of an ECMAScript module.
fn commonjs_types(source: &Path, folder: &Path) -> Result<(), Stop> {
    copy(&source.join("index.d.ts"), &folder.join("index.d.ts"))?;
    for file in stamp::files(&source.join("types")) {
        copy(&file, &folder.join(file.strip_prefix(source).unwrap_or(&file)))?;
    }
    stamp::write(&folder.join("package.json"), "{ \"type\": \"commonjs\" }\n")
}

fn copy(from: &Path, to: &Path) -> Result<(), Stop> {
    let contents = fs::read(from).map_err(|error| Stop::failed(format!("cannot read {}: {error}", from.display())))?;
    stamp::write(to, contents)
}
