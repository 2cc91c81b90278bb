//! The kinds of conflict.

/// What two writes that had not seen one another did to one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ConflictKind {
    /// Both created the record, or went on from their own region's creation that the other had not seen.
    InsertInsert,
    /// Both changed the same register or field.
    UpdateUpdate,
    /// One deleted the record, the other wrote to it. It stays the kind of a record of a map or the like whose deleting
    /// side wrote again.
    DeleteUpdate,
    /// Both deleted the record: counted, harmless.
    DeleteDelete,
    /// The merged value breaks a rule of its class that a person has to mend.
    RuleViolated,
    /// Two claimants claimed one value: the earlier claim holds, the other stays in line.
    UniqueClaim,
}

impl ConflictKind {
    /// The stable name, for example `"update_update"`.
    pub const fn as_str(self) -> &'static str {
        match self {
            ConflictKind::InsertInsert => "insert_insert",
            ConflictKind::UpdateUpdate => "update_update",
            ConflictKind::DeleteUpdate => "delete_update",
            ConflictKind::DeleteDelete => "delete_delete",
            ConflictKind::RuleViolated => "rule_violated",
            ConflictKind::UniqueClaim => "unique_claim",
        }
    }

    /// The kind of a stable name.
    pub fn parse(text: &str) -> Option<Self> {
        [
            Self::InsertInsert,
            Self::UpdateUpdate,
            Self::DeleteUpdate,
            Self::DeleteDelete,
            Self::RuleViolated,
            Self::UniqueClaim,
        ]
        .into_iter()
        .find(|kind| kind.as_str() == text)
    }
}
