//! Writes the C header: `active-active-header <bindings-c folder> <out file>`.

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [crate_folder, out] = arguments.as_slice() else {
        eprintln!("usage: active-active-header <bindings-c folder> <out file>");
        return ExitCode::from(2);
    };
    match cbindgen::generate(crate_folder) {
        Ok(header) => {
            header.write_to_file(out);
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("cannot read the C bindings in {crate_folder}: {error}");
            ExitCode::FAILURE
        }
    }
}
