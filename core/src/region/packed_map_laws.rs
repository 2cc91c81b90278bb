//! Whether a map is packed must make no difference: the same histories in regions that pack and in regions that never do.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use super::{
    Options, Region, packed_map,
    store::{State, View},
};
use crate::{
    conflict::ConflictFilter,
    deployment::Deployment,
    value::Value,
    wire::{Birth, ChangeEncoder, Path},
};
use alloc::{string::ToString, sync::Arc, vec, vec::Vec};
use proptest::prelude::*;

const NAMES: [&str; 3] = ["a", "b", "c"];
const FIELDS: [&[&str]; 6] =
    [&["aa"], &["b"], &["c"], &["group", "x"], &["group", "y"], &["zz-a-name-of-more-than-23-bytes"]];
const KEYS: [&str; 4] = ["plain/1", "plain/2", "creation/1", "update/1"];

fn deployment() -> Arc<Deployment> {
    let class = |name: &str, existence: &str| {
        alloc::format!(
            r#"{{"name": "{name}", "keys": "{name}/*", "labels": [], "type": "map", "existence": "{existence}", "fields": {{
                "*": {{"type": "register"}}, "n": {{"type": "counter"}},
                "group": {{"type": "map", "fields": {{"*": {{"type": "register"}}}}}}}}}}"#
        )
    };
    let classes = [class("plain", "last-write-wins"), class("creation", "create-wins"), class("update", "update-wins")];
    let text = alloc::format!(
        r#"{{"version": 1, "name": "maps", "classes": [{}],
            "regions": [{{"name": "a", "number": 1}}, {{"name": "b", "number": 2}}, {{"name": "c", "number": 3}}]}}"#,
        classes.join(",")
    );
    Arc::new(Deployment::parse(&text).unwrap())
}

#[derive(Debug, Clone)]
enum Step {
    Put { field: usize, text: u8, stale: bool },
    Patch { from: usize, count: usize, text: u8, stale: bool },
    Unset(usize),
    Delete,
    Increment,
    Expire,
    Remember,
    Send { to: usize, all: bool },
}

fn step() -> impl Strategy<Value = Step> {
    let fields = 0..FIELDS.len();
    prop_oneof![
        8 => (fields.clone(), any::<u8>(), prop::bool::weighted(0.2))
            .prop_map(|(field, text, stale)| Step::Put { field, text, stale }),
        8 => (fields.clone(), 1..4usize, any::<u8>(), prop::bool::weighted(0.1))
            .prop_map(|(from, count, text, stale)| Step::Patch { from, count, text, stale }),
        1 => fields.prop_map(Step::Unset),
        1 => Just(Step::Delete),
        1 => Just(Step::Increment),
        1 => Just(Step::Expire),
        2 => Just(Step::Remember),
        9 => (0..NAMES.len(), any::<bool>()).prop_map(|(to, all)| Step::Send { to, all }),
    ]
}

/// Texts of all lengths that values have: most short, some too long for a record to be packed.
fn text(seed: u8) -> Value {
    let len = if seed > 250 { 2500 } else { usize::from(seed % 40) };
    Value::Text(core::iter::repeat_n(char::from(b'a' + seed % 26), len).collect())
}

struct World {
    regions: Vec<Region>,
    contexts: Vec<Option<Vec<u8>>>,
    packs: bool,
    now_ms: u64,
}

impl World {
    fn new(packs: bool) -> Self {
        let shared = deployment();
        let regions = NAMES.map(|name| Region::open(shared.clone(), name, Options::default()).unwrap());
        World { regions: regions.into(), contexts: vec![None; NAMES.len() * KEYS.len()], packs, now_ms: 1_000_000 }
    }

