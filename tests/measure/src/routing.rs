//! Routing against the least that a choice costs: a scan of dot products, a loop of hashes.

use crate::{
    table::Table,
    turns::{self, Turns},
};
use active_active::{
    deployment::Deployment,
    routing::{Position, Router, RouterOptions, SubjectHash, nearest, rendezvous},
};
use std::{hint::black_box, sync::Arc};

const CALLS: usize = 20_000;
const NEAREST: usize = 30;
const RENDEZVOUS: u16 = 16;

pub(crate) fn measure(table: &mut Table) {
    scan(table);
    hashes(table);
    pick(table);
}

/// Places spread over the globe, far enough apart that no two are within a kilometre of the nearest.
fn degrees(index: usize) -> (f64, f64) {
    ((index * 37 % 121) as f64 - 60.0, (index * 101 % 331) as f64 - 165.0)
}

fn scan(table: &mut Table) {
    let vector = |(latitude, longitude): (f64, f64)| {
        let (latitude, longitude) = (latitude.to_radians(), longitude.to_radians());
        [latitude.cos() * longitude.cos(), latitude.cos() * longitude.sin(), latitude.sin()]
    };
    let (from, from_vector) = (Position::new(48.2, 16.4).unwrap(), vector((48.2, 16.4)));
    let places: Vec<Position> = (0..NEAREST).map(degrees).map(|(a, b)| Position::new(a, b).unwrap()).collect();
    let vectors: Vec<[f64; 3]> = (0..NEAREST).map(degrees).map(vector).collect();
    let mut plain = turns::each(CALLS, || {
        let (from, vectors) = (black_box(&from_vector), black_box(&vectors));
        let (mut best, mut at) = (-2.0, 0);
        for (index, place) in vectors.iter().enumerate() {
            let dot = from[0] * place[0] + from[1] * place[1] + from[2] * place[2];
            if dot > best {
                (best, at) = (dot, index);
            }
        }
        // What both are for: the kilometres.
        black_box((at, 6371.0088 * f64::acos(best)));
    });
    let mut ours = turns::each(CALLS, || {
        black_box(nearest(black_box(&from), black_box(&places)));
    });
    let turns = Turns::take(51, &mut [&mut plain, &mut ours]);
    table.figure("scan of 30 dot products", turns.median(0), "ns");
    table.turns("nearest of 30 regions", &turns, 1, "ns", (0, "a plain scan"), Some(1.5));
}

fn hashes(table: &mut Table) {
    let subject = SubjectHash([7; 16]);
    let regions: Vec<(u16, u16)> = (1..=RENDEZVOUS).map(|number| (number, 100)).collect();
    let mut bare = turns::each(CALLS, || {
        let subject = black_box(&subject);
        let mut best = (0, 0);
        for (number, _) in black_box(&regions) {
            let hash = xxhash_rust::xxh3::xxh3_64_with_seed(&subject.0, u64::from(*number));
            if hash > best.0 {
                best = (hash, *number);
            }
        }
        black_box(best);
    });
    let mut ours = turns::each(CALLS, || {
        black_box(rendezvous(black_box(&subject), black_box(&regions).iter().copied()));
    });
    let turns = Turns::take(51, &mut [&mut bare, &mut ours]);
    table.figure("16 bare hashes", turns.median(0), "ns");
    table.turns("weighted rendezvous over 16 regions", &turns, 1, "ns", (0, "bare hashes"), Some(2.0));
}

fn pick(table: &mut Table) {
    let deployment = Deployment::parse(
        r#"{"version": 1, "name": "shop",
            "regions": [{"name": "eu", "number": 1, "country": "DE"}, {"name": "us", "number": 2, "country": "US"}],
            "labels": [{"name": "eu", "number": 1, "rules": [{"only_in": "country:DE"}]}],
            "classes": [{"name": "profiles", "keys": "**", "labels": ["eu"], "type": "register",
                "home": {"by": "rendezvous", "regions": ["eu"]}}]}"#,
    );
    let router = Router::new(Arc::new(deployment.unwrap()), RouterOptions::default());
    let ours = table.time("routing-pick", || {
        black_box(router.pick(0, black_box("user-123456"), 1_793_500_000_000)).unwrap();
    });
    table.budget("route of a write with a known home", ours, "ns", 400.0);
}
