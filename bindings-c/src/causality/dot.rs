//! Names of writes.

use std::{ffi::c_char, mem::MaybeUninit};

use active_active::causality::{Dot, Origin, Stream};

use crate::{error::aa_error, handle::needed, input::aa_str, output::write_text, panic::boundary, status::Status};

/// A stream: the writes of one region's incarnation for one placement and partition, which travel in order. It is a
/// plain value.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct aa_stream {
    /// The region's number in the deployment.
    pub region: u16,
    /// The incarnation, from 1.
    pub incarnation: u16,
    /// The set of regions that the stream's labels allow; 0 is every region.
    pub placement: u32,
    /// The share of the keys that the stream carries.
    pub partition: u16,
}

/// One write: a stream and a place in it. It is a plain value.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct aa_dot {
    /// The stream that carries the write.
    pub stream: aa_stream,
    /// The place of the write in its stream, from 1.
    pub sequence: u64,
}

/// How much room the text of any dot needs, the NUL at its end included.
pub const AA_DOT_TEXT_CAPACITY: usize = 64;

impl From<Stream> for aa_stream {
    fn from(stream: Stream) -> Self {
        aa_stream {
            region: stream.origin.region,
            incarnation: stream.origin.incarnation,
            placement: stream.placement,
            partition: stream.partition,
        }
    }
}

impl From<aa_stream> for Stream {
    fn from(stream: aa_stream) -> Self {
        Stream::new(Origin::new(stream.region, stream.incarnation), stream.placement, stream.partition)
    }
}

impl From<Dot> for aa_dot {
    fn from(dot: Dot) -> Self {
        aa_dot { stream: dot.stream.into(), sequence: dot.sequence }
    }
}

impl From<aa_dot> for Dot {
    fn from(dot: aa_dot) -> Self {
        Dot::new(dot.stream.into(), dot.sequence)
    }
}

/// Writes the text of a dot, such as `1.1#5`, and a NUL into an array of the caller with room for `capacity` bytes
/// (`AA_DOT_TEXT_CAPACITY` is always enough).
///
/// Errors: `AA_INVALID_ARGUMENT` when the room is too small, `AA_NULL_POINTER`. Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn aa_dot_format(
    dot: aa_dot,
    out: *mut c_char,
    capacity: usize,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || write_text(out, capacity, &Dot::from(dot).to_string()))
}

/// Reads the text of a dot, such as `1.1#5`; the caller owns `out`.
///
/// Errors: `AA_PART_MALFORMED`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`. Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn aa_dot_parse(
    text: aa_str,
    out: Option<&mut MaybeUninit<aa_dot>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let out = needed(out, "out")?;
        let dot: Dot = text.text("text")?.parse()?;
        out.write(dot.into());
        Ok(())
    })
}
