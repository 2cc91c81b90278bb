//! Deliberate faults, so that tests can see themselves fail. Without the feature `simulate` there are none, and
//! nothing can switch one on.

/// A deliberate fault in the engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
#[non_exhaustive]
pub enum Fault {
    /// On equal timestamps each region prefers what it already has.
    TieToLocal,
    /// A batch that starts after a gap is applied.
    ApplyAcrossGap,
    /// What a change had seen beyond what is received here is forgotten.
    DropPendingContext,
    /// Live values that a context-carrying put had not seen are replaced all the same.
    SpareNothing,
    /// A tombstone is collected although it is not alone.
    CollectContestedTombstone,
    /// An acknowledgement handed over out of band counts for stability.
    AcknowledgeOutOfBand,
    /// An acknowledgement counts although other streams of its region have not arrived.
    AcknowledgeOneStream,
    /// Counter entries forget which birth a reset had read.
    CounterWithoutBirths,
    /// Baselines go as soon as their reset is known.
    CollectBaselinesEarly,
    /// An origin goes on with the same birth after all of it was cancelled.
    SameBirthAfterCancellation,
    /// A write over a delete leaves what the delete had suppressed.
    WriteOverDeleteKeepsSuppressed,
    /// A removal in a remove-wins set leaves no dot.
    RemoveWinsWithoutDot,
    /// A restored replica writes before it has reached what it had acknowledged.
    PlainRestore,
    /// Duplicates are applied again.
    ApplyDuplicates,
    /// Streams go to every region, whatever their placement.
    SendEverywhere,
    /// A region that may not hold a placement any more is read all the same.
    ReadEverywhere,
    /// What a region may not hold any more is erased before anybody else has it.
    EraseWithoutEvacuation,
    /// A region that may not hold a placement any more counts for stability no more, although its last word is to come.
    ForgetLeavers,
    /// A contested home grants what it does not hold the title of.
    ContestedHomeGrants,
    /// A home is granted to a region that has not acknowledged everything.
    GrantBeforeAcknowledged,
    /// A region claims a subject although it has promised not to.
    ClaimDespitePromise,
    /// A conflict window is closed although a claimant may still write.
    CloseWithoutYields,
}

impl Fault {
    /// The deliberate faults of the join and of replication.
    pub const ALL: &'static [Fault] = &[
        Fault::TieToLocal,
        Fault::ApplyAcrossGap,
        Fault::DropPendingContext,
        Fault::SpareNothing,
        Fault::CollectContestedTombstone,
        Fault::AcknowledgeOutOfBand,
        Fault::AcknowledgeOneStream,
        Fault::CounterWithoutBirths,
        Fault::CollectBaselinesEarly,
        Fault::SameBirthAfterCancellation,
        Fault::WriteOverDeleteKeepsSuppressed,
        Fault::RemoveWinsWithoutDot,
        Fault::PlainRestore,
        Fault::ApplyDuplicates,
    ];

    /// Those of placements, which histories of confined records find.
    pub const OF_PLACEMENTS: &'static [Fault] =
        &[Fault::SendEverywhere, Fault::ReadEverywhere, Fault::EraseWithoutEvacuation, Fault::ForgetLeavers];

    /// Those of homes, which the check of every order of events finds.
    pub const OF_HOMES: &'static [Fault] = &[
        Fault::ContestedHomeGrants,
        Fault::GrantBeforeAcknowledged,
        Fault::ClaimDespitePromise,
        Fault::CloseWithoutYields,
    ];
}

/// The deliberate faults that are switched on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Faults {
    #[cfg(feature = "simulate")]
    bits: u32,
}

impl Faults {
    /// No fault: what every replica outside a test has.
    pub const NONE: Faults = Faults {
        #[cfg(feature = "simulate")]
        bits: 0,
    };

    /// One fault.
    #[cfg(feature = "simulate")]
    pub const fn one(fault: Fault) -> Self {
        Faults { bits: 1 << fault as u32 }
    }

    #[inline]
    pub(crate) fn has(self, fault: Fault) -> bool {
        #[cfg(feature = "simulate")]
        {
            self.bits & 1 << fault as u32 != 0
        }
        #[cfg(not(feature = "simulate"))]
        {
            let _ = fault;
            false
        }
    }
}
