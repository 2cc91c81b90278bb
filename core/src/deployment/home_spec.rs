//! Where the subjects of a class have their homes.

use alloc::vec::Vec;

use super::{
    RegionSpec,
    parse::Unique,
    reader::{Node, Object},
};
use crate::{Result, value::Value};

/// How a subject that the home directory does not know gets its home.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HomeBy {
    /// It has none until the directory gives it one.
    Directory,
    /// By weighted rendezvous hashing over the pinned list.
    Rendezvous,
    /// It is proposed the pinned region that is nearest to it when it first writes.
    Nearest,
}

impl HomeBy {
    /// Every way.
    pub const ALL: &'static [HomeBy] = &[HomeBy::Directory, HomeBy::Rendezvous, HomeBy::Nearest];

    /// The name in a deployment document: `"directory"`, `"rendezvous"` or `"nearest"`.
    pub const fn as_str(self) -> &'static str {
        match self {
            HomeBy::Directory => "directory",
            HomeBy::Rendezvous => "rendezvous",
            HomeBy::Nearest => "nearest",
        }
    }
}

/// Where reads go that any region may serve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum HomeReads {
    /// To the home, while it is up.
    #[default]
    Home,
    /// To the nearest region.
    Nearest,
}

impl HomeReads {
    /// Both, the default first.
    pub const ALL: &'static [HomeReads] = &[HomeReads::Home, HomeReads::Nearest];

    /// The name in a deployment document: `"home"` or `"nearest"`.
    pub const fn as_str(self) -> &'static str {
        match self {
            HomeReads::Home => "home",
            HomeReads::Nearest => "nearest",
        }
    }
}

/// A region of the pinned list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PinnedRegion {
    /// The region's number.
    pub region: u16,
    /// Its share of the subjects, relative to the others.
    pub weight: u16,
}

/// The home rule of a class: `home` in its document.
///
/// The pinned list says who holds the first title to each subject, by rendezvous hashing, and never changes: a region
/// that had another list would see other titles. To move subjects, grant them to other regions.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct HomeSpec {
    /// How a subject that the directory does not know gets its home.
    pub by: HomeBy,
    /// The pinned list, ascending by number.
    pub regions: Vec<PinnedRegion>,
    /// The regions that may take over while a home is down, the first that can.
    pub fallback: Vec<u16>,
    /// Where reads that any region may serve go first.
    pub reads: HomeReads,
    /// The home that is proposed to a subject of which neither a home nor a place is known.
    pub unlocated: Option<u16>,
}

pub(super) fn home(node: Node<'_>, regions: &[RegionSpec]) -> Result<HomeSpec> {
    let object = node.object(&["by", "regions", "fallback", "reads", "unlocated"])?;
    let by = object.required("by")?.choice("way to find a home", HomeBy::ALL, HomeBy::as_str)?;
    let list = object.required("regions")?;
    let mut seen = Unique::new("regions");
    let mut pinned = Vec::new();
    for (index, item) in list.items()?.enumerate() {
        let entry = match item.is_object() {
            false => PinnedRegion { region: region(&item, regions)?, weight: 1 },
            true => weighted(item.object(&["region", "weight"])?, regions)?,
        };
        seen.check(&list, index, entry.region)?;
        pinned.push(entry);
    }
    if pinned.is_empty() {
        return Err(list.refuse("is empty; name the regions that subjects may have their first home in"));
    }
    pinned.sort_by_key(|entry| entry.region);
    let mut fallback = Vec::new();
    if let Some(list) = object.optional("fallback") {
        let mut seen = Unique::new("fallback");
        for (index, item) in list.items()?.enumerate() {
            let number = region(&item, regions)?;
            seen.check(&item, index, number)?;
            fallback.push(number);
        }
    }
    let unlocated = object.optional("unlocated").map(|node| region(&node, regions)).transpose()?;
    let reads = match object.optional("reads") {
        Some(node) => node.choice("place for reads", HomeReads::ALL, HomeReads::as_str)?,
        None => HomeReads::default(),
    };
    Ok(HomeSpec { by, regions: pinned, fallback, reads, unlocated })
}

fn weighted(object: Object<'_>, regions: &[RegionSpec]) -> Result<PinnedRegion> {
    Ok(PinnedRegion {
        region: region(&object.required("region")?, regions)?,
        weight: object.optional("weight").map_or(Ok(1), |node| node.integer(1..=65_535))? as u16,
    })
}

/// A region by its name.
pub(super) fn region(node: &Node<'_>, regions: &[RegionSpec]) -> Result<u16> {
    let name = node.text()?;
    match regions.iter().find(|region| region.name == name) {
        Some(region) => Ok(region.number),
        None => {
            let names: Vec<&str> = regions.iter().map(|region| region.name.as_str()).collect();
            Err(node.unknown(name, &alloc::format!("is `{name}`, which is no region of the deployment"), &names))
        }
    }
}

impl HomeSpec {
    /// The normalized document.
    pub(super) fn to_value(&self, regions: &[RegionSpec]) -> Value {
        let name = |number: u16| {
            let found = regions.iter().find(|region| region.number == number);
            Value::from(found.map_or("", |region| region.name.as_str()))
        };
        let pinned = self.regions.iter().map(|entry| match entry.weight {
            1 => name(entry.region),
            weight => Value::object([("region", name(entry.region)), ("weight", Value::from(weight))]),
        });
        let mut members = Vec::from([
            ("by", Value::from(self.by.as_str())),
            ("regions", Value::Array(pinned.collect())),
            ("fallback", Value::Array(self.fallback.iter().map(|number| name(*number)).collect())),
        ]);
        members.push(("reads", Value::from(self.reads.as_str())));
        if let Some(number) = self.unlocated {
            members.push(("unlocated", name(number)));
        }
        Value::object(members)
    }

    /// Whether reads that any region may serve go to the home first.
    pub fn reads_at_home(&self) -> bool {
        self.reads == HomeReads::Home
    }
}
