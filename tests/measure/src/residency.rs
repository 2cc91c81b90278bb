//! Where data may be, against the least that an answer costs, and against a general policy engine with the same rule.

use crate::{
    table::Table,
    turns::{self, Turns},
};
use active_active::{deployment::Deployment, residency::Action};
use cedar_policy::{Authorizer, Context, Decision, Entities, EntityUid, PolicySet, Request};
use std::hint::black_box;

const NOW: u64 = 1_793_500_000_000;
const REGIONS: usize = 30;
const CALLS: usize = 50_000;
/// Two thirds of the regions lie in one of these.
const COUNTRIES: [&str; 6] = ["DE", "FR", "SE", "IE", "US", "JP"];
const INSIDE: usize = 4;

fn country(region: usize) -> &'static str {
    COUNTRIES[region % COUNTRIES.len()]
}

fn name(region: usize) -> String {
    format!("{}-{region}", country(region).to_lowercase())
}

pub(crate) fn measure(table: &mut Table) {
    let deployment = deployment();
    let labels = deployment.label_set(&["eu-personal"]).expect("a label");
    let names: Vec<String> = (0..REGIONS).map(name).collect();
    let places: Vec<usize> = names.iter().map(|name| deployment.place(name).expect("a region")).collect();
    let allowed: [u64; 4] =
        [places.iter().filter(|place| **place % COUNTRIES.len() < INSIDE).map(|at| 1 << at).sum(), 0, 0, 0];

    let peer = Peer::new(&names);
    for (region, name) in names.iter().enumerate() {
        let ours = deployment.allows_by_name(&["eu-personal"], Action::Store, name, NOW).expect("names");
        assert_eq!((ours, peer.allows(region)), (country(region) != "US" && country(region) != "JP", ours), "{name}");
    }
    let next = |at: &mut usize| {
        *at = (*at + 7) % REGIONS;
        *at
    };
    let mut at = [0; 4];
    let [bitset_at, handles_at, names_at, cedar_at] = &mut at;
    let mut bitset = turns::each(CALLS, || {
        let place = places[next(bitset_at)];
        black_box(black_box(&allowed)[place / 64] & 1 << (place % 64) != 0);
    });
    let mut handles = turns::each(CALLS, || {
        let place = places[next(handles_at)];
        black_box(black_box(&deployment).allows(black_box(labels), Action::Store, place, NOW));
    });
    let mut named = turns::each(CALLS, || {
        let name = &names[next(names_at)];
        black_box(deployment.allows_by_name(black_box(&["eu-personal"]), Action::Store, name, NOW)).ok();
    });
    let mut cedar = turns::each(CALLS / 130, || {
        black_box(peer.allows(next(cedar_at)));
    });
    let turns = Turns::take(51, &mut [&mut bitset, &mut handles, &mut named, &mut cedar]);
    table.figure("a test of a bitset", turns.median(0), "ns");
    table.turns("residency check by handles", &turns, 1, "ns", (0, "a bitset test"), Some(3.0));
    table.budget("residency check by names", turns.median(2), "ns", 20.0);
    table.figure("cedar-policy with the same rule", turns.median(3), "ns");
    table.budget("residency check by names, of cedar's time x 130", 130.0 * turns.ratio(2, 3), "", 1.0);
}

fn deployment() -> Deployment {
    let regions: Vec<String> = (0..REGIONS)
        .map(|at| format!(r#"{{"name": "{}", "number": {}, "country": "{}"}}"#, name(at), at + 1, country(at)))
        .collect();
    let inside: Vec<String> = COUNTRIES[..INSIDE].iter().map(|code| format!(r#""country:{code}""#)).collect();
    Deployment::parse(&format!(
        r#"{{"version": 1, "name": "shop", "regions": [{}],
            "jurisdictions": {{"eu": [{}]}},
            "labels": [{{"name": "eu-personal", "number": 1, "rules": [{{"only_in": "jurisdiction:eu"}}]}}],
            "classes": [{{"name": "profiles", "keys": "**", "labels": ["eu-personal"], "type": "register"}}]}}"#,
        regions.join(", "),
        inside.join(", ")
    ))
    .expect("a deployment")
}

/// The same rule for a general engine: regions are entities of a jurisdiction.
struct Peer {
    authorizer: Authorizer,
    policies: PolicySet,
    entities: Entities,
    requests: Vec<Request>,
}

impl Peer {
    fn new(names: &[String]) -> Self {
        let policies = r#"permit(principal, action == Action::"store", resource in Jurisdiction::"eu");"#;
        let entity = |(region, name): (usize, &String)| {
            let inside = COUNTRIES[..INSIDE].contains(&country(region));
            let parents = if inside { r#"[{"type": "Jurisdiction", "id": "eu"}]"# } else { "[]" };
            format!(r#"{{"uid": {{"type": "Region", "id": "{name}"}}, "attrs": {{}}, "parents": {parents}}}"#)
        };
        let regions: Vec<String> = names.iter().enumerate().map(entity).collect();
        let uid = |text: &str| text.parse::<EntityUid>().expect("an entity");
        let request = |name: &String| {
            let (principal, action) = (uid(r#"Label::"eu-personal""#), uid(r#"Action::"store""#));
            Request::new(principal, action, uid(&format!(r#"Region::"{name}""#)), Context::empty(), None)
                .expect("a request")
        };
        Peer {
            authorizer: Authorizer::new(),
            policies: policies.parse().expect("a policy"),
            entities: Entities::from_json_str(&format!("[{}]", regions.join(", ")), None).expect("entities"),
            requests: names.iter().map(request).collect(),
        }
    }

    fn allows(&self, region: usize) -> bool {
        let answer = self.authorizer.is_authorized(&self.requests[region], &self.policies, &self.entities);
        answer.decision() == Decision::Allow
    }
}
