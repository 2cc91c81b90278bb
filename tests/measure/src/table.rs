//! Medians by criterion, and the table of ratios.

use crate::turns::Turns;
use criterion::{BatchSize, Criterion};
use std::{fs, path::PathBuf, time::Duration};

/// What was measured in one run.
pub(crate) struct Table {
    folder: PathBuf,
    rows: Vec<Row>,
}

struct Row {
    name: String,
    figure: f64,
    unit: &'static str,
    ratio: Option<(f64, &'static str, Option<f64>)>,
}

impl Table {
    pub(crate) fn new() -> Self {
        Table { folder: PathBuf::from("target/active-active/criterion"), rows: Vec::new() }
    }

    fn criterion(&self, samples: usize, seconds: u64) -> Criterion {
        Criterion::default()
            .output_directory(&self.folder)
            .sample_size(samples)
            .warm_up_time(Duration::from_millis(300))
            .measurement_time(Duration::from_secs(seconds))
    }

    fn median(&self, name: &str) -> f64 {
        let path = self.folder.join(name).join("new/estimates.json");
        let text = fs::read_to_string(path).expect("criterion writes its estimates");
        let json: serde_json::Value = serde_json::from_str(&text).expect("estimates are JSON");
        json["median"]["point_estimate"].as_f64().expect("a median")
    }

    /// The median of a short routine, in nanoseconds.
    pub(crate) fn time(&mut self, name: &str, mut routine: impl FnMut()) -> f64 {
        self.criterion(50, 1).bench_function(name, |bencher| bencher.iter(&mut routine));
        self.median(name)
    }

    /// The median of a long routine over fresh input, in nanoseconds for one of `items`.
    pub(crate) fn time_items<I>(
        &mut self,
        name: &str,
        items: usize,
        setup: impl FnMut() -> I,
        routine: impl FnMut(&mut I),
    ) -> f64 {
        let (mut setup, mut routine) = (setup, routine);
        self.criterion(10, 3).bench_function(name, |bencher| {
            bencher.iter_batched_ref(&mut setup, &mut routine, BatchSize::PerIteration);
        });
        self.median(name) / items as f64
    }

    /// A figure alone.
    pub(crate) fn figure(&mut self, name: &str, figure: f64, unit: &'static str) {
        self.rows.push(Row { name: name.into(), figure, unit, ratio: None });
    }

    /// A figure with its ratio to another of the same run, and the budget for the ratio if there is one.
    pub(crate) fn ratio(
        &mut self,
        name: &str,
        figure: f64,
        unit: &'static str,
        to: (f64, &'static str),
        budget: Option<f64>,
    ) {
        self.rows.push(Row { name: name.into(), figure, unit, ratio: Some((figure / to.0, to.1, budget)) });
    }

    /// The median of a case, with its ratio to another that it took turns with.
    pub(crate) fn turns(
        &mut self,
        name: &str,
        turns: &Turns,
        case: usize,
        unit: &'static str,
        to: (usize, &'static str),
        budget: Option<f64>,
    ) {
        let ratio = Some((turns.ratio(case, to.0), to.1, budget));
        self.rows.push(Row { name: name.into(), figure: turns.median(case), unit, ratio });
    }

    /// A figure with a budget of its own.
    pub(crate) fn budget(&mut self, name: &str, figure: f64, unit: &'static str, budget: f64) {
        self.rows.push(Row { name: name.into(), figure, unit, ratio: Some((figure, "", Some(budget))) });
    }

    /// The table as text.
    pub(crate) fn render(&self) -> String {
        let mut text = String::from("\n");
        for row in &self.rows {
            text += &format!("{:<46} {:>10.2} {:<14}", row.name, row.figure, row.unit);
            if let Some((ratio, to, budget)) = row.ratio {
                if !to.is_empty() {
                    text += &format!(" {ratio:>6.2} x {to}");
                }
                if let Some(budget) = budget {
                    text += &format!("  (budget {budget}: {})", if ratio <= budget { "met" } else { "NOT met" });
                }
            }
            text += "\n";
        }
        text
    }
}
