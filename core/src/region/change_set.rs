//! Several writes that are made, sent and seen as one.

use crate::{
    Code, Error, Result,
    value::Value,
    wire::{OperationKind, Path},
};
use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

/// The most writes of one change set.
pub(super) const WRITES_MAX: usize = 1_000;

/// Writes to be made together by [`Region::transaction`](super::Region::transaction).
///
/// Every region sees all of them or none; where they meet concurrent writes, each key is resolved by itself. They are
/// written as documents, the same in every language: `{operation, key}` with `path` (field names), `value`, `fields`,
/// `amount`, `at`, `to` and `context` where the operation takes them:
///
/// | operation | takes |
/// |---|---|
/// | `put` | `path?`, `value`, `context?` |
/// | `patch` | `fields`: `{name: value}` or `[{path, value}]`, `context?` |
/// | `delete` | `context?` |
/// | `unset` | `path`, `context?` |
/// | `increment` | `path?`, `amount` |
/// | `assign` | `path?`, `value` |
/// | `reset`, `clear` | `path?`, `context?` |
/// | `add` | `path?`, `value` |
/// | `remove` | `path?`, `value`, `context?` |
/// | `enable`, `disable` | `path?` |
/// | `append`, `offer` | `path?`, `value` |
/// | `expire` | `at` |
/// | `persist` | |
/// | `transfer` | `path?`, `to`, `amount` |
///
/// ```
/// use active_active::{region::ChangeSet, value::{Limits, Value}};
/// let document = Value::from_json(r#"[
///     {"operation": "put", "key": "order/1", "value": {"item": "tea"}},
///     {"operation": "increment", "key": "stock/tea", "amount": -1}
/// ]"#, &Limits::default())?;
/// assert_eq!(ChangeSet::from_document(&document)?.len(), 2);
/// # Ok::<(), active_active::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ChangeSet {
    pub(super) writes: Vec<SetWrite>,
}

/// One write of a change set, as it was asked for.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct SetWrite {
    pub(super) kind: OperationKind,
    pub(super) assigns: bool,
    pub(super) key: String,
    pub(super) path: Path,
    pub(super) value: Option<Value>,
    pub(super) fields: Vec<(Path, Value)>,
    pub(super) amount: i64,
    pub(super) until_ms: Option<u64>,
    pub(super) to: Option<String>,
    pub(super) context: Option<Vec<u8>>,
}

/// What an operation is called here, and which members it takes beside `operation` and `key`.
struct Form {
    name: &'static str,
    kind: OperationKind,
    required: &'static [&'static str],
    optional: &'static [&'static str],
}

const fn form(
    name: &'static str,
    kind: OperationKind,
    required: &'static [&'static str],
    optional: &'static [&'static str],
) -> Form {
    Form { name, kind, required, optional }
}

const FORMS: &[Form] = &[
    form("put", OperationKind::Put, &["value"], &["path", "context"]),
    form("patch", OperationKind::Patch, &["fields"], &["context"]),
    form("delete", OperationKind::Delete, &[], &["context"]),
    form("unset", OperationKind::Unset, &["path"], &["context"]),
    form("increment", OperationKind::Increment, &["amount"], &["path"]),
    form("assign", OperationKind::Increment, &["value"], &["path"]),
    form("reset", OperationKind::Reset, &[], &["path", "context"]),
    form("add", OperationKind::Add, &["value"], &["path"]),
    form("remove", OperationKind::Remove, &["value"], &["path", "context"]),
    form("clear", OperationKind::Clear, &[], &["path", "context"]),
    form("enable", OperationKind::Enable, &[], &["path"]),
    form("disable", OperationKind::Disable, &[], &["path"]),
    form("append", OperationKind::Append, &["value"], &["path"]),
    form("offer", OperationKind::Offer, &["value"], &["path"]),
    form("expire", OperationKind::Expire, &["at"], &[]),
    form("persist", OperationKind::Expire, &[], &[]),
    form("transfer", OperationKind::Transfer, &["to", "amount"], &["path"]),
];

