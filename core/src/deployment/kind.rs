//! What a record or one of its fields is, and how concurrent writes to it meet.

use alloc::{boxed::Box, collections::BTreeMap, string::String};
use core::fmt;

use crate::record::End;
use crate::resolve::RegisterStrategy;
use crate::value::Value;

macro_rules! bias {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
        #[non_exhaustive]
        pub enum $name { $($(#[$variant_doc])* $variant,)* }

        impl $name {
            /// Every choice, the default first.
            pub const ALL: &'static [$name] = &[$($name::$variant,)*];

            /// The name in a deployment document.
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text,)* }
            }

            /// The choice with this name.
            pub fn parse(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|choice| choice.as_str() == name)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

bias! {
    /// What a set shows for a member that was added and removed concurrently.
    SetBias {
        /// The member stays.
        #[default]
        AddWins = "add-wins",
        /// The member goes.
        RemoveWins = "remove-wins",
    }
}

bias! {
    /// What a flag shows that was turned on and off concurrently.
    FlagBias {
        /// It is on.
        #[default]
        EnableWins = "enable-wins",
        /// It is off.
        DisableWins = "disable-wins",
    }
}

bias! {
    /// Whether a record exists that was written and deleted concurrently. The writes that lose stay, suppressed, so
    /// this may be changed at any time.
    ExistenceStrategy {
        /// What happened last, by timestamp, counts.
        #[default]
        LastWriteWins = "last-write-wins",
        /// It is gone, until somebody who saw the delete writes again.
        DeleteWins = "delete-wins",
        /// It stays.
        UpdateWins = "update-wins",
        /// It stays where the delete had not seen its creation, and is gone where it had. What a write inherits of the
        /// creations is kept from the deployment on that says this; older records stay.
        CreateWins = "create-wins",
    }
}

/// The type of a record or field, with its strategy.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// One value, replaced as a whole.
    Register(RegisterStrategy),
    /// A number that concurrent increments add up in.
    Counter,
    /// A quantity that is spent in several regions and never falls below zero.
    BoundedCounter,
    /// Members, each once.
    Set(SetBias),
    /// On or off.
    Flag(FlagBias),
    /// Entries that stay as they were written, in the order of their timestamps.
    Log,
    /// The greatest number that was offered.
    Maximum,
    /// The least number that was offered.
    Minimum,
    /// Who claims a value first, across all regions. It is a record of its own, never a field.
    Claim,
    /// Fields that are merged one by one.
    Map(MapSpec),
}

/// The fields of a map.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MapSpec {
    /// The declared fields.
    pub fields: BTreeMap<String, Kind>,
    /// What every other field is (`"*"`). Without it other fields are refused.
    pub rest: Option<Box<Kind>>,
}

impl MapSpec {
    /// What a field is: as declared, else as the rest.
    pub fn field(&self, name: &str) -> Option<&Kind> {
        self.fields.get(name).or(self.rest.as_deref())
    }
}

impl Kind {
    /// The names of the types, as a deployment document writes them.
    pub const TYPE_NAMES: &'static [&'static str] =
        &["register", "counter", "bounded-counter", "set", "flag", "log", "maximum", "minimum", "claim", "map"];

    /// The name of the type, for example `"register"`.
    pub const fn type_name(&self) -> &'static str {
        match self {
            Kind::Register(_) => "register",
            Kind::Counter => "counter",
            Kind::BoundedCounter => "bounded-counter",
            Kind::Set(_) => "set",
            Kind::Flag(_) => "flag",
            Kind::Log => "log",
            Kind::Maximum => "maximum",
            Kind::Minimum => "minimum",
            Kind::Claim => "claim",
            Kind::Map(_) => "map",
        }
    }

    /// Whether what is written there can be deleted, unset or left to expire. A bounded counter stays: what was promised
    /// of it elsewhere would have no ground. A claim is given up by its claimants alone.
    pub fn is_removable(&self) -> bool {
        match self {
            Kind::BoundedCounter | Kind::Claim => false,
            Kind::Map(map) => map.fields.values().chain(map.rest.as_deref()).all(Kind::is_removable),
            _ => true,
        }
    }

    /// Which end of what is offered counts.
    pub(crate) const fn end(&self) -> Option<End> {
        match self {
            Kind::Maximum => Some(End::Greatest),
            Kind::Minimum => Some(End::Least),
            _ => None,
        }
    }

    /// The strategy as a document has it, for types that have one.
    pub fn strategy(&self) -> Option<Value> {
        match self {
            Kind::Register(strategy) => Some(strategy.to_value()),
            Kind::Set(bias) => Some(Value::from(bias.as_str())),
            Kind::Flag(bias) => Some(Value::from(bias.as_str())),
            Kind::Counter | Kind::BoundedCounter => None,
            Kind::Log | Kind::Maximum | Kind::Minimum | Kind::Claim | Kind::Map(_) => None,
        }
    }
}
