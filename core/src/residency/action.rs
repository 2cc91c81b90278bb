//! What may be done with data, judged apart for each.

use crate::{Code, Error, Result};
use alloc::format;

/// Something that is done with data at a region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
#[non_exhaustive]
pub enum Action {
    /// Data enters the system here: the first machine of the application that sees it.
    Collect,
    /// Data is kept here.
    Store,
    /// Data is sent here to be kept. It needs [`Action::Store`] here, too.
    Replicate,
    /// Data passes through here on its way to another region.
    Relay,
    /// A program works on the data here.
    Process,
    /// Somebody here reads the data, wherever it is kept.
    Read,
    /// An index of the data is kept here.
    Index,
    /// A backup of the data is kept here.
    Backup,
    /// Logs, metrics and traces that tell of the data are seen here.
    Observe,
    /// The region decides writes on the data. It needs [`Action::Store`] here, too.
    Home,
    /// Data is erased here.
    Purge,
}

impl Action {
    /// Every action, in the order of their numbers.
    pub const ALL: &'static [Action] = &[
        Action::Collect,
        Action::Store,
        Action::Replicate,
        Action::Relay,
        Action::Process,
        Action::Read,
        Action::Index,
        Action::Backup,
        Action::Observe,
        Action::Home,
        Action::Purge,
    ];

    pub(crate) const COUNT: usize = 11;

    /// The name in a document, for example `"store"`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Action::Collect => "collect",
            Action::Store => "store",
            Action::Replicate => "replicate",
            Action::Relay => "relay",
            Action::Process => "process",
            Action::Read => "read",
            Action::Index => "index",
            Action::Backup => "backup",
            Action::Observe => "observe",
            Action::Home => "home",
            Action::Purge => "purge",
        }
    }

    /// The action with this number, as it is in [`Action::ALL`].
    pub fn from_number(number: u8) -> Option<Action> {
        Self::ALL.get(usize::from(number)).copied()
    }

    /// The action with this name.
    ///
    /// # Errors
    ///
    /// `unknown_action`.
    pub fn parse(name: &str) -> Result<Action> {
        Self::ALL.iter().copied().find(|action| action.as_str() == name).ok_or_else(|| {
            let names: alloc::vec::Vec<&str> = Self::ALL.iter().map(|action| action.as_str()).collect();
            let one_of = crate::deployment::suggest::one_of(&names);
            let error = Error::new(Code::UnknownAction, format!("{name:?} is no action; expected {one_of}"));
            match crate::deployment::suggest::nearest(name, &names) {
                Some(meant) => error.with("suggestion", meant),
                None => error,
            }
        })
    }

    /// Whether the region where this happens keeps the data, so that it needs [`Action::Store`], too.
    pub(crate) const fn keeps(self) -> bool {
        matches!(self, Action::Replicate | Action::Home)
    }
}

impl core::fmt::Display for Action {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A set of actions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct ActionSet(u16);

impl ActionSet {
    /// No action.
    pub const NONE: ActionSet = ActionSet(0);

    /// These actions.
    pub const fn of(actions: &[Action]) -> ActionSet {
        let mut bits = 0;
        let mut rest = actions;
        while let Some((action, others)) = rest.split_first() {
            bits |= 1 << *action as u16;
            rest = others;
        }
        ActionSet(bits)
    }

    /// Whether the action is among them.
    pub const fn contains(self, action: Action) -> bool {
        self.0 >> action as u16 & 1 == 1
    }

    /// The same set with one more action.
    #[must_use]
    pub const fn with(self, action: Action) -> ActionSet {
        ActionSet(self.0 | 1 << action as u16)
    }

    /// The same set without an action.
    #[must_use]
    pub const fn without(self, action: Action) -> ActionSet {
        ActionSet(self.0 & !(1 << action as u16))
    }

    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The actions in the order of their numbers.
    pub fn iter(self) -> impl Iterator<Item = Action> {
        Action::ALL.iter().copied().filter(move |action| self.contains(*action))
    }
}
