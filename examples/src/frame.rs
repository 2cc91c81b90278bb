//! What travels on every socket of the demo: a length, a letter, a payload.
//!
//! `u32 length (big-endian, of what follows) | u8 kind | payload`
//!
//! | kind | from, to | payload |
//! |---|---|---|
//! | `B` batch | region to region | bytes of `batches_for` |
//! | `A` acknowledgement | region to region | bytes of `acknowledgement` |
//! | `C` control | demo to region | lines of text: what to do, then its arguments |
//! | `R` report | region to demo | lines of text: `name TAB value as JSON` |

use std::io::{self, Read, Write};

/// The kind of a control frame.
pub(crate) const CONTROL: u8 = b'C';
/// The kind of a report frame.
pub(crate) const REPORT: u8 = b'R';

/// Far above the largest batch that a region makes: what is longer is not one of our frames.
const LENGTH_MAX: usize = 256 << 20;

/// One frame.
#[derive(Debug)]
pub(crate) struct Frame {
    pub(crate) kind: u8,
    pub(crate) payload: Vec<u8>,
}

impl Frame {
    /// The bytes it takes on a socket.
    pub(crate) fn wire_bytes(&self) -> u64 {
        self.payload.len() as u64 + 5
    }

    pub(crate) fn write(&self, to: &mut impl Write) -> io::Result<()> {
        write(to, self.kind, &self.payload)
    }
}

/// Writes one frame in one piece, so that a small one is one packet.
pub(crate) fn write(to: &mut impl Write, kind: u8, payload: &[u8]) -> io::Result<()> {
    let length = u32::try_from(payload.len() + 1).map_err(|_| io::Error::other("a frame above 4 GiB"))?;
    let mut bytes = Vec::with_capacity(payload.len() + 5);
    bytes.extend_from_slice(&length.to_be_bytes());
    bytes.push(kind);
    bytes.extend_from_slice(payload);
    to.write_all(&bytes)
}

/// Reads one frame; an error of kind `UnexpectedEof` is the end of the connection.
pub(crate) fn read(from: &mut impl Read) -> io::Result<Frame> {
    let mut head = [0_u8; 5];
    from.read_exact(&mut head)?;
    let [a, b, c, d, kind] = head;
    let length = u32::from_be_bytes([a, b, c, d]) as usize;
    if !(1..=LENGTH_MAX).contains(&length) {
        return Err(io::Error::new(io::ErrorKind::InvalidData, format!("a frame of {length} bytes")));
    }
    let mut payload = vec![0; length - 1];
    from.read_exact(&mut payload)?;
    Ok(Frame { kind, payload })
}
