//! Judges files by a CDDL file: `active-active-cddl <wire.cddl> <file.cbor>…`, one line `ok` or `not ok` for each.
//!
//! A file is judged by the rule that its name starts with: `batch-first.cbor` is a `batch`.

use std::path::Path;
use std::process::ExitCode;

/// The library reads `.cborseq` as `.cbor` of a rule `seq`, so the one sequence is judged by itself, as an array.
const SEQUENCE: (&str, &str) = ("bytes .cborseq change-sequence", "bytes");

/// Where a batch has its changes.
const CHANGES_AT: usize = 9;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(schema) = arguments.next() else {
        eprintln!("usage: active-active-cddl <wire.cddl> <file.cbor>…");
        return ExitCode::from(2);
    };
    let schema = match std::fs::read_to_string(&schema) {
        Ok(text) => text.replace(SEQUENCE.0, SEQUENCE.1),
        Err(error) => {
            eprintln!("cannot read {schema}: {error}");
            return ExitCode::FAILURE;
        }
    };
    let mut status = ExitCode::SUCCESS;
    for file in arguments {
        match judge(&schema, Path::new(&file)) {
            Ok(()) => println!("ok {file}"),
            Err(reason) => {
                println!("not ok {file}: {reason}");
                status = ExitCode::FAILURE;
            }
        }
    }
    status
}

fn judge(schema: &str, file: &Path) -> Result<(), String> {
    let bytes = std::fs::read(file).map_err(|error| error.to_string())?;
    let name = file.file_stem().unwrap_or_default().to_string_lossy();
    let rule = name.split('-').next().unwrap_or_default();
    validate(schema, rule, &bytes)?;
    if rule == "batch" { validate(schema, "change-sequence", &changes(&bytes)?) } else { Ok(()) }
}

/// The library judges by the first rule of a file.
fn validate(schema: &str, rule: &str, bytes: &[u8]) -> Result<(), String> {
    let schema = format!("start = {rule}\n{schema}");
    cddl::validate_cbor_from_slice(&schema, bytes, None).map_err(|error| format!("not a `{rule}`: {error}"))
}

/// The changes of a batch as one array of them.
fn changes(batch: &[u8]) -> Result<Vec<u8>, String> {
    let mut decoder = minicbor::Decoder::new(batch);
    let mut read = || {
        decoder.array()?;
        for _ in 0..CHANGES_AT {
            decoder.skip()?;
        }
        decoder.bytes()
    };
    let sequence = read().map_err(|error| format!("cannot take the batch apart: {error}"))?;
    // An array without a length, so that it can be put around items that were not counted.
    Ok([&[0x9f], sequence, &[0xff]].concat())
}
