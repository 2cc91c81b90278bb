//! The version of the library and of its binary interface.

use std::ffi::{CStr, c_char};

/// The number of the binary interface. It rises when a program must be compiled again; the name of the shared library
/// carries it.
pub const AA_ABI_VERSION: u32 = 0;
/// The major version of this header.
pub const AA_VERSION_MAJOR: u32 = 0;
/// The minor version of this header.
pub const AA_VERSION_MINOR: u32 = 1;
/// The patch version of this header.
pub const AA_VERSION_PATCH: u32 = 0;
/// The version of this header as one number that can be compared: `major << 16 | minor << 8 | patch`.
pub const AA_VERSION_NUMBER: u32 = AA_VERSION_MAJOR << 16 | AA_VERSION_MINOR << 8 | AA_VERSION_PATCH;
const VERSION: &CStr = c"0.1.0";

/// The version of the library that is linked, as text that is never freed; compare it with `AA_VERSION`.
///
/// Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn aa_version() -> *const c_char {
    VERSION.as_ptr()
}

/// The version of the library that is linked as one number; compare it with `AA_VERSION_NUMBER`.
///
/// Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn aa_version_number() -> u32 {
    AA_VERSION_NUMBER
}

/// The number of the binary interface that is linked; a program that was compiled with another `AA_ABI_VERSION` must
/// not call anything else.
///
/// Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn aa_abi_version() -> u32 {
    AA_ABI_VERSION
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_macros_say_what_cargo_says() {
        let version = VERSION.to_str().unwrap_or_default();
        assert_eq!(version, env!("CARGO_PKG_VERSION"));
        assert_eq!(version, format!("{AA_VERSION_MAJOR}.{AA_VERSION_MINOR}.{AA_VERSION_PATCH}"));
        assert_eq!(AA_VERSION_NUMBER, AA_VERSION_MAJOR * 65_536 + AA_VERSION_MINOR * 256 + AA_VERSION_PATCH);
    }
}
