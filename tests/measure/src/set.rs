//! Merging a set of members from wire bytes into a set that has others, against the Orswot of `crdts`.

use crate::{
    stream::{NOW, deployment},
    table::Table,
};
use active_active::{
    region::{Options, Region},
    value::Value,
};
use crdts::{CmRDT, CvRDT, Orswot};

const MEMBERS: i64 = 10_000;

pub(crate) fn measure(table: &mut Table) {
    let deployment = deployment(r#""type": "set""#);
    let open = |name| Region::open(deployment.clone(), name, Options::default()).expect("a region");
    let mut source = open("a");
    for member in 0..MEMBERS {
        source.add(NOW, "set", &[], &Value::Integer(member)).expect("an add");
    }
    let batches = source.batches_for(NOW, "r", 1 << 30).expect("batches");
    let receiver = || {
        let mut region = open("r");
        for member in MEMBERS / 2..MEMBERS * 3 / 2 {
            region.add(NOW, "set", &[], &Value::Integer(member)).expect("an add");
        }
        region
    };
    let ours = table.time_items("set-ours", MEMBERS as usize, receiver, |region| {
        for batch in &batches {
            region.apply(NOW * 2, batch).expect("applies");
        }
    });

    let orswot = |actor: u8, from: i64| {
        let mut set: Orswot<i64, u8> = Orswot::new();
        for member in from..from + MEMBERS {
            let context = set.read_ctx().derive_add_ctx(actor);
            let add = set.add(member, context);
            set.apply(add);
        }
        set
    };
    let (theirs, other) = (orswot(1, 0), orswot(2, MEMBERS / 2));
    let peer = table.time_items(
        "set-crdts",
        MEMBERS as usize,
        || (other.clone(), theirs.clone()),
        |(set, theirs)| set.merge(core::mem::take(theirs)),
    );
    table.budget("set merge, from bytes", ours, "ns/member", 65.0);
    table.ratio("crdts Orswot merge", peer, "ns/member", (ours, "set merge"), None);
}
