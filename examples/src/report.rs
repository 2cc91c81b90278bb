//! What is read after the run: figures, conflicts, what each region holds.

use std::{collections::BTreeSet, time::Duration};

use active_active::{time::Timestamp, value::Value};

use crate::{
    decide::Decision,
    network::Network,
    play::{Counts, Outcome},
    process::{Fleet, Process, Report},
    progress::grouped,
};

const KINDS: [&str; 5] = ["insert_insert", "update_update", "delete_update", "delete_delete", "unique_claim"];
const SHOWN: usize = 3;
const ANSWER_MAX: Duration = Duration::from_secs(30);

/// The figures of the run, region by region and line by line.
pub(crate) fn figures(outcome: &Outcome, operations: usize, fleet: &Fleet, network: &Network) {
    let played = outcome.played.as_secs_f64();
    println!();
    println!(
        "{} operations in {played:.1} s, {:.0} a second; the network was cut for {:.1} s of it",
        grouped(operations as u64),
        operations as f64 / played,
        outcome.cut.as_secs_f64()
    );
    println!("one answer everywhere {:.2} s after the last operation", outcome.settled.as_secs_f64());
    println!();
    println!("  region  runtime           written  applied  again  changes/s of apply  digest");
    for (process, counts) in fleet.processes.iter().zip(&outcome.counts) {
        let rate = counts.applied as f64 * 1e6 / counts.apply_us.max(1) as f64;
        println!(
            "  {:<6}  {:<16}  {:>7}  {:>7}  {:>5}  {:>18}  {}",
            process.region,
            process.version,
            grouped(counts.written),
            grouped(counts.applied),
            grouped(counts.duplicates),
            grouped(rate as u64),
            counts.digest.get(..16).unwrap_or(&counts.digest)
        );
    }
    for (process, counts) in fleet.processes.iter().zip(&outcome.counts).filter(|(_, counts)| counts.refused > 0) {
        println!("  {} refused {} operations, the first: {}", process.region, counts.refused, counts.refusal);
    }
    println!();
    println!("  line      one way   frames      bytes  lost when cut");
    for (line, traffic) in network.traffic() {
        println!(
            "  {} to {}  {:>4.1} ms  {:>7}  {:>9}  {:>13}",
            line.from,
            line.to,
            line.one_way.as_secs_f64() * 1_000.0,
            grouped(traffic.frames),
            grouped(traffic.bytes),
            grouped(traffic.lost)
        );
    }
    let bytes: u64 = network.traffic().iter().map(|(_, traffic)| traffic.bytes).sum();
    let each = bytes as f64 / outcome.counts.iter().map(|counts| counts.applied).sum::<u64>().max(1) as f64;
    println!("  {} bytes on the wire, {each:.0} for each change applied", grouped(bytes));
}

/// How many conflicts there were, by kind and region, and three of them in full.
pub(crate) fn conflicts(fleet: &Fleet, reports: &[Report], started_ms: u64) {
    println!();
    println!("conflicts, found by each region for itself:");
    for kind in KINDS {
        let counts = fleet.processes.iter().zip(reports).map(|(process, report)| {
            let count = records(report).iter().filter(|record| field(record, "kind") == kind).count();
            format!("{} {:>4}", process.region, grouped(count as u64))
        });
        println!("  {kind:<14}  {}", counts.collect::<Vec<_>>().join("   "));
    }
    let ids: Vec<BTreeSet<&str>> =
        reports.iter().map(|report| records(report).iter().map(|record| field(record, "id")).collect()).collect();
    let Some((first, common)) = reports.first().zip(ids.iter().cloned().reduce(|a, b| &a & &b)) else { return };
    println!("  {} of them are one and the same record in every region", grouped(common.len() as u64));
    for record in examples(first) {
        println!();
        show(record, started_ms);
    }
}

fn records(report: &Report) -> &[Value] {
    report.get("conflicts").and_then(Value::as_array).unwrap_or_default()
}

/// One of each kind as long as there are kinds, then any.
fn examples(report: &Report) -> Vec<&Value> {
    let records: Vec<&Value> = records(report).iter().collect();
    let mut chosen: Vec<&Value> = Vec::new();
    for kind in KINDS {
        chosen
            .extend(records.iter().filter(|record| field(record, "kind") == kind).min_by_key(|r| dullness(r)).copied());
    }
    let rest: Vec<&Value> = records.into_iter().filter(|record| !chosen.contains(record)).take(SHOWN).collect();
    chosen.extend(rest);
    chosen.truncate(SHOWN);
    chosen
}

