//! What merging costs: fields against whole registers, explanations, and long histories of one key.

use crate::{
    stream::{NOW, deployment},
    table::Table,
    turns::{self, Turns},
};
use active_active::{
    Result,
    deployment::Deployment,
    region::{Options, Region},
    value::Value,
};
use std::{hint::black_box, rc::Rc, sync::Arc};

const RECORDS: usize = 10_000;
const FIELDS: [&str; 10] = ["f0", "f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9"];
const HISTORIES: [usize; 3] = [10_000, 100_000, 1_000_000];

type Write = fn(&mut Region, usize) -> Result<()>;

fn open(deployment: &Arc<Deployment>, name: &str) -> Region {
    Region::open(deployment.clone(), name, Options::default()).expect("a region")
}

fn key(record: usize) -> String {
    format!("user/profile/{record:06}")
}

fn text(number: usize) -> Value {
    Value::Text(format!("{number:020}"))
}

fn sent(from: &mut Region, to: &str) -> Vec<Vec<u8>> {
    from.batches_for(NOW, to, 1 << 20).expect("batches")
}

fn apply(region: &mut Region, batches: &[Vec<u8>]) {
    for batch in batches {
        black_box(region.apply(NOW * 2, batch).expect("applies"));
    }
}

pub(crate) fn measure(table: &mut Table) {
    merges(table);
    explain(table);
    histories(table);
}

/// What it costs to merge two fields of a record, against a whole register.
fn merges(table: &mut Table) {
    let (registers, fields) = (registers(), fields());
    let time = |case: &Case| -> Box<dyn FnMut() -> f64> {
        let Case { receiver, changes } = case.clone();
        Box::new(turns::items(RECORDS, move || receiver(), move |region| apply(region, &changes)))
    };
    let turns = Turns::take(41, &mut [&mut *time(&registers), &mut *time(&fields)]);
    table.figure("apply, a register that exists", turns.median(0), "ns/change");
    table.turns("apply, two of ten fields, merged", &turns, 1, "ns/change", (0, "a register"), Some(3.0));
}

/// Changes, and a region that has what they are made to.
#[derive(Clone)]
struct Case {
    receiver: Rc<dyn Fn() -> Region>,
    changes: Vec<Vec<u8>>,
}

