//! Whether one deployment can follow another while data exists.

use alloc::{format, string::String};
use core::cmp::Ordering;

use super::{
    Class, Deployment, Kind, Pattern, RegionStatus,
    overlap::{self, Move, TooEntangled},
    parse_class::REST,
};
use crate::{
    Code, Error, Result,
    value::{push_index, push_key},
};

impl Deployment {
    /// Checks that `next` can take the place of this deployment.
    ///
    /// Strategies, limits, labels and places may change freely, and regions, classes and fields may be
    /// added: the state does not depend on them. What may not change is the type of anything that may have been
    /// written: no key may move to a class of another type or to none, and no field may change its type or cease to
    /// be declared. A region may not be taken out, only set to `retired`, since its number must never be used again;
    /// for the same reason it may not change its name or come back. Nor may a label be taken out or change its number, since
    /// what was written carries it. The pinned list of a class with homes
    /// stays: it says who held the first title to each subject. The number of partitions stays: a key whose writes
    /// moved to another stream would lose the order between them.
    ///
    /// The same document again is allowed, and changes nothing.
    ///
    /// # Errors
    ///
    /// `deployment_forked` for another document with the same version; `deployment_incompatible` otherwise, with the
    /// detail `place` in `next` where there is one.
    ///
    /// ```
    /// use active_active::{Code, deployment::Deployment};
    ///
    /// let document = |version: u32, kind: &str| {
    ///     Deployment::parse(&format!(
    ///         r#"{{"version": {version}, "name": "shop", "regions": [{{"name": "eu", "number": 1}}],
    ///             "classes": [{{"name": "pages", "keys": "page/*", "labels": [], "type": "{kind}"}}]}}"#
    ///     ))
    /// };
    /// let first = document(1, "counter")?;
    /// assert!(first.check_successor(&document(2, "counter")?).is_ok());
    /// let error = first.check_successor(&document(2, "register")?).unwrap_err();
    /// assert_eq!(error.code(), Code::DeploymentIncompatible);
    /// # Ok::<(), active_active::Error>(())
    /// ```
    pub fn check_successor(&self, next: &Deployment) -> Result<()> {
        match next.version.cmp(&self.version) {
            Ordering::Equal if self.digest == next.digest => return Ok(()),
            Ordering::Equal => return Err(self.forked(next)),
            Ordering::Less => {
                let (old, new) = (self.version, next.version);
                return Err(refuse("version", &format!("version {new} cannot follow version {old}; versions rise")));
            }
            Ordering::Greater => {}
        }
        if self.name != next.name {
            let message = format!("deployment `{}` cannot follow deployment `{}`", next.name, self.name);
            return Err(refuse("name", &message));
        }
        if self.partitions != next.partitions {
            let message =
                format!("{} partitions cannot become {}; their number stays", self.partitions, next.partitions);
            return Err(refuse("partitions", &message));
        }
        self.check_regions(next)?;
        self.check_labels(next)?;
        self.check_homes(next)?;
        self.check_classes(next)
    }

    fn forked(&self, next: &Deployment) -> Error {
        let (ours, theirs) = (self.digest_text(), next.digest_text());
        let message = format!(
            "two documents are version {} of deployment `{}`: {} and {}; give each change its own version",
            self.version,
            self.name,
            ours.get(..12).unwrap_or_default(),
            theirs.get(..12).unwrap_or_default()
        );
        Error::new(Code::DeploymentForked, message)
            .with("version", self.version)
            .with("digest", ours)
            .with("digest_other", theirs)
    }

    fn check_regions(&self, next: &Deployment) -> Result<()> {
        for old in &self.regions {
            let (name, number) = (&old.name, old.number);
            let Some(new) = next.region_by_number(number) else {
                let message =
                    format!("region `{name}` (number {number}) is gone; keep it with `\"status\": \"retired\"`");
                return Err(refuse("regions", &message));
            };
            if new.name != *name {
                let message =
                    format!("number {number} belongs to region `{name}` and cannot be given to `{}`", new.name);
                return Err(refuse("regions", &message));
            }
            if old.status == RegionStatus::Retired && new.status != RegionStatus::Retired {
                let message = format!("region `{name}` has retired and cannot come back; add one with a new number");
                return Err(refuse("regions", &message));
            }
        }
        Ok(())
    }

    /// A label's number is in what has been sent, so it stays with the label, and the label stays.
    fn check_labels(&self, next: &Deployment) -> Result<()> {
        for old in self.labels() {
            let (name, number) = (&old.name, old.number);
            match next.labels().iter().find(|label| label.number == number) {
                Some(new) if new.name == *name => {}
                Some(new) => {
                    let message =
                        format!("label number {number} belongs to `{name}` and cannot be given to `{}`", new.name);
                    return Err(refuse("labels", &message));
                }
                None => {
                    let message = format!("label `{name}` (number {number}) is gone; keep it, with rules or without");
                    return Err(refuse("labels", &message));
                }
            }
        }
        Ok(())
    }

