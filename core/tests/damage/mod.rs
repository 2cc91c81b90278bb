//! Ways to damage bytes.

/// What was done to bytes.
#[derive(Debug, Clone, Copy)]
#[allow(dead_code, reason = "printed where a test fails")]
pub(crate) enum Damage {
    /// Only so many are left.
    Truncated(usize),
    /// A bit of a byte was turned.
    Flipped(usize, u32),
    /// A byte was replaced.
    Replaced(usize, u8),
    /// Bytes were taken out.
    Cut(usize, usize),
    /// Bytes were repeated.
    Repeated(usize, usize),
    /// Bytes were appended.
    Longer(usize),
}

struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit.max(1)
    }
}

/// Heads that claim what is not there: huge arrays, byte strings, integers, indefinite lengths.
const HEADS: [u8; 12] = [0x00, 0x17, 0x1b, 0x3b, 0x5b, 0x7b, 0x9b, 0xbb, 0xf6, 0x9f, 0xff, 0x80];

/// The bytes in hundreds of damaged forms.
pub(crate) fn damaged(bytes: &[u8], seed: u64) -> Vec<(Damage, Vec<u8>)> {
    let mut random = Random(seed);
    let mut all = Vec::new();
    // Every length and every bit of what is short; of what is long, as many as do not take long.
    let step = (bytes.len() / 150).max(1);
    for length in (0..bytes.len()).step_by(step) {
        all.push((Damage::Truncated(length), bytes[..length].to_vec()));
    }
    for at in (0..bytes.len()).step_by(step) {
        let bit = random.below(8) as u32;
        for bit in if bytes.len() <= 150 { 0..8 } else { bit..bit + 1 } {
            let mut flipped = bytes.to_vec();
            flipped[at] ^= 1 << bit;
            all.push((Damage::Flipped(at, bit), flipped));
        }
    }
    for _ in 0..200 {
        let at = random.below(bytes.len());
        let head = HEADS[random.below(HEADS.len())];
        let mut replaced = bytes.to_vec();
        replaced[at] = head;
        all.push((Damage::Replaced(at, head), replaced));
        let until = at + random.below(bytes.len() - at);
        let mut cut = bytes[..at].to_vec();
        cut.extend_from_slice(&bytes[until..]);
        // Nothing taken out is no damage.
        if until > at {
            all.push((Damage::Cut(at, until), cut));
        }
        let mut repeated = bytes[..until].to_vec();
        repeated.extend_from_slice(&bytes[at..]);
        all.push((Damage::Repeated(at, until), repeated));
    }
    let mut longer = bytes.to_vec();
    longer.push(0);
    all.push((Damage::Longer(1), longer));
    all
}

/// So many short strings of random bytes, some of which begin like the real thing.
pub(crate) fn random(count: usize) -> impl Iterator<Item = Vec<u8>> {
    let mut random = Random(42);
    (0..count).map(move |_| {
        let length = random.below(60);
        let mut bytes: Vec<u8> = (0..length).map(|_| random.below(256) as u8).collect();
        if let [first, second, ..] = bytes.as_mut_slice()
            && random.below(2) == 0
        {
            (*first, *second) = (0x80 + random.below(12) as u8, 1);
        }
        bytes
    })
}
