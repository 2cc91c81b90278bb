//! What is read after the run: figures, conflicts, what each region holds.

use std::collections::BTreeMap;

use active_active::value::Value;

use crate::{
    network::Network,
    play::{Counts, Outcome},
    process::{Fleet, Process, Report},
    progress::grouped,
};

const KINDS: [&str; 4] = ["insert_insert", "update_update", "delete_update", "delete_delete"];
const SHOWN: usize = 3;

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
pub(crate) fn conflicts(fleet: &Fleet, reports: &[Report]) {
    println!();
    println!("conflicts, found by each region for itself:");
    for kind in KINDS {
        let counts = fleet.processes.iter().zip(reports).map(|(process, report)| {
            let count = report.lines.iter().filter(|(_, record)| field(record, "kind") == kind).count();
            format!("{} {:>4}", process.region, grouped(count as u64))
        });
        println!("  {kind:<14}  {}", counts.collect::<Vec<_>>().join("   "));
    }
    let Some(first) = reports.first() else { return };
    for record in examples(first) {
        println!();
        show(record);
    }
}

/// One of each kind as long as there are kinds, then any.
fn examples(report: &Report) -> Vec<&Value> {
    let records: Vec<&Value> = report.lines.iter().map(|(_, record)| record).collect();
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

/// Two full, different values tell more than nulls.
fn dullness(record: &Value) -> u32 {
    let absent = |name: &str| u32::from(record.get(name).is_none_or(Value::is_null));
    absent("a_value") + absent("b_value") + absent("winner")
}

fn field<'a>(record: &'a Value, name: &str) -> &'a str {
    record.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn show(record: &Value) {
    let path: Vec<&str> =
        record.get("path").and_then(Value::as_array).unwrap_or_default().iter().filter_map(Value::as_str).collect();
    let place = if path.is_empty() { String::new() } else { format!(", field {}", path.join(".")) };
    println!("  {} on {}{place}", field(record, "kind"), field(record, "key"));
    for side in ["a", "b"] {
        let value = record.get(&format!("{side}_value")).filter(|value| !value.is_null());
        println!(
            "    {:<7} {} at {}",
            field(record, &format!("region_{side}")),
            value.map_or("deleted it".to_owned(), |value| format!("wrote {}", value.to_json())),
            field(record, &format!("{side}_timestamp"))
        );
    }
    let winner = match field(record, "winner") {
        "" => "none: both are kept until someone who saw both decides".to_owned(),
        side => format!("{} by {}", field(record, &format!("region_{side}")), field(record, "strategy_used")),
    };
    println!("    winner  {winner}");
    println!("    why     {}", field(record, "explanation"));
}

/// The first key that does not read the same everywhere, with what each region shows.
pub(crate) fn difference(fleet: &Fleet, records: &[Report]) -> String {
    let mut keys: BTreeMap<&str, Vec<Option<&Value>>> = BTreeMap::new();
    for (index, report) in records.iter().enumerate() {
        for (key, value) in &report.lines {
            let values = keys.entry(key).or_insert_with(|| vec![None; records.len()]);
            if let Some(slot) = values.get_mut(index) {
                *slot = Some(value);
            }
        }
    }
    let differs = |values: &[Option<&Value>]| values.windows(2).any(|pair| matches!(pair, [a, b] if a != b));
    let Some((key, values)) = keys.iter().find(|(_, values)| differs(values)) else {
        return "every key reads the same; what differs is behind the values or still on its way".into();
    };
    let shown = fleet.processes.iter().zip(values).map(|(process, value)| {
        let value = value.map_or("no such record".to_owned(), Value::to_json);
        format!("\n  {} ({}): {value}", process.region, process.runtime)
    });
    format!("the first key that differs is {key}{}", shown.collect::<String>())
}

/// The last line: one digest, and what each runtime applied.
pub(crate) fn last_line(processes: &[Process], counts: &[Counts]) -> String {
    let applied =
        processes.iter().zip(counts).map(|(process, counts)| format!(" {}={}", process.runtime, counts.applied));
    let digest = counts.first().map(|counts| counts.digest.as_str()).unwrap_or_default();
    format!("converged: {digest}{}", applied.collect::<String>())
}