    fn check_homes(&self, next: &Deployment) -> Result<()> {
        for old in &self.classes {
            let (Some(home), Some((index, new))) =
                (&old.home, next.classes.iter().enumerate().find(|(_, class)| class.name == old.name))
            else {
                continue;
            };
            if new.home.as_ref().map(|home| &home.regions) != Some(&home.regions) {
                let mut place = String::from("classes");
                push_index(&mut place, index);
                push_key(&mut place, "home");
                push_key(&mut place, "regions");
                let message = format!(
                    "at `{place}`: the pinned list of class `{}` says who held the first title to each subject, and stays \
                     as it was; move subjects by granting them to other regions",
                    old.name
                );
                return Err(refuse(&place, &message).with("class", old.name.as_str()));
            }
        }
        Ok(())
    }

    fn check_classes(&self, next: &Deployment) -> Result<()> {
        // Nothing can move when every class is where it was and new ones come after them.
        let moved = |(old, new): (&Class, &Class)| old.pattern != new.pattern || is_migration(old, new);
        if self.classes.len() <= next.classes.len() && !self.classes.iter().zip(&next.classes).any(moved) {
            return Ok(());
        }
        let matters = |before: Option<usize>, after: Option<usize>| {
            let before = before.and_then(|index| self.classes.get(index));
            let after = after.and_then(|index| next.classes.get(index));
            match (before, after) {
                (Some(before), Some(after)) => is_migration(before, after),
                (before, _) => before.is_some(),
            }
        };
        match overlap::find(&patterns(&self.classes), &patterns(&next.classes), matters) {
            Ok(None) => Ok(()),
            Ok(Some(found)) => Err(self.moved(next, &found)),
            Err(TooEntangled) => {
                let message = "the key patterns are too entangled to show that no key changes its type; keep the classes \
                               as they were and add new ones after them";
                Err(refuse("classes", message))
            }
        }
    }

    /// The error for keys that change their type, by the shortest of them.
    fn moved(&self, next: &Deployment, found: &Move) -> Error {
        let key = &found.key;
        let before = found.before.and_then(|index| self.classes.get(index));
        let after = found.after.and_then(|index| next.classes.get(index).map(|class| (index, class)));
        let was = before.map_or("", |class| class.name.as_str());
        let Some((index, class)) = after else {
            let message =
                format!("keys such as `{key}` are of class `{was}` and would be of none; keep a class for them");
            return refuse("classes", &message).with("class", was);
        };
        if let Some(before) = before.filter(|before| difference(&before.kind, &class.kind).is_none()) {
            let (old, new) = (before.placement, class.placement);
            let mut place = String::from("classes");
            push_index(&mut place, index);
            push_key(&mut place, "placement");
            let message = format!(
                "at `{place}`: keys such as `{key}` are of placement {old} and would be of placement {new}; a class keeps \
                 its placement when its labels change: say `\"placement\": {old}`{}",
                if old == 0 { ", or keep it without labels and use another class" } else { "" }
            );
            return refuse(&place, &message).with("class", was);
        }
        let difference = before.and_then(|before| difference(&before.kind, &class.kind)).unwrap_or_default();
        let mut place = String::from("classes");
        push_index(&mut place, index);
        for name in &difference.path {
            push_key(&mut place, "fields");
            push_key(&mut place, name);
        }
        let message = format!(
            "at `{place}`: keys such as `{key}` are of class `{was}`, where this is {}, and would be of class `{}`, where \
             it is {}; a type cannot change under data, so use another class or field",
            difference.before, class.name, difference.after
        );
        refuse(&place, &message).with("class", was)
    }
}

fn patterns(classes: &[Class]) -> alloc::vec::Vec<&Pattern> {
    classes.iter().map(|class| &class.pattern).collect()
}

fn refuse(place: &str, message: &str) -> Error {
    Error::new(Code::DeploymentIncompatible, message).with("place", place)
}

/// Where two kinds differ in what is stored; strategies do not matter.
#[derive(Default)]
struct Difference {
    path: alloc::collections::VecDeque<String>,
    before: &'static str,
    after: &'static str,
}

/// Whether what is stored, or the streams that carry it, would be others.
fn is_migration(before: &Class, after: &Class) -> bool {
    before.placement != after.placement || difference(&before.kind, &after.kind).is_some()
}

fn difference(before: &Kind, after: &Kind) -> Option<Difference> {
    let (Kind::Map(old), Kind::Map(new)) = (before, after) else {
        let (before, after) = (with_article(before), with_article(after));
        return (before != after).then(|| Difference { before, after, ..Difference::default() });
    };
    let names =
        old.fields.keys().chain(new.fields.keys()).map(|name| (name.as_str(), old.field(name), new.field(name)));
    let rest = core::iter::once((REST, old.rest.as_deref(), new.rest.as_deref()));
    names.chain(rest).find_map(|(name, before, after)| {
        let mut found = match (before?, after) {
            (before, Some(after)) => difference(before, after)?,
            (before, None) => {
                Difference { before: with_article(before), after: "not declared", ..Difference::default() }
            }
        };
        found.path.push_front(name.into());
        Some(found)
    })
}

fn with_article(kind: &Kind) -> &'static str {
    match kind {
        Kind::Register(_) => "a register",
        Kind::Counter => "a counter",
        Kind::BoundedCounter => "a bounded counter",
        Kind::Set(_) => "a set",
        Kind::Flag(_) => "a flag",
        Kind::Log => "a log",
        Kind::Maximum => "a maximum",
        Kind::Minimum => "a minimum",
        Kind::Claim => "a claim",
        Kind::Map(_) => "a map",
    }
}
