//! The conflict that no rule decides: one region settles it when the day is over, and every region hears of it.

use std::time::{Duration, Instant};

use active_active::value::Value;

use crate::{
    process::{Fleet, Report},
    stop,
};

const ANSWER_MAX: Duration = Duration::from_secs(30);
const HEARD_MAX: Duration = Duration::from_secs(30);

/// A conflict that was settled by hand.
pub(crate) struct Decision {
    /// The region where somebody decided.
    pub(crate) region: String,
    /// The record.
    pub(crate) key: String,
    /// What it reads now.
    pub(crate) value: String,
    /// What the two sides had written.
    pub(crate) sides: [String; 2],
    /// Until all regions had the conflict as resolved.
    pub(crate) heard: Duration,
}

/// Lets the first region pick side b of the first conflict of a class whose conflicts wait for a person, and waits until
/// all show it as resolved. Nothing if no conflict waits.
pub(crate) fn decide(fleet: &mut Fleet) -> Result<Option<Decision>, String> {
    let reports = fleet.ask_all("conflicts", ANSWER_MAX)?;
    let Some(conflict) = reports.first().and_then(|report| records(report).iter().find(|one| waits(one))) else {
        return Ok(None);
    };
    let text = |name: &str| conflict.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let side = |name: &str| conflict.get(name).map(Value::to_json).unwrap_or_default();
    let (id, key) = (text("id"), text("key"));
    let sides = [
        format!("{} wrote {}", text("region_a"), side("a_value")),
        format!("{} wrote {}", text("region_b"), side("b_value")),
    ];
    let Some(first) = fleet.processes.first_mut() else { return Ok(None) };
    let region = first.region.clone();
    first.send(&format!("resolve\n{id}\n\"b\""))?;
    let asked = Instant::now();
    while asked.elapsed() < HEARD_MAX {
        stop::check()?;
        let reports = fleet.ask_all("conflicts", ANSWER_MAX)?;
        let resolved =
            |report: &Report| records(report).iter().any(|one| is(one, "id", &id) && is(one, "state", "resolved"));
        if reports.iter().all(resolved) {
            let heard = asked.elapsed();
            let shown = fleet.ask_all(&format!("record\n{key}"), ANSWER_MAX)?;
            let value = shown.first().and_then(|report| report.get("value")).map(Value::to_json).unwrap_or_default();
            return Ok(Some(Decision { region, key, value, sides, heard }));
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Err(format!("conflict {id} of {key} was resolved in {region} and not seen resolved everywhere within 30 s"))
}

/// Whether a person has to decide: conflicts that are merely kept side by side are told from these by their rule.
fn waits(conflict: &Value) -> bool {
    is(conflict, "state", "waiting") && is(conflict, "strategy_used", "manual")
}

fn is(conflict: &Value, name: &str, text: &str) -> bool {
    conflict.get(name).and_then(Value::as_str) == Some(text)
}

fn records(report: &Report) -> &[Value] {
    report.get("conflicts").and_then(Value::as_array).unwrap_or_default()
}
