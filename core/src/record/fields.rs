//! The usual change of a map, told apart so that it costs what it has to.

use super::{Births, Existence, Footing, Life, Place, Record, RegisterVersion, Seen, Stamp};
use crate::{
    causality::dot_store::join,
    wire::{Birth, EncodedPath, Fields, Path},
};
use alloc::{boxed::Box, vec::Vec};
use core::cmp::Ordering;

impl Record {
    /// Puts values where that is all there is to do: registers that exist, no version of which the writer had not seen,
    /// in a record that nobody has deleted, with nothing that waits for what is still to come and no conflict that rests
    /// on it. Answers `false`, with nothing changed, otherwise.
    pub(crate) fn put_plainly(&mut self, fields: &Fields<'_>, birth: Birth, stamp: Stamp, seen: &Seen<'_>) -> bool {
        if !self.is_undisputed() || !self.pending.is_empty() || self.watched || self.has_expiry() {
            return false;
        }
        let plain = |(path, _): (EncodedPath<'_>, &[u8])| match self.place_mut(path) {
            Some(Place::Register(register)) => {
                !register.versions.is_empty() && register.versions.iter().all(|version| seen.covers(version.stamp.dot))
            }
            _ => false,
        };
        if !fields.clone().all(plain) {
            return false;
        }
        let footing = Footing { birth, apart: false, puts: false };
        join(
            &mut self.existence,
            |version| version.stamp.dot,
            |_| false,
            [Existence { stamp, life: Life::Alive, births: Births::Of(Box::default()), footing }],
            |_| false,
            |dot| seen.covers(dot),
            |_| {},
        );
        for (path, bytes) in fields.clone() {
            let Some(Place::Register(register)) = self.place_mut(path) else { continue };
            register.versions.truncate(1);
            let Some(version) = register.versions.first_mut() else { continue };
            if version.bytes.len() == bytes.len() {
                version.bytes.copy_from_slice(bytes);
            } else {
                version.bytes = bytes.into();
            }
            *version = RegisterVersion {
                stamp,
                birth,
                apart: false,
                births: Births::Of(Box::default()),
                deletes: Vec::new(),
                settles: None,
                bytes: core::mem::take(&mut version.bytes),
            };
        }
        true
    }

    fn place_mut(&mut self, path: EncodedPath<'_>) -> Option<&mut Place> {
        path.with_names(|names| self.places.get_mut_by(|place| compare(place, names)))
    }
}

fn compare(path: &Path, names: &[&str]) -> Ordering {
    path.0.iter().map(alloc::string::String::as_str).cmp(names.iter().copied())
}
