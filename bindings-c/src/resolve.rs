//! What a strategy decides between two versions, without an engine.

use std::mem::MaybeUninit;

use active_active::{
    Result,
    resolve::{resolve_documents, strategy_from_text},
    value::{Limits, Value},
};

use crate::{buffer::aa_buffer, error::aa_error, handle::needed, input::aa_str, panic::boundary, status::Status};

/// A document from outside, by the default limits.
pub(crate) fn document(json: &aa_str, name: &'static str) -> Result<Value> {
    Value::from_json(json.text(name)?, &Limits::default())
}

/// Decides between two versions of one place by a strategy: the name of a rule, such as `last-write-wins`, or JSON, a
/// rule with what it needs or an array of rules, as a deployment has it. `a` and `b` are JSON objects
/// `{value, timestamp, dot, context?}`, where `context` is `{"1.1": 5}`. Writes
/// `{causality, conflict, winner, value, strategy, why}` as JSON to a buffer that the caller frees.
///
/// Errors: `AA_INVALID_JSON` and the others of a value, `AA_PART_MALFORMED`, `AA_TIMESTAMP_INVALID`,
/// `AA_INVALID_ARGUMENT` for an unknown strategy, `AA_INVALID_UTF8`, `AA_NULL_POINTER`. Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn aa_resolve(
    strategy: aa_str,
    a: aa_str,
    b: aa_str,
    out: Option<&mut MaybeUninit<Box<aa_buffer>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let out = needed(out, "out")?;
        let strategy = strategy_from_text(strategy.text("strategy")?)?;
        let answer = resolve_documents(&strategy, &document(&a, "a")?, &document(&b, "b")?)?;
        out.write(aa_buffer::new(answer.to_json()));
        Ok(())
    })
}
