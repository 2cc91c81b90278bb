//! What a region counts, and what that says.

use std::mem::MaybeUninit;

use active_active::metrics::DiagnoseOptions;

use super::{aa_region, read};
use crate::{buffer::aa_buffer, error::aa_error, handle::needed, input::now, panic::boundary, status::Status};

/// From where on something counts as wrong. Start from `aa_diagnose_options_default` and set what differs.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct aa_diagnose_options {
    /// How many conflicts there have to be in a window's length of time before their keys and regions are judged.
    pub conflicts_min: u64,
    /// How many keys are few, 1 to 64.
    pub hotspot_keys: usize,
    /// What share of the conflicts those few keys need to be a hotspot, in percent.
    pub hotspot_percent: u64,
    /// What share of the conflicts has to be repeated ones between regions on other keys than the hottest few, in
    /// percent, to be misrouting.
    pub misrouting_percent: u64,
    /// How far ahead another origin's clock has to be.
    pub clock_skew_ms: u64,
    /// For how long another region has to be silent, and changes to wait for it.
    pub silent_ms: u64,
    /// Whether hot keys are named. Otherwise only their hashes are.
    pub allow_keys: bool,
}

fn options(given: Option<&aa_diagnose_options>) -> DiagnoseOptions {
    given.map_or_else(DiagnoseOptions::default, |given| DiagnoseOptions {
        conflicts_min: given.conflicts_min,
        hotspot_keys: given.hotspot_keys,
        hotspot_percent: given.hotspot_percent,
        misrouting_percent: given.misrouting_percent,
        clock_skew_ms: given.clock_skew_ms,
        silent_ms: given.silent_ms,
        allow_keys: given.allow_keys,
    })
}

/// The default settings of a diagnosis: 10 conflicts, 3 keys, 50 percent, 1 s of skew, 30 s of silence, no keys.
///
/// Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn aa_diagnose_options_default() -> aa_diagnose_options {
    let default = DiagnoseOptions::default();
    aa_diagnose_options {
        conflicts_min: default.conflicts_min,
        hotspot_keys: default.hotspot_keys,
        hotspot_percent: default.hotspot_percent,
        misrouting_percent: default.misrouting_percent,
        clock_skew_ms: default.clock_skew_ms,
        silent_ms: default.silent_ms,
        allow_keys: default.allow_keys,
    }
}

/// Writes all that this replica has counted since it was opened, with rates as of `now_ms`, as JSON to a buffer that the
/// caller frees: `{region, window_ms, writes, applied, duplicates, held, conflicts, conflict_pairs, merge_failures,
/// merge_violations, conflict_rate, clocks, peers, hot_keys, records, batches_waiting, conflict_records,
/// conflict_records_dropped}`, where a counter is `{labels, total, in_window, per_second}`. It names no key.
///
/// Errors: `AA_INVALID_ARGUMENT` where metrics are switched off, `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at
/// once, while none changes the region.
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_metrics(
    region: Option<&aa_region>,
    now_ms: u64,
    out: Option<&mut MaybeUninit<Box<aa_buffer>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let out = needed(out, "out")?;
        out.write(aa_buffer::new(read(region)?.metrics(now(now_ms))?.to_document().to_json()));
        Ok(())
    })
}

/// Writes the same as text for Prometheus, in the format OpenMetrics 1.0, to a buffer that the caller frees; serve it as
/// `application/openmetrics-text; version=1.0.0; charset=utf-8`.
///
/// Errors: those of `aa_region_metrics`. Threads: any number at once, while none changes the region.
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_open_metrics(
    region: Option<&aa_region>,
    now_ms: u64,
    out: Option<&mut MaybeUninit<Box<aa_buffer>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let out = needed(out, "out")?;
        out.write(aa_buffer::new(read(region)?.open_metrics(now(now_ms))?));
        Ok(())
    })
}

/// Writes what is wrong, if anything, `{state, findings: [{kind, evidence, next_step}], conflict_rate}`, as JSON to a
/// buffer that the caller frees. The state is `healthy`, or the kind of the first finding: `misrouting`, `hotspot`,
/// `clock_skew` or `failover`. Null `settings` are the defaults.
///
/// Errors: those of `aa_region_metrics`, and `AA_INVALID_ARGUMENT` for settings out of range. Threads: any number at once,
/// while none changes the region.
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_diagnose(
    region: Option<&aa_region>,
    now_ms: u64,
    settings: Option<&aa_diagnose_options>,
    out: Option<&mut MaybeUninit<Box<aa_buffer>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let out = needed(out, "out")?;
        let diagnosis = read(region)?.diagnose(now(now_ms), &options(settings))?;
        out.write(aa_buffer::new(diagnosis.to_document().to_json()));
        Ok(())
    })
}
