//! The steps, by subject.

mod causality;
mod clock;
mod conflict;
mod damage;
mod id;
mod merging;
mod metrics;
mod region;
mod replica;
mod routing;
mod value;

use active_active::value::Value;
use serde_json::Value as Json;

use crate::{failure::Outcome, vector::Step, world::World};

/// Runs one step for one alias.
pub(crate) fn run(step: &Step<'_>, on: &str, world: &mut World) -> Outcome {
    let subjects = [
        clock::run,
        causality::run,
        value::run,
        id::run,
        metrics::run,
        routing::run,
        region::run,
        replica::run,
        conflict::run,
        merging::run,
        damage::run,
    ];
    for subject in subjects {
        if let Some(result) = subject(step, on, world) {
            return result;
        }
    }
    Err(format!("`{}` is no step that is known", step.kind).into())
}

/// Whether members that are not expected are refused.
pub(crate) fn is_exact(kind: &str) -> bool {
    matches!(kind, "value" | "canonical" | "join") || kind.starts_with("vector_")
}

/// What a step without an expectation expects.
pub(crate) fn default_expectation(kind: &str) -> Option<Json> {
    (kind == "same").then_some(Json::Bool(true))
}

/// Lists of conflicts from several regions name the same conflicts.
pub(crate) fn same_conflicts(first: &mut Option<Vec<Value>>, got: &Value) -> Result<(), String> {
    let mut ids: Vec<Value> =
        got.as_array().unwrap_or_default().iter().filter_map(|record| record.get("id").cloned()).collect();
    ids.sort_by(Value::cmp_canonical);
    match first {
        Some(before) if *before != ids => Err("the conflicts have other ids than in the region before".into()),
        Some(_) => Ok(()),
        None => {
            *first = Some(ids);
            Ok(())
        }
    }
}
