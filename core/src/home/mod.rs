//! Homes: which region has write authority for a subject, and what is certain of it.
//!
//! Without consensus nobody can promise one home while regions cannot reach one another, so what is promised is what
//! can be kept. An *uncontested* home holds the title: the first home of a subject, by rendezvous hashing over the pinned
//! list of its class, or a region that the holder of the title granted it to. A region of the fallback list that cannot
//! reach the home may *claim* the subject: its home is contested, and opens a conflict window. When they meet again,
//! the holder of the title is fenced until it has decided, the claimant yields, and every write of the window is listed
//! in exactly one ledger.
//!
//! This is the protocol for one subject, apart from any engine: [`SubjectHome`] is what one region knows, and says what
//! may be done. Its entries stand in the streams of their regions among the writes, so an entry or a write that is
//! applied comes after all that its region did before. `tests/homes` checks this code in every order of events of small
//! deployments.
//!
//! A title belongs to a region. Where a region goes on as a new incarnation it writes only once it has all that its
//! predecessor is known to have written, so that it holds what its predecessor held.

mod entry;
mod epoch;
mod ledger;
mod subject;
mod transition;

pub use entry::Entry;
pub use epoch::Epoch;
pub use ledger::{Ledger, Run};
pub use subject::{Seen, Standing, SubjectHome};
pub use transition::Refusal;
