//! What may be done, and what is to be written for it.

use super::{Entry, Epoch, Standing, SubjectHome};
use crate::fault::{Fault, Faults};
use alloc::vec::Vec;

/// Why something may not be done. Nothing was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Refusal {
    /// The region is not the home, or the request was routed under an epoch that is over.
    StaleEpoch,
    /// The request was routed under an epoch that has not been heard of here.
    EpochUnknown,
    /// The region hands the subject over and takes no writes until it has, or until that is called off.
    Draining,
    /// Only the holder of the title may do this.
    NoTitle,
    /// Nobody contests the title.
    NotContested,
    /// The region holds the title, or has claimed the subject already.
    AlreadyHome,
    /// The region is not in the fallback list of the class.
    NoFallback,
    /// The other region has not acknowledged all that is known here.
    TargetBehind,
    /// The region has promised not to claim the subject yet.
    Promised,
    /// The home is contested, so nothing can be promised to it.
    Contested,
}

impl SubjectHome {
    /// Whether a region takes a write that was routed under an epoch, if the caller knows one; answers the epoch of the
    /// write.
    ///
    /// # Errors
    ///
    /// `Draining`, `StaleEpoch`, `EpochUnknown`.
    pub fn may_write(&self, region: u16, draining: bool, request: Option<Epoch>) -> Result<Epoch, Refusal> {
        let home = self.home();
        if request.is_some_and(|request| request > home) {
            return Err(Refusal::EpochUnknown);
        }
        match self.standing(region) {
            Standing::Active if draining => Err(Refusal::Draining),
            Standing::Active | Standing::Contested if request.is_none_or(|request| request == home) => Ok(home),
            _ => Err(Refusal::StaleEpoch),
        }
    }

    /// The holder of the title, which has stopped taking writes (`draining`), makes another region the home.
    /// `has_all`: that region has acknowledged everything that is known here.
    ///
    /// # Errors
    ///
    /// `NoTitle`, `Draining` if it has not stopped, `TargetBehind`.
    pub fn grant(&self, region: u16, to: u16, draining: bool, has_all: bool, faults: Faults) -> Result<Entry, Refusal> {
        match self.standing(region) {
            Standing::Active => {}
            Standing::Contested if faults.has(Fault::ContestedHomeGrants) => {}
            _ => return Err(Refusal::NoTitle),
        }
        if !draining {
            return Err(Refusal::Draining);
        }
        self.granted_to(region, to, has_all, faults)
    }

    /// The holder of the title, fenced by a claim, decides who is the home: itself, or another region that has
    /// acknowledged everything that is known here.
    ///
    /// # Errors
    ///
    /// `NoTitle`, `NotContested`, `TargetBehind`.
    pub fn resolve(&self, region: u16, to: u16, has_all: bool, faults: Faults) -> Result<Entry, Refusal> {
        match self.standing(region) {
            Standing::Fenced => self.granted_to(region, to, has_all, faults),
            Standing::Active => Err(Refusal::NotContested),
            Standing::Contested | Standing::Follower => Err(Refusal::NoTitle),
        }
    }

    fn granted_to(&self, region: u16, to: u16, has_all: bool, faults: Faults) -> Result<Entry, Refusal> {
        if !has_all && to != region && !faults.has(Fault::GrantBeforeAcknowledged) {
            return Err(Refusal::TargetBehind);
        }
        Ok(Entry::Grant { number: self.home().number + 1, to })
    }

    /// A region of the fallback list, which takes the home to be down, makes itself the contested home. `promised`: a
    /// promise that it gave has not run out.
    ///
    /// # Errors
    ///
    /// `AlreadyHome`, `NoFallback`, `Promised`.
    pub fn claim(&self, region: u16, is_fallback: bool, promised: bool, faults: Faults) -> Result<Entry, Refusal> {
        if self.standing(region) != Standing::Follower {
            return Err(Refusal::AlreadyHome);
        }
        if !is_fallback {
            return Err(Refusal::NoFallback);
        }
        if promised && !faults.has(Fault::ClaimDespitePromise) {
            return Err(Refusal::Promised);
        }
        Ok(Entry::Claim { number: self.home().number + 1 })
    }

    /// A claim of the region that a higher epoch has ended, and that it has not yielded yet.
    pub fn due_yield(&self, region: u16) -> Option<Entry> {
        let home = self.home();
        let ended = |(epoch, claim): &(&Epoch, &super::subject::Claim)| {
            epoch.region == region && **epoch < home && !claim.yielded
        };
        self.claims.iter().find(ended).map(|(epoch, _)| Entry::Yield { number: epoch.number })
    }

    /// What closes all open windows, once the region is the home without contest and every claimant has yielded. What
    /// the claimants wrote before is here, since a yield stands behind it in the same stream.
    pub fn due_close(&self, region: u16, faults: Faults) -> Option<Entry> {
        if self.standing(region) != Standing::Active {
            return None;
        }
        let claims: Vec<Epoch> = self.open_claims().collect();
        let all_yielded = claims.iter().all(|claim| self.has_yielded(*claim));
        if claims.is_empty() || !all_yielded && !faults.has(Fault::CloseWithoutYields) {
            return None;
        }
        let ledger = self.ledger(&claims);
        Some(Entry::Close { claims, ledger })
    }

    /// The home to which a region may promise that it will not claim the subject for a while.
    ///
    /// # Errors
    ///
    /// `Contested`, and `AlreadyHome` where the region itself is the home.
    pub fn promise(&self, region: u16) -> Result<Epoch, Refusal> {
        match self.home() {
            home if home.contested => Err(Refusal::Contested),
            home if home.region == region => Err(Refusal::AlreadyHome),
            home => Ok(home),
        }
    }
}
