//! Where data may be: jurisdictions, labels, rules, and decisions with their reasons.
//!
//! A deployment says where its regions are, which sets of regions matter to it (*jurisdictions*), what its data is
//! (*labels*, each with *rules*), and which labels the records of a class have. From that follows where each
//! [`Action`] may be done with the data. These laws hold:
//!
//! 1. **Deny by default.** What is not known is not so. A region whose country is not said is a member of no country, and
//!    not of a complement either: `all` without Russia does not contain it. Sets are three-valued, after Kleene.
//! 2. **An error never opens.** A rule of which it cannot be told whether it holds denies (`rule_error`), so do a rule past
//!    its end that none supersedes (`rule_expired`) and a data set past its day of review (`data_expired`). No rule is
//!    skipped; an unknown that cannot change the answer does not matter.
//! 3. **Labels only add.** Every rule of every label must hold. Merging data unites the labels, so the allowed regions
//!    intersect.
//! 4. **Exceptions are written down.** `transfer_to` widens the `only_in` rules of its own label and no other rule, on a
//!    condition, and comes with the obligation to record the transfer.
//! 5. **Coordinates say nothing.** Countries, subdivisions, partitions and certificates do; latitude and longitude are for
//!    distances.
//! 6. **Actions are judged apart.** That data may be stored somewhere does not let somebody there read other data of the
//!    kind. Who keeps data (`replicate`, `home`) needs `store`, too.
//! 7. **A decision tells nothing of the data**: regions, rules and labels; never a key or a value.
//!
//! Whether a rule is what a law demands is not for this library to say: it applies what the deployment states, over facts
//! with sources and dates, and none of it is legal advice.
//!
//! [`Deployment::allows`](crate::deployment::Deployment::allows) answers from bits that were worked out when the document
//! was read, for every time; [`decide`](crate::deployment::Deployment::decide) gives the reasons and hears what a request
//! says of itself.

mod access;
mod action;
pub mod catalogue;
mod compare;
mod country;
pub mod data_set;
mod date;
mod decision;
mod expression;
mod judge;
mod label;
mod membership;
mod parse;
mod policy;
mod region_set;
mod rule;
mod warning;

pub use action::{Action, ActionSet};
pub use compare::AllowedChange;
pub(crate) use country::{is_known as is_country, is_subdivision};
pub use decision::{
    Decision, DecisionCode, DecisionRequest, Exclusion, Obligation, ObligationKind, Outcome, RuleResult, Verdict,
    Versions,
};
pub(crate) use expression::word;
pub use expression::{DataSet, Expression};
pub use label::{Label, LabelSet};
pub(crate) use membership::Membership;
pub(crate) use parse::{label_set, policy};
pub(crate) use policy::Policy;
pub use region_set::RegionSet;
pub use rule::{Rule, RuleShape};
pub use warning::{Warning, WarningCode};