impl ChangeSet {
    /// Reads a list of writes.
    ///
    /// # Errors
    ///
    /// `invalid_argument`, with the place of the write, for a member that is missing, unknown or of another type.
    pub fn from_document(document: &Value) -> Result<Self> {
        let Value::Array(items) = document else {
            return Err(Error::new(Code::InvalidArgument, "a change set is a list of writes `{operation, key, ...}`"));
        };
        let writes = items.iter().enumerate().map(|(at, item)| {
            SetWrite::read(item).map_err(|why| {
                Error::new(Code::InvalidArgument, format!("write {at} of the change set: {why}")).with("write", at)
            })
        });
        Ok(ChangeSet { writes: writes.collect::<Result<_>>()? })
    }

    /// How many writes it has.
    pub fn len(&self) -> usize {
        self.writes.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.writes.is_empty()
    }
}

impl SetWrite {
    fn read(item: &Value) -> Result<Self, String> {
        let members = item.as_object().ok_or("it is not an object")?;
        let name = item.get("operation").and_then(Value::as_str).ok_or("it needs `operation` as text")?;
        let form = FORMS.iter().find(|form| form.name == name).ok_or_else(|| {
            let known: Vec<&str> = FORMS.iter().map(|form| form.name).collect();
            format!("there is no operation `{name}`; there are {}", known.join(", "))
        })?;
        let takes = |member: &str| {
            matches!(member, "operation" | "key") || form.required.contains(&member) || form.optional.contains(&member)
        };
        if let Some((unknown, _)) = members.iter().find(|(member, _)| !takes(member)) {
            return Err(format!("`{name}` takes no `{unknown}`"));
        }
        if let Some(missing) = form.required.iter().find(|member| item.get(member).is_none()) {
            return Err(format!("`{name}` needs `{missing}`"));
        }
        let assigns = form.name == "assign";
        let amount = if assigns { "value" } else { "amount" };
        Ok(SetWrite {
            kind: form.kind,
            assigns,
            key: item.get("key").and_then(Value::as_str).ok_or("it needs `key` as text")?.to_string(),
            path: item.get("path").map(path).transpose()?.unwrap_or_default(),
            value: item.get("value").filter(|_| !assigns).cloned(),
            fields: item.get("fields").map(fields).transpose()?.unwrap_or_default(),
            amount: item
                .get(amount)
                .map_or(Some(0), Value::as_i64)
                .ok_or_else(|| format!("`{amount}` is an integer"))?,
            until_ms: match item.get("at") {
                Some(ms) => Some(ms.as_i64().and_then(|ms| u64::try_from(ms).ok()).ok_or("`at` is Unix milliseconds")?),
                None => None,
            },
            to: match item.get("to") {
                Some(to) => Some(to.as_str().ok_or("`to` names a region")?.to_string()),
                None => None,
            },
            context: match item.get("context") {
                None | Some(Value::Null) => None,
                Some(Value::Bytes(bytes)) => Some(bytes.clone()),
                Some(_) => return Err("`context` is the bytes that a read returned".into()),
            },
        })
    }
}

fn path(value: &Value) -> Result<Path, String> {
    let names = value.as_array().ok_or("`path` is a list of field names")?;
    let names: Option<Vec<&str>> = names.iter().map(Value::as_str).collect();
    Ok(Path::new(&names.ok_or("`path` is a list of field names")?))
}

fn fields(value: &Value) -> Result<Vec<(Path, Value)>, String> {
    if let Some(members) = value.as_object() {
        return Ok(members.iter().map(|(name, value)| (Path::new(&[name]), value.clone())).collect());
    }
    let items = value.as_array().ok_or("`fields` is `{name: value}` or a list of `{path, value}`")?;
    let field = |item: &Value| match (item.get("path"), item.get("value")) {
        (Some(names), Some(value)) => Ok((path(names)?, value.clone())),
        _ => Err(String::from("a field is `{path, value}`")),
    };
    items.iter().map(field).collect()
}
