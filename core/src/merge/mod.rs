//! Merging without an engine, and checking a merge function before it goes into one.
//!
//! [`three_way`] merges two documents that grew out of one, where no history came with them. [`check_merge`] looks for
//! the smallest input on which a merge function of one's own would let regions disagree.

mod arrays;
mod case;
mod check;
mod function;
mod generate;
mod law;
mod options;
mod report;
mod rules;
mod shrink;
mod smaller;
mod three_way;
mod version;
mod violation;

pub use check::check_merge;
pub use function::{MergeAnswer, MergeFunction, MergeInput, Shareable};
pub use law::Law;
pub use options::CheckOptions;
pub use report::{Counterexample, MergeReport};
pub use three_way::three_way;
pub use version::MergeVersion;
pub use violation::MergeViolation;
pub(crate) use violation::broken_on;
