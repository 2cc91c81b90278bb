//! Session tokens.

use std::mem::MaybeUninit;

use super::{aa_region, read};
use crate::{
    buffer::aa_buffer,
    error::aa_error,
    handle::needed,
    input::{AA_NONE, aa_str, now},
    panic::boundary,
    routing::aa_token_keys,
    status::Status,
};

/// Writes a token of what this region has now, for a client that it has just served, to a buffer that the caller frees;
/// what the `earlier` one said stays in it, `{NULL, 0}` for none. `epoch` is that of the home that the client spoke with,
/// `AA_NONE` for none, `contested` whether the home is.
///
/// Errors: `AA_TOKEN_INVALID`, `AA_TOKEN_FOREIGN`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any
/// number at once, while none changes the region.
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_token(
    region: Option<&aa_region>,
    now_ms: u64,
    keys: Option<&aa_token_keys>,
    earlier: aa_str,
    epoch: u64,
    contested: bool,
    out: Option<&mut MaybeUninit<Box<aa_buffer>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let (out, keys) = (needed(out, "out")?, needed(keys, "keys")?);
        let epoch = (epoch != AA_NONE).then_some((epoch, contested));
        let token = read(region)?.token_after(now(now_ms), keys.inner(), earlier.optional("earlier")?, epoch)?;
        out.write(aa_buffer::new(token));
        Ok(())
    })
}

/// Writes whether this region has all that a client has seen, so that it may serve it without going back; the caller
/// owns `out`.
///
/// Errors: `AA_TOKEN_UNSATISFIABLE` where it never will, `AA_TOKEN_INVALID`, `AA_TOKEN_FOREIGN`, `AA_INVALID_UTF8`,
/// `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while none changes the region.
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_covers(
    region: Option<&aa_region>,
    keys: Option<&aa_token_keys>,
    token: aa_str,
    out: Option<&mut MaybeUninit<bool>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let (out, keys) = (needed(out, "out")?, needed(keys, "keys")?);
        out.write(read(region)?.covers_signed(keys.inner(), token.text("token")?)?);
        Ok(())
    })
}
