//! The words of a decision.

/// Whether something is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// It is.
    Allow,
    /// It is not.
    Deny,
}

impl Outcome {
    /// The name in a document.
    pub const fn as_str(self) -> &'static str {
        match self {
            Outcome::Allow => "allow",
            Outcome::Deny => "deny",
        }
    }
}

/// Why something is allowed or denied. The texts are stable and the same in every language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DecisionCode {
    /// Every rule holds.
    Allow,
    /// Every rule holds once what `obligations` says is done before.
    AllowAfterObligations,
    /// The region is outside of where the data may be.
    NotAllowedRegion,
    /// The data has to enter the system elsewhere.
    CollectElsewhere,
    /// The region lacks what a rule requires.
    RequirementUnmet,
    /// An exception is made for the region on a condition that does not hold.
    ConditionUnmet,
    /// It cannot be told whether a rule holds: something about the region or the request is not known.
    RuleError,
    /// A rule is past its end, and none has taken its place.
    RuleExpired,
    /// A data set is past the day until which it is to be trusted.
    DataExpired,
    /// The region has left the deployment.
    RegionRetired,
    /// The region is being drained: it takes no new home.
    RegionDraining,
    /// No region may do this.
    NoAllowedRegion,
}

impl DecisionCode {
    /// Every code.
    pub const ALL: &'static [DecisionCode] = &[
        DecisionCode::Allow,
        DecisionCode::AllowAfterObligations,
        DecisionCode::NotAllowedRegion,
        DecisionCode::CollectElsewhere,
        DecisionCode::RequirementUnmet,
        DecisionCode::ConditionUnmet,
        DecisionCode::RuleError,
        DecisionCode::RuleExpired,
        DecisionCode::DataExpired,
        DecisionCode::RegionRetired,
        DecisionCode::RegionDraining,
        DecisionCode::NoAllowedRegion,
    ];

    /// The code as text, for example `"not_allowed_region"`.
    pub const fn as_str(self) -> &'static str {
        match self {
            DecisionCode::Allow => "allow",
            DecisionCode::AllowAfterObligations => "allow_after_obligations",
            DecisionCode::NotAllowedRegion => "not_allowed_region",
            DecisionCode::CollectElsewhere => "collect_elsewhere",
            DecisionCode::RequirementUnmet => "requirement_unmet",
            DecisionCode::ConditionUnmet => "condition_unmet",
            DecisionCode::RuleError => "rule_error",
            DecisionCode::RuleExpired => "rule_expired",
            DecisionCode::DataExpired => "data_expired",
            DecisionCode::RegionRetired => "region_retired",
            DecisionCode::RegionDraining => "region_draining",
            DecisionCode::NoAllowedRegion => "no_allowed_region",
        }
    }
}

impl core::fmt::Display for DecisionCode {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a rule says of a region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Verdict {
    /// It holds.
    #[default]
    Allow,
    /// It holds once its obligation is met.
    Obliged,
    /// It does not hold, or that cannot be told.
    Deny,
    /// It does not hold, and an exception of the same label for this region decides.
    LeftToException,
    /// Its conditions say that it is not about this region or request.
    NotApplicable,
    /// It is not in force yet.
    NotInForce,
    /// Another rule has taken its place.
    Superseded,
}

impl Verdict {
    /// The name in a document.
    pub const fn as_str(self) -> &'static str {
        match self {
            Verdict::Allow => "allow",
            Verdict::Obliged => "obliged",
            Verdict::Deny => "deny",
            Verdict::LeftToException => "left_to_exception",
            Verdict::NotApplicable => "not_applicable",
            Verdict::NotInForce => "not_in_force",
            Verdict::Superseded => "superseded",
        }
    }
}
