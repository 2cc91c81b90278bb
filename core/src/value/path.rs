//! Places inside a document, as error messages write them: `classes[1].fields.name`.

use alloc::string::String;
use core::fmt::Write;

/// Appends a member: `.name`, or `["two words"]` where the name is not plain.
pub(crate) fn push_key(path: &mut String, key: &str) {
    let plain =
        !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'$' | b'*'));
    if plain {
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(key);
    } else {
        // Writing to a string cannot fail.
        let _ = write!(path, "[{key:?}]");
    }
}

/// Appends an element: `[3]`.
pub(crate) fn push_index(path: &mut String, index: usize) {
    let _ = write!(path, "[{index}]");
}
