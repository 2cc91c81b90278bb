//! What regions write of homes, each in its own stream.

use super::{Epoch, Ledger, Run};
use crate::{Result, causality::Origin, wire::malformed};
use alloc::vec::Vec;
use minicbor::{Decoder, Encoder};

/// An entry of the home directory. It takes effect because it is written, and nothing undoes it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Entry {
    /// The holder of the title grants it: the region is the home from here on. It need not accept; it does by applying
    /// the entry.
    Grant {
        /// The number of the new epoch.
        number: u64,
        /// The region that holds the title from here on.
        to: u16,
    },
    /// The writer takes over without the title, and opens a conflict window.
    Claim {
        /// The number of the new epoch.
        number: u64,
    },
    /// The writer has heard of a higher epoch, and writes no more under its claim.
    Yield {
        /// The number of the claim.
        number: u64,
    },
    /// The holder of the title closes windows.
    Close {
        /// Their claims, ascending.
        claims: Vec<Epoch>,
        /// Every write that they are about, and that no earlier ledger lists.
        ledger: Ledger,
    },
}

const GRANT: u8 = 0;
const CLAIM: u8 = 1;
const YIELD: u8 = 2;
const CLOSE: u8 = 3;

impl Entry {
    /// The entry in deterministic CBOR: `[0, number, to]`, `[1, number]`, `[2, number]`, or
    /// `[3, [number, region, …], [region, incarnation, first, last - first, …]]`.
    pub fn to_cbor(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.encode(&mut Encoder::new(&mut bytes));
        bytes
    }

    /// Reads what [`to_cbor`](Entry::to_cbor) wrote.
    ///
    /// # Errors
    ///
    /// `batch_malformed` for anything else.
    ///
    /// ```
    /// use active_active::home::Entry;
    /// let entry = Entry::Grant { number: 2, to: 3 };
    /// assert_eq!(Entry::from_cbor(&entry.to_cbor())?, entry);
    /// # Ok::<(), active_active::Error>(())
    /// ```
    pub fn from_cbor(bytes: &[u8]) -> Result<Self> {
        let mut decoder = Decoder::new(bytes);
        match Entry::decode(&mut decoder).filter(|_| decoder.position() == bytes.len()) {
            // Only one encoding of an entry is taken: regions hash it.
            Some(entry) if entry.to_cbor() == bytes => Ok(entry),
            _ => Err(malformed("an entry of the home directory")),
        }
    }

    fn encode(&self, encoder: &mut Encoder<&mut Vec<u8>>) {
        let _ = match self {
            Entry::Grant { number, to } => {
                encoder.array(3).and_then(|e| e.u8(GRANT)).and_then(|e| e.u64(*number)).and_then(|e| e.u16(*to))
            }
            Entry::Claim { number } => encoder.array(2).and_then(|e| e.u8(CLAIM)).and_then(|e| e.u64(*number)),
            Entry::Yield { number } => encoder.array(2).and_then(|e| e.u8(YIELD)).and_then(|e| e.u64(*number)),
            Entry::Close { claims, ledger } => {
                let _ = encoder.array(3).and_then(|e| e.u8(CLOSE)).and_then(|e| e.array(2 * claims.len() as u64));
                for claim in claims {
                    let _ = encoder.u64(claim.number).and_then(|e| e.u16(claim.region));
                }
                let _ = encoder.array(4 * ledger.runs().len() as u64);
                for run in ledger.runs() {
                    let _ = encoder
                        .u16(run.origin.region)
                        .and_then(|e| e.u16(run.origin.incarnation))
                        .and_then(|e| e.u64(run.first))
                        .and_then(|e| e.u64(run.last - run.first));
                }
                Ok(encoder)
            }
        };
    }

    fn decode(decoder: &mut Decoder<'_>) -> Option<Self> {
        let length = decoder.array().ok()??;
        let number = |decoder: &mut Decoder<'_>| decoder.u64().ok().filter(|number| *number > 1);
        match (decoder.u8().ok()?, length) {
            (GRANT, 3) => Some(Entry::Grant { number: number(decoder)?, to: decoder.u16().ok().filter(|to| *to > 0)? }),
            (CLAIM, 2) => Some(Entry::Claim { number: number(decoder)? }),
            (YIELD, 2) => Some(Entry::Yield { number: number(decoder)? }),
            (CLOSE, 3) => {
                let mut claims = Vec::new();
                for _ in 0..counted(decoder, 2)? {
                    claims.push(Epoch::claimed(number(decoder)?, decoder.u16().ok()?));
                }
                let mut runs = Vec::new();
                for _ in 0..counted(decoder, 4)? {
                    let origin = Origin::new(decoder.u16().ok()?, decoder.u16().ok()?);
                    let first = decoder.u64().ok()?;
                    runs.push(Run { origin, first, last: first.checked_add(decoder.u64().ok()?)? });
                }
                let ascends = claims.is_sorted() && !claims.is_empty();
                Some(Entry::Close { claims, ledger: Ledger::from_runs(runs).filter(|_| ascends)? })
            }
            _ => None,
        }
    }
}

/// How many groups of so many items an array holds.
fn counted(decoder: &mut Decoder<'_>, each: u64) -> Option<u64> {
    let items = decoder.array().ok()??;
    (items % each == 0).then_some(items / each)
}