    fn take(&mut self, at: usize, key: usize, step: &Step) {
        self.now_ms += 7;
        let now_ms = self.now_ms;
        let remembered = at * KEYS.len() + key;
        let context = self.contexts[remembered].clone();
        let context = |stale: bool| context.as_deref().filter(|_| stale);
        let (region, name) = (&mut self.regions[at], KEYS[key]);
        // What is refused is refused in both worlds.
        match step {
            Step::Put { field, text: seed, stale } => {
                let _ = region.put(now_ms, name, FIELDS[*field], &text(*seed), context(*stale));
            }
            Step::Patch { from, count, text: seed, stale } => {
                let fields: Vec<(&[&str], Value)> = (*from..FIELDS.len())
                    .take(*count)
                    .map(|field| (FIELDS[field], text(seed.wrapping_add(field as u8))))
                    .collect();
                let _ = region.patch(now_ms, name, &fields, context(*stale));
            }
            Step::Unset(field) => drop(region.unset(now_ms, name, FIELDS[*field], None)),
            Step::Delete => drop(region.delete(now_ms, name, None)),
            Step::Increment => drop(region.increment(now_ms, name, &["n"], 1)),
            Step::Expire => drop(region.expire(now_ms, name, now_ms + 50)),
            Step::Remember => self.contexts[remembered] = Some(region.context(name).unwrap()),
            Step::Send { to, all } if *to != at => self.send(at, *to, if *all { 1 << 20 } else { 200 }),
            Step::Send { .. } => {}
        }
        self.settle();
    }

    fn send(&mut self, from: usize, to: usize, bytes_max: usize) {
        let now_ms = self.now_ms;
        for batch in self.regions[from].batches_for(now_ms, NAMES[to], bytes_max).unwrap_or_default() {
            self.regions[to].apply(now_ms, &batch).unwrap();
            self.settle();
        }
        let told = self.regions[to].acknowledgement_for(NAMES[from]).unwrap();
        self.regions[from].acknowledge(&told).unwrap();
    }

    fn settle(&mut self) {
        if !self.packs {
            self.regions.iter_mut().for_each(|region| region.store.unpack_maps());
        }
    }

    fn meet(&mut self) {
        for _ in 0..3 {
            for (from, to) in [(0, 1), (1, 2), (2, 0), (1, 0), (2, 1), (0, 2)] {
                self.send(from, to, 1 << 20);
            }
        }
    }

    fn shown(&mut self) -> Vec<impl PartialEq + core::fmt::Debug + use<>> {
        let shown = |region: &mut Region| {
            let reads: Vec<_> = KEYS.iter().map(|key| region.get(key).unwrap()).collect();
            let versions: Vec<_> =
                KEYS.iter().flat_map(|key| FIELDS.map(|path| region.versions(key, path).unwrap())).collect();
            let conflicts: Vec<_> =
                region.conflicts(&ConflictFilter::default()).iter().map(|conflict| conflict.to_document()).collect();
            (reads, versions, conflicts, region.keys("", None, 100), region.digest(), region.snapshot())
        };
        self.regions.iter_mut().map(shown).collect()
    }
}

