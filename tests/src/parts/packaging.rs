//! What users install, installed the way they do, in places that know nothing of this repository.

use std::fs;
use std::path::{Path, PathBuf};

use crate::readme;
use crate::setup::{c, node, python};
use crate::stamp::{self, Inputs};
use crate::{Session, Stop};

pub(super) fn run(session: &Session) -> Result<(), Stop> {
    wheel(session)?;
    tarball(session)?;
    cmake_install(session)?;
    let mut package = session.workspace.cargo(["package", "--locked", "--package", "active-active", "--no-verify"]);
    session.test("cargo package of the core", package.arg("--allow-dirty"))?;
    Ok(())
}

fn wheel(session: &Session) -> Result<(), Stop> {
    let tools = python::package(session)?;
    let wheels = session.workspace.scratch("wheels");
    stamp::empty_folder(&wheels)?;
    let mut build = tools.command(session, "maturin");
    build.args(["build", "--locked", "--profile", "verify", "--compatibility", "linux", "--out"]).arg(&wheels);
    session.step("building a wheel", &mut build)?;
    let wheel = only_file(&wheels, "whl")?;

    let inputs = Inputs::new().path(&wheel);
    let clean = python::environment(session, "packaging-python", inputs, |environment| {
        python::pip_install(
            session,
            environment,
            "installing the wheel, and nothing else",
            &[Path::new("--no-index"), &wheel],
        )
    })?;
    readme::run_python(session, &clean, &readme::example(session, "python")?)
}

fn tarball(session: &Session) -> Result<(), Stop> {
    node::package(session)?;
    let package = session.workspace.scratch("npm-package");
    stamp::empty_folder(&package)?;
    let from = session.workspace.path("bindings-wasm/npm");
    for file in stamp::files(&from.join("dist")) {
        copy(&file, &package.join("dist").join(file.strip_prefix(from.join("dist")).unwrap_or(&file)))?;
    }
    copy(&from.join("package.json"), &package.join("package.json"))?;
    for file in ["README.md", "LICENSE"] {
        copy(&session.workspace.path(file), &package.join(file))?;
    }
    session.check("npm's version is the workspace's", same_version(&package.join("package.json")));

    let project = session.workspace.scratch("packaging-node");
    stamp::empty_folder(&project)?;
    stamp::write(&project.join("package.json"), "{ \"private\": true }\n")?;
    let npm = |arguments: &[&str], folder: &Path| {
        let mut command = session.workspace.command("npm");
        command.args(arguments).args(["--no-audit", "--no-fund"]).current_dir(folder);
        command
    };
    session.step("npm pack", npm(&["pack"], &package).arg("--pack-destination").arg(&project))?;
    let tarball = only_file(&project, "tgz")?;
    session.step("installing the tarball, and nothing else", npm(&["install", "--offline"], &project).arg(tarball))?;
    readme::run_javascript(session, &project, &readme::example(session, "javascript")?)?;

    let mut required = node::node(session)?;
    required.args(["--eval", "require('active-active').version()"]).current_dir(&project);
    session.test("the tarball from CommonJS", &mut required)?;
    Ok(())
}

fn cmake_install(session: &Session) -> Result<(), Stop> {
    let build = session.workspace.scratch("cmake/install");
    let prefix = session.workspace.scratch("packaging-c/prefix");
    let project = session.workspace.scratch("packaging-c/project");
    stamp::empty_folder(&prefix)?;
    stamp::empty_folder(&project)?;
    let mut configure = c::cmake(session)?;
    configure.args(["-S", "bindings-c", "-DACTIVE_ACTIVE_TESTS=OFF", "-DACTIVE_ACTIVE_CARGO_PROFILE=verify", "-B"]);
    configure.arg(&build).arg(format!("-DCMAKE_INSTALL_PREFIX={}", prefix.display()));
    session.step("cmake", &mut configure)?;
    session.step("cmake --build", c::cmake(session)?.arg("--build").arg(&build))?;
    session.step("cmake --install", c::cmake(session)?.arg("--install").arg(&build))?;

    let example = readme::example(session, "cpp")?;
    stamp::write(&project.join("example.cpp"), &example.text)?;
    copy(&session.workspace.path("tests/packaging/cmake/CMakeLists.txt"), &project.join("CMakeLists.txt"))?;
    let mut configure = c::cmake(session)?;
    configure.arg("-S").arg(&project).arg("-B").arg(project.join("build"));
    session.step("find_package", configure.arg(format!("-DCMAKE_PREFIX_PATH={}", prefix.display())))?;
    session.step("building with it", c::cmake(session)?.arg("--build").arg(project.join("build")))?;
    for name in ["shared", "static"] {
        let mut program = session.workspace.command(project.join("build").join(name));
        readme::run_and_compare(session, &format!("find_package, {name}"), &mut program, &example)?;
    }
    // An installed tree may be moved, as packagers do.
    let moved = session.workspace.scratch("packaging-c/moved");
    stamp::empty_folder(&moved)?;
    let moving = fs::remove_dir(&moved).and_then(|()| fs::rename(&prefix, &moved));
    moving.map_err(|error| Stop::failed(format!("cannot move {}: {error}", prefix.display())))?;
    pkg_config(session, &moved, &project, &example)
}

fn pkg_config(session: &Session, prefix: &Path, project: &Path, example: &readme::Block) -> Result<(), Stop> {
    let file = stamp::files(prefix).into_iter().find(|file| file.extension().is_some_and(|end| end == "pc"));
    let packages = file.and_then(|file| file.parent().map(Path::to_path_buf));
    let packages = packages.ok_or_else(|| Stop::failed("the install has no pkg-config file"))?;

    let mut ask = session.workspace.command("pkg-config");
    ask.args(["--cflags", "--libs", "active_active"]).env("PKG_CONFIG_PATH", &packages);
    let flags = session.step("pkg-config --cflags --libs active_active", &mut ask)?;
    let mut compile = c::compiler(session, c::Language::Cpp)?;
    compile
        .arg(project.join("example.cpp"))
        .args(flags.split_whitespace())
        .arg("-o")
        .arg(project.join("by-pkg-config"));
    session.step("compiling with its flags", &mut compile)?;
    let mut program = session.workspace.command(project.join("by-pkg-config"));
    let libraries = packages.parent().unwrap_or(&packages);
    readme::run_and_compare(session, "pkg-config", program.env("LD_LIBRARY_PATH", libraries), example)
}

fn same_version(manifest: &Path) -> Result<(), String> {
    let text = fs::read_to_string(manifest).map_err(|error| error.to_string())?;
    let document: serde_json::Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    let version = document.get("version").and_then(serde_json::Value::as_str).unwrap_or_default();
    let expected = env!("CARGO_PKG_VERSION");
    (version == expected)
        .then_some(())
        .ok_or_else(|| format!("package.json has version {version}, Cargo.toml {expected}"))
}

fn only_file(folder: &Path, extension: &str) -> Result<PathBuf, Stop> {
    let mut files =
        stamp::files(folder).into_iter().filter(|file| file.extension().is_some_and(|end| end == extension));
    files.next().ok_or_else(|| Stop::failed(format!("{} has no .{extension} file", folder.display())))
}

fn copy(from: &Path, to: &Path) -> Result<(), Stop> {
    let contents = fs::read(from).map_err(|error| Stop::failed(format!("cannot read {}: {error}", from.display())))?;
    stamp::write(to, contents)
}