/// A register in each record, written again.
fn registers() -> Case {
    let deployment = deployment(r#""type": "register""#);
    let mut source = open(&deployment, "a");
    let mut write = |from: usize| {
        for record in 0..RECORDS {
            source.put(NOW, &key(record), &[], &text(from + record), None).expect("a put");
        }
        let batches = sent(&mut source, "r");
        let mut told = open(&deployment, "r");
        apply(&mut told, &batches);
        source.acknowledge(&told.acknowledgement_for(source.name()).expect("a region")).expect("an acknowledgement");
        batches
    };
    let first = write(0);
    let second = write(RECORDS);
    let second: Vec<Vec<u8>> = second.into_iter().filter(|batch| !first.contains(batch)).collect();
    let receiver = move || {
        let mut region = open(&deployment, "r");
        apply(&mut region, &first);
        region
    };
    Case { receiver: Rc::new(receiver), changes: second }
}

/// Two of ten fields, which the receiver had written two others of.
fn fields() -> Case {
    let deployment = deployment(r#""type": "map", "fields": {"*": {"type": "register"}}"#);
    let (mut source, mut changer) = (open(&deployment, "a"), open(&deployment, "b"));
    let patch = move |region: &mut Region, from: usize, fields: &[&str]| {
        for record in 0..RECORDS {
            let fields: Vec<(&[&str], Value)> =
                fields.iter().map(|field| (std::slice::from_ref(field), text(from + record))).collect();
            region.patch(NOW, &key(record), &fields, None).expect("a patch");
        }
    };
    patch(&mut source, 0, &FIELDS);
    let first = sent(&mut source, "r");
    apply(&mut changer, &sent(&mut source, "b"));
    patch(&mut changer, RECORDS, &FIELDS[..2]);
    let own = changer.origin().region;
    let mut told = open(&deployment, "r");
    apply(&mut told, &first);
    changer.acknowledge(&told.acknowledgement_for(changer.name()).expect("a region")).expect("an acknowledgement");
    let second = sent(&mut changer, "r");
    let receiver = move || {
        let mut region = open(&deployment, "r");
        apply(&mut region, &first);
        patch(&mut region, 3 * RECORDS, &FIELDS[2..4]);
        region
    };
    let mut check = receiver();
    let report = check.apply(NOW * 2, &second[0]).expect("applies");
    assert_eq!((report.stream.origin.region, report.conflicts.len()), (own, 0), "what differs is no conflict");
    Case { receiver: Rc::new(receiver), changes: second }
}

fn explain(table: &mut Table) {
    let deployment = deployment(r#""type": "map", "fields": {"*": {"type": "register"}}"#);
    let mut regions: Vec<Region> = ["a", "b", "c"].iter().map(|name| open(&deployment, name)).collect();
    for (at, region) in regions.iter_mut().enumerate() {
        for field in FIELDS {
            region.put(NOW + at as u64, "x", &[field], &text(at), None).expect("a put");
        }
    }
    let mut reader = open(&deployment, "r");
    for region in &mut regions {
        apply(&mut reader, &sent(region, "r"));
    }
    let ns = table.time("explain", || {
        black_box(reader.explain("x", &["f5"]).expect("an explanation"));
    });
    table.budget("explain, three versions", ns / 1_000.0, "us", 50.0);
}

/// Applying the same stream of one key, ten and a hundred times as long.
fn histories(table: &mut Table) {
    let put: Write = |region, at| region.put(NOW, "x", &[], &text(at), None).map(drop);
    let kinds: [(&str, &str, Write); 9] = [
        ("last-write-wins", r#""type": "register""#, put),
        ("first-write-wins", r#""type": "register", "strategy": "first-write-wins""#, put),
        ("max", r#""type": "register", "strategy": "max""#, put),
        ("keep-all", r#""type": "register", "strategy": "keep-all""#, put),
        ("counter", r#""type": "counter""#, |region, _| region.increment(NOW, "x", &[], 1).map(drop)),
        ("bounded counter", r#""type": "bounded-counter""#, |region, _| region.increment(NOW, "x", &[], 1).map(drop)),
        ("set", r#""type": "set""#, |region, at| region.add(NOW, "x", &[], &Value::from(at as i64 % 8)).map(drop)),
        ("flag", r#""type": "flag""#, |region, _| region.enable(NOW, "x", &[]).map(drop)),
        ("map", r#""type": "map", "fields": {"*": {"type": "register"}}"#, |region, at| {
            region.put(NOW, "x", &[FIELDS[at % 10]], &text(at), None).map(drop)
        }),
    ];
    for (name, class, write) in kinds {
        let deployment = deployment(class);
        let mut cases: Vec<Box<dyn FnMut() -> f64>> = HISTORIES
            .iter()
            .map(|&writes| {
                let mut source = open(&deployment, "a");
                (0..writes).for_each(|at| write(&mut source, at).expect("a write"));
                let (batches, deployment) = (sent(&mut source, "r"), deployment.clone());
                let case = turns::items(writes, move || open(&deployment, "r"), move |region| apply(region, &batches));
                Box::new(case) as Box<dyn FnMut() -> f64>
            })
            .collect();
        let mut cases: Vec<&mut dyn FnMut() -> f64> = cases.iter_mut().map(|case| &mut **case as _).collect();
        let turns = Turns::take(11, &mut cases);
        for (case, writes) in HISTORIES.iter().enumerate().skip(1) {
            let title = format!("{name}, {writes} writes to one key");
            table.turns(&title, &turns, case, "ns/change", (0, "10000 writes"), Some(1.5));
        }
    }
}
