//! How concurrent versions become one value.

/// What a register shows when several concurrent versions live.
///
/// A strategy orders concurrent versions only. It never decides between a version and one that had seen it: the
/// later one replaced the earlier, whatever the clocks say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
#[non_exhaustive]
pub enum Strategy {
    /// The version with the greatest timestamp is shown; the others stay until a write that saw them replaces them.
    #[default]
    LastWriteWins,
    /// All versions are shown, as siblings; a person or a later write decides.
    KeepAll,
}

impl Strategy {
    /// Every strategy, in the order of the documentation.
    pub const ALL: &'static [Strategy] = &[Strategy::LastWriteWins, Strategy::KeepAll];

    /// The name in a deployment document, for example `"last-write-wins"`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Strategy::LastWriteWins => "last-write-wins",
            Strategy::KeepAll => "keep-all",
        }
    }

    /// The strategy with this name.
    ///
    /// ```
    /// use active_active::resolve::Strategy;
    ///
    /// assert_eq!(Strategy::parse("keep-all"), Some(Strategy::KeepAll));
    /// assert_eq!(Strategy::parse("keep all"), None);
    /// ```
    pub fn parse(name: &str) -> Option<Strategy> {
        Self::ALL.iter().copied().find(|strategy| strategy.as_str() == name)
    }
}

impl core::fmt::Display for Strategy {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.as_str())
    }
}