/// What both sides did should be there to be read: two values, or one and a delete.
fn dullness(record: &Value) -> usize {
    let absent = ["a_value", "b_value"].iter().filter(|name| record.get(name).is_none_or(Value::is_null)).count();
    let expected = usize::from(field(record, "kind") == "delete_update");
    absent.abs_diff(expected)
}

fn field<'a>(record: &'a Value, name: &str) -> &'a str {
    record.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn show(record: &Value, started_ms: u64) {
    let path: Vec<&str> =
        record.get("path").and_then(Value::as_array).unwrap_or_default().iter().filter_map(Value::as_str).collect();
    let place = if path.is_empty() { String::new() } else { format!(", field {}", path.join(".")) };
    println!("  {} on {}{place}", field(record, "kind"), field(record, "key"));
    for side in ["a", "b"] {
        let timestamp = Timestamp::parse(field(record, &format!("{side}_timestamp"))).map_or(0, Timestamp::ms);
        let seconds = timestamp.saturating_sub(started_ms) as f64 / 1_000.0;
        println!("    {:<7} {} at {seconds:.3} s", field(record, &format!("region_{side}")), deed(record, side));
    }
    let winner = match field(record, "winner") {
        "" => "none: both are kept until someone who saw both decides".to_owned(),
        side => format!("{} by {}", field(record, &format!("region_{side}")), field(record, "strategy_used")),
    };
    println!("    winner  {winner}");
    println!("    why     {}", field(record, "explanation"));
}

/// What one side did. No value is a delete, or a write to a field of the record that was deleted elsewhere.
fn deed(record: &Value, side: &str) -> String {
    let region = field(record, &format!("region_{side}"));
    match record.get(&format!("{side}_value")) {
        Some(value) if !value.is_null() => format!("wrote {}", value.to_json()),
        _ if field(record, "explanation").contains(&format!("{region} deleted it")) => "deleted it".into(),
        _ => "wrote to a field of it".into(),
    }
}

/// The first key that does not read the same everywhere, with what each region shows.
pub(crate) fn difference(fleet: &mut Fleet) -> Result<String, String> {
    let mut keys = BTreeSet::new();
    for report in fleet.ask_all("keys", ANSWER_MAX)? {
        let listed = report.get("keys").and_then(Value::as_array).unwrap_or_default();
        keys.extend(listed.iter().filter_map(Value::as_str).map(str::to_owned));
    }
    for key in keys {
        let values: Vec<Option<Value>> = fleet
            .ask_all(&format!("record\n{key}"), ANSWER_MAX)?
            .iter()
            .map(|report| report.get("value").cloned())
            .collect();
        if values.windows(2).all(|pair| matches!(pair, [a, b] if a == b)) {
            continue;
        }
        let shown = fleet.processes.iter().zip(&values).map(|(process, value)| {
            let value = value.as_ref().map_or("no such record".to_owned(), Value::to_json);
            format!("\n  {} ({}): {value}", process.region, process.runtime)
        });
        return Ok(format!("the first key that differs is {key}{}", shown.collect::<String>()));
    }
    Ok("every key reads the same; what differs is behind the values or still on its way".into())
}

/// The conflict that was left to a person.
pub(crate) fn decision(decision: &Decision) {
    println!();
    println!("one conflict waited for a person: {}, {}", decision.key, decision.sides.join(", "));
    println!(
        "  {} settled it: {}; every region had it as resolved {:.2} s later",
        decision.region,
        decision.value,
        decision.heard.as_secs_f64()
    );
}

/// The last line: one digest, and what each runtime applied.
pub(crate) fn last_line(processes: &[Process], counts: &[Counts]) -> String {
    let applied =
        processes.iter().zip(counts).map(|(process, counts)| format!(" {}={}", process.runtime, counts.applied));
    let digest = counts.first().map(|counts| counts.digest.as_str()).unwrap_or_default();
    format!("converged: {digest}{}", applied.collect::<String>())
}
