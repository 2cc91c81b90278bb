//! Which operation fits which place of a class.

use crate::{
    Code, Error, Result,
    deployment::{Class, Kind, SetBias},
    wire::{Change, EncodedPath, OperationKind, Path},
};
use alloc::vec::Vec;

#[cold]
pub(super) fn wrong_type<S: AsRef<str>>(class: &Class, kind: &Kind, path: &[S], operation: OperationKind) -> Error {
    let names: Vec<&str> = path.iter().map(AsRef::as_ref).collect();
    let place = if names.is_empty() { "its root".into() } else { alloc::format!("`{}`", names.join(".")) };
    Error::new(
        Code::WrongType,
        alloc::format!(
            "`{}` does not fit a {} at {place} of class `{}`{}",
            operation.as_str(),
            kind.type_name(),
            class.name,
            if *kind == Kind::Claim { "; use `claim` and `release`" } else { "" }
        ),
    )
    .with("class", class.name.as_str())
    .with("type", kind.type_name())
    .with("operation", operation.as_str())
}

/// Checks that an operation fits the place that `path` names in `class`.
pub(super) fn check_operation(class: &Class, operation: OperationKind, path: &Path) -> Result<()> {
    check_names(class, operation, &path.0)
}

fn check_names<S: AsRef<str>>(class: &Class, operation: OperationKind, path: &[S]) -> Result<()> {
    let kind = class.kind_at(path)?;
    let is_root = path.is_empty();
    let fits = match operation {
        OperationKind::Put => matches!(kind, Kind::Register(_)),
        OperationKind::Increment | OperationKind::Reset => matches!(kind, Kind::Counter),
        OperationKind::Entitle | OperationKind::Transfer => *kind == Kind::BoundedCounter,
        // A claim is made of adds and removals; `Region::write` lets nobody but `claim` and `release` ask for them.
        OperationKind::Add | OperationKind::Remove => matches!(kind, Kind::Set(_) | Kind::Claim),
        OperationKind::RemoveForGood | OperationKind::Clear => matches!(kind, Kind::Set(_)),
        OperationKind::Enable | OperationKind::Disable => matches!(kind, Kind::Flag(_)),
        OperationKind::Append => matches!(kind, Kind::Log),
        OperationKind::Offer => kind.end().is_some(),
        OperationKind::Patch => matches!(kind, Kind::Map(_)),
        OperationKind::Unset => !is_root && kind.is_removable(),
        OperationKind::Delete => is_root && kind.is_removable(),
        OperationKind::Expire => is_root && kind.is_removable(),
        OperationKind::Acknowledge | OperationKind::Leave | OperationKind::Erased | OperationKind::Revive => is_root,
    };
    if fits { Ok(()) } else { Err(wrong_type(class, kind, path, operation)) }
}

/// Checks that what is offered is a number, given in canonical CBOR.
pub(super) fn check_offer(class: &Class, operation: OperationKind, path: &Path, arguments: &[u8]) -> Result<()> {
    // Integers are of the first two major types; of the last, these are the floats.
    let is_number = matches!(arguments.first(), Some(0x00..=0x3f | 0xf9..=0xfb));
    if operation != OperationKind::Offer || is_number {
        return Ok(());
    }
    let kind = class.kind_at(&path.0)?.type_name();
    Err(Error::new(
        Code::WrongType,
        alloc::format!(
            "a {kind} of class `{}` takes numbers, and something else was offered; offer a number",
            class.name
        ),
    )
    .with("class", class.name.as_str())
    .with("type", kind)
    .with("operation", operation.as_str()))
}

/// Checks a change that arrived.
#[inline]
pub(super) fn check_change(class: &Class, change: &Change<'_>) -> Result<()> {
    if change.kind == OperationKind::Put && !change.has_path() {
        return match class.kind {
            Kind::Register(_) => Ok(()),
            _ => Err(wrong_type::<&str>(class, &class.kind, &[], change.kind)),
        };
    }
    let check = |kind, path: EncodedPath<'_>| path.with_names(|names| check_names(class, kind, names));
    check(change.kind, change.encoded_path())?;
    if change.kind == OperationKind::Offer {
        check_offer(class, change.kind, &change.path(), change.arguments)?;
    }
    if change.kind == OperationKind::Patch {
        for (path, _) in change.patch_fields() {
            check(OperationKind::Put, path)?;
        }
    }
    Ok(())
}

/// Whether a bounded counter stands at a place.
pub(super) fn is_bounded(class: &Class, path: &Path) -> bool {
    matches!(class.kind_at(&path.0), Ok(Kind::BoundedCounter))
}

/// Whether removals from the set at a place win over concurrent adds.
pub(super) fn remove_wins(class: &Class, path: &Path) -> bool {
    matches!(class.kind_at(&path.0), Ok(Kind::Set(SetBias::RemoveWins)))
}
