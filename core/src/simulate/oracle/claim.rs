//! What a region that received these writes has to answer to whoever claims.

use super::{Oracle, Writes};
use crate::simulate::operation::Operation;

/// What becomes of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Something is written.
    Writes,
    /// It succeeds with nothing written: who claims holds already.
    ChangesNothing,
    /// Another claimant holds, or there is nothing to release.
    Refused,
}

impl Oracle {
    /// What a region answers to an operation on a record of which it received these writes.
    pub fn answer_to_claim(&self, operation: &Operation, received: &Writes) -> Answer {
        let live = self.live_claims(received);
        match operation {
            Operation::Claim(_, claimant) => match live.first() {
                None => Answer::Writes,
                Some((_, holder)) if holder == claimant => Answer::ChangesNothing,
                Some(_) => Answer::Refused,
            },
            Operation::Release(_, claimant) if !live.iter().any(|(_, other)| other == claimant) => Answer::Refused,
            _ => Answer::Writes,
        }
    }
}
