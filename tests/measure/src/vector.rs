//! Comparing version vectors against comparing dense slices of the same length.

use crate::table::Table;
use active_active::causality::{Origin, Stream, VersionVector};
use std::hint::black_box;

const STREAMS: u16 = 8;

pub(crate) fn measure(table: &mut Table) {
    let vector = |last: u64| -> VersionVector {
        (1..=STREAMS).map(|r| (Stream::new(Origin::new(r, 1), 0, 0), if r == STREAMS { last } else { 100 })).collect()
    };
    let (left, right) = (vector(100), vector(101));
    let (dense_left, dense_right): (Vec<u64>, Vec<u64>) =
        (left.iter().map(|entry| entry.1).collect(), right.iter().map(|entry| entry.1).collect());
    let dense = table.time("vector-dense", || {
        let (a, b) = (black_box(&dense_left), black_box(&dense_right));
        let (mut more, mut less) = (false, false);
        for (a, b) in a.iter().zip(b) {
            more |= a > b;
            less |= a < b;
        }
        black_box((more, less));
    });
    let ours = table.time("vector-compare", || {
        black_box(black_box(&left).compare(black_box(&right)));
    });
    table.figure("compare of dense slices of 8", dense, "ns");
    table.ratio("compare of version vectors of 8", ours, "ns", (dense, "dense slices"), Some(1.2));
}