/// Whatever packs says the same when it is unpacked.
fn check_round_trips(region: &Region) -> Result<(), TestCaseError> {
    for slot in region.store.iter() {
        let View::Full(record) = slot.view() else { continue };
        if let Some(bytes) = packed_map::pack(record) {
            prop_assert_eq!(&packed_map::to_record(&bytes), record);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn packing_makes_no_difference(
        steps in prop::collection::vec((0..NAMES.len(), 0..KEYS.len(), step()), 1..80),
    ) {
        let (mut packed, mut full) = (World::new(true), World::new(false));
        for (at, key, step) in &steps {
            packed.take(*at, *key, step);
            full.take(*at, *key, step);
            for region in &full.regions {
                check_round_trips(region)?;
            }
            prop_assert_eq!(packed.shown(), full.shown());
            full.settle();
        }
        packed.meet();
        full.meet();
        let shown = packed.shown();
        prop_assert_eq!(&shown, &full.shown());
        let digests: Vec<_> = packed.regions.iter().map(Region::digest).collect();
        prop_assert!(digests.iter().all(|digest| *digest == digests[0]));
    }
}

fn is_packed(region: &Region, key: &str) -> bool {
    matches!(region.store.get(key).unwrap().state, State::Map)
}

#[test]
fn the_usual_record_is_packed_and_is_again_after_a_conflict() {
    let mut world = World::new(true);
    let (put, other) = (Step::Put { field: 0, text: 1, stale: false }, Step::Put { field: 0, text: 2, stale: false });
    world.take(0, 0, &Step::Patch { from: 0, count: 3, text: 9, stale: false });
    assert!(is_packed(&world.regions[0], KEYS[0]));
    world.meet();
    assert!(is_packed(&world.regions[1], KEYS[0]));
    world.take(0, 0, &put);
    world.take(1, 0, &other);
    world.take(1, 0, &Step::Put { field: 5, text: 3, stale: false });
    assert!(is_packed(&world.regions[1], KEYS[0]), "a new field leaves it packed");
    world.meet();
    assert!(!is_packed(&world.regions[2], KEYS[0]), "two versions of one field");
    world.take(2, 0, &put);
    assert!(is_packed(&world.regions[2], KEYS[0]), "the write that saw both");
    world.meet();
    assert!(is_packed(&world.regions[0], KEYS[0]));
}

#[test]
fn writers_apart_of_different_fields_leave_a_record_packed() {
    let mut world = World::new(true);
    world.take(0, 0, &Step::Patch { from: 0, count: 3, text: 9, stale: false });
    world.meet();
    for (at, field) in [(0, 0), (1, 1), (2, 2)] {
        world.take(at, 0, &Step::Put { field, text: 7, stale: false });
    }
    world.meet();
    for region in &world.regions {
        assert!(is_packed(region, KEYS[0]));
        assert_eq!(region.record(KEYS[0]).unwrap().existence.len(), 3, "three writes that had not seen one another");
        assert!(region.conflicts(&ConflictFilter::default()).is_empty());
    }
}

#[test]
fn a_record_of_many_writers_or_many_bytes_stays_in_full() {
    let mut region = World::new(true).regions.remove(0);
    for field in 0..40 {
        region.put(1_000, KEYS[0], &[&field.to_string()], &Value::from(field), None).unwrap();
        assert_eq!(is_packed(&region, KEYS[0]), field < 32, "one stamp for each write");
    }
    region.put(1_000, KEYS[1], &["b"], &text(1), None).unwrap();
    region.put(1_000, KEYS[1], &["b"], &text(255), None).unwrap();
    assert!(!is_packed(&region, KEYS[1]));
    region.put(1_000, KEYS[1], &["b"], &text(1), None).unwrap();
    region.put(1_000, KEYS[1], &["c"], &text(1), None).unwrap();
    assert!(is_packed(&region, KEYS[1]), "the join that makes a field packs it again");
}

#[test]
fn a_patch_that_names_a_field_twice_or_out_of_order_is_malformed() {
    for names in [["b", "b"], ["b", "aa"]] {
        let fields = names.map(|name| (Path::new(&[name]), Value::from(1).to_cbor()));
        let arguments = ChangeEncoder::patch_arguments(&fields);
        let change = ChangeEncoder {
            kind: crate::wire::OperationKind::Patch,
            birth: Birth::Create,
            key: KEYS[0],
            path: &Path::default(),
            arguments: &arguments,
            extras: &Default::default(),
            continues: false,
            steps: &[],
        };
        let mut bytes = Vec::new();
        change.encode(&mut bytes, (0, 0), 1 << 16, 0);
        let limits = crate::value::Limits::default();
        let base = crate::wire::Base { hash: 0, time: 0, process: 0, context: Vec::new() };
        let refused = crate::wire::StreamReader::new(&bytes, &base, &limits).next_change();
        assert_eq!(refused.unwrap_err().code(), crate::Code::BatchMalformed);
    }
}
