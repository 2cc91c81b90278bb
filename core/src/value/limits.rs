//! How deep and how large a value may be.

/// The limits that every value from outside is held to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Limits {
    /// How many arrays and objects may stand inside one another. A plain number has depth 0, `[]` has depth 1.
    /// Anything above [`Limits::DEPTH_MAX`] counts as that.
    pub depth: usize,
    /// How many bytes the canonical encoding may take.
    pub size_bytes: usize,
}

impl Limits {
    /// The greatest depth that any limit can allow, so that hostile input cannot use up the stack.
    pub const DEPTH_MAX: usize = 100;

    pub(crate) fn depth_effective(&self) -> usize {
        self.depth.min(Self::DEPTH_MAX)
    }
}

impl Default for Limits {
    /// Depth 32 and one mebibyte.
    fn default() -> Self {
        Limits { depth: 32, size_bytes: 1 << 20 }
    }
}
