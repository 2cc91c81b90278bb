//! The exported functions called as C calls them, where Miri can see every pointer. What they answer is tested in C.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::{
    ffi::{CStr, c_char},
    mem::MaybeUninit,
    ptr,
};

use active_active_c::{
    buffer::{
        aa_batches_at, aa_batches_free, aa_batches_len, aa_buffer, aa_buffer_bytes, aa_buffer_free, aa_buffer_len,
        aa_buffer_text,
    },
    causality::version_vector::{
        aa_causality, aa_version_vector, aa_version_vector_compare, aa_version_vector_free,
        aa_version_vector_from_json, aa_version_vector_merge,
    },
    deployment::{aa_deployment_free, aa_deployment_name, aa_deployment_parse},
    error::{aa_error, aa_error_code_text, aa_error_details, aa_error_free, aa_error_message},
    input::{aa_bytes, aa_str, aa_str_of},
    region::{
        aa_region, aa_region_free, aa_region_open,
        conflict::aa_region_conflicts,
        observe::aa_region_snapshot,
        read::{aa_read_context, aa_read_free, aa_read_value, aa_region_get},
        replicate::{aa_region_apply, aa_region_batches_for},
        write::aa_region_put,
    },
    time::{
        hybrid_clock::{aa_clock_free, aa_clock_new, aa_clock_tick},
        options::aa_clock_options_default,
        timestamp::{aa_timestamp, aa_timestamp_compare, aa_timestamp_format, aa_timestamp_parse},
    },
};

const NOW: u64 = 1_700_000_000_000;

/// Runs a call that makes or writes something.
fn take<T>(call: impl FnOnce(Option<&mut MaybeUninit<T>>, Option<&mut MaybeUninit<Box<aa_error>>>) -> u32) -> T {
    let (mut out, mut error) = (MaybeUninit::uninit(), MaybeUninit::uninit());
    let status = call(Some(&mut out), Some(&mut error));
    if status != 0 {
        // SAFETY: a refusal writes the error.
        let error = unsafe { error.assume_init() };
        panic!("{}", text(aa_error_message(Some(&error))));
    }
    // SAFETY: success writes the output.
    unsafe { out.assume_init() }
}

/// Runs a call that must be refused, and answers its code.
fn refused<T>(
    call: impl FnOnce(Option<&mut MaybeUninit<T>>, Option<&mut MaybeUninit<Box<aa_error>>>) -> u32,
) -> String {
    let (mut out, mut error) = (MaybeUninit::uninit(), MaybeUninit::uninit());
    assert_ne!(call(Some(&mut out), Some(&mut error)), 0);
    // SAFETY: a refusal writes the error.
    let error = unsafe { error.assume_init() };
    assert!(text(aa_error_details(Some(&error))).starts_with('{'));
    let code = text(aa_error_code_text(Some(&error)));
    aa_error_free(Some(error));
    code
}

fn text(pointer: *const c_char) -> String {
    // SAFETY: the library ends its text with a NUL.
    unsafe { CStr::from_ptr(pointer) }.to_str().unwrap().to_owned()
}

fn lent(text: &'static CStr) -> aa_str {
    aa_str_of(text.as_ptr())
}

fn none() -> aa_bytes {
    aa_buffer_bytes(None)
}

fn consumed(buffer: Box<aa_buffer>) -> String {
    let content = text(aa_buffer_text(Some(&buffer)));
    assert_eq!(content.len(), aa_buffer_len(Some(&buffer)));
    aa_buffer_free(Some(buffer));
    content
}

fn opened(name: &'static CStr) -> Box<aa_region> {
    let document = lent(
        c"{\"version\":1,\"name\":\"x\",\"regions\":[{\"name\":\"eu\",\"number\":1},{\"name\":\"us\",\"number\":2}],
           \"classes\":[{\"name\":\"all\",\"keys\":\"**\",\"labels\":[],\"type\":\"register\"}]}",
    );
    let deployment = take(|out, error| aa_deployment_parse(document, out, error));
    let _: aa_str = take(|out, error| aa_deployment_name(Some(&deployment), out, error));
    let region = take(|out, error| aa_region_open(Some(&deployment), lent(name), None, out, error));
    aa_deployment_free(Some(deployment));
    region
}

fn put(region: &mut aa_region, value: &'static CStr, context: aa_bytes) {
    take(|out, error| aa_region_put(Some(region), NOW, lent(c"key"), ptr::null(), 0, lent(value), context, out, error));
}

#[test]
fn timestamps_and_clocks() {
    let options = aa_clock_options_default(7);
    let clock = take(|out, error| aa_clock_new(Some(&options), out, error));
    let first = take(|out, error| aa_clock_tick(Some(&clock), 5, out, error));
    let second = take(|out, error| aa_clock_tick(Some(&clock), 5, out, error));
    assert!(aa_timestamp_compare(first, second) < 0);
    aa_clock_free(Some(clock));

    let mut array: [c_char; 35] = [1; 35];
    let () = take(|out: Option<&mut MaybeUninit<()>>, error| {
        out.map(|out| out.write(()));
        aa_timestamp_format(first, array.as_mut_ptr(), array.len(), error)
    });
    let again: aa_timestamp = take(|out, error| aa_timestamp_parse(aa_str_of(array.as_ptr()), out, error));
    assert_eq!(first, again);
    assert_eq!(refused::<()>(|_, error| aa_timestamp_format(first, array.as_mut_ptr(), 34, error)), "invalid_argument");
    assert_eq!(refused::<()>(|_, error| aa_timestamp_format(first, ptr::null_mut(), 35, error)), "null_pointer");
    assert_eq!(refused(|out, error| aa_timestamp_parse(lent(c"x"), out, error)), "timestamp_invalid");
}

#[test]
fn a_vector_may_be_merged_with_itself() {
    let vector: Box<aa_version_vector> =
        take(|out, error| aa_version_vector_from_json(lent(c"{\"1.1\":2}"), out, error));
    let raw = Box::into_raw(vector);
    assert_eq!(aa_version_vector_merge(raw, raw, None), 0);
    assert_eq!(aa_version_vector_merge(raw, ptr::null(), None), 450);
    assert_eq!(aa_version_vector_merge(ptr::null_mut(), raw, None), 450);
    // SAFETY: made by `Box::into_raw` above and used by nobody else.
    let vector = unsafe { Box::from_raw(raw) };
    let relation = take(|out, error| aa_version_vector_compare(Some(&vector), Some(&vector), out, error));
    assert_eq!(relation, aa_causality::AA_CAUSALITY_EQUAL);
    aa_version_vector_free(Some(vector));
}

#[test]
fn regions_write_send_and_read() {
    let (mut eu, mut us) = (opened(c"eu"), opened(c"us"));
    put(&mut eu, c"\"from eu\"", none());
    put(&mut us, c"\"from us\"", none());
    let batches = take(|out, error| aa_region_batches_for(Some(&mut eu), NOW, lent(c"us"), 1 << 20, out, error));
    for at in 0..aa_batches_len(Some(&batches)) {
        let batch = aa_batches_at(Some(&batches), at);
        let report = take(|out, error| aa_region_apply(Some(&mut us), NOW, batch, None, out, error));
        assert!(consumed(report).contains("\"applied\":1"));
    }
    aa_batches_free(Some(batches));
    let conflicts = take(|out, error| aa_region_conflicts(Some(&us), None, out, error));
    assert!(consumed(conflicts).contains("insert_insert"));

    let read = take(|out, error| aa_region_get(Some(&us), u64::MAX, lent(c"key"), out, error)).expect("the key exists");
    assert_eq!(consumed(take(|out, error| aa_read_value(Some(&read), out, error))), "\"from us\"");
    put(&mut us, c"[1,2.5,null]", aa_read_context(Some(&read)));
    aa_read_free(Some(read));
    assert!(take(|out, error| aa_region_get(Some(&us), u64::MAX, lent(c"other"), out, error)).is_none());

    aa_buffer_free(Some(take(|out, error| aa_region_snapshot(Some(&mut us), out, error))));
    aa_region_free(Some(us));
    aa_region_free(Some(eu));
}

#[test]
fn what_is_wrong_is_refused() {
    let mut eu = opened(c"eu");
    let wrong = |region: Option<&mut aa_region>, key: aa_str, path: *const aa_str, len: usize, value: aa_str| {
        refused(|out, error| aa_region_put(region, NOW, key, path, len, value, none(), out, error))
    };
    assert_eq!(wrong(None, lent(c"key"), ptr::null(), 0, lent(c"1")), "null_pointer");
    assert_eq!(wrong(Some(&mut eu), lent(c"key"), ptr::null(), 1, lent(c"1")), "null_pointer");
    assert_eq!(wrong(Some(&mut eu), lent(c"\xff"), ptr::null(), 0, lent(c"1")), "invalid_utf8");
    assert_eq!(wrong(Some(&mut eu), lent(c"key"), ptr::null(), 0, lent(c"{")), "invalid_json");
    let path = [lent(c"field"), lent(c"\xff")];
    assert_eq!(wrong(Some(&mut eu), lent(c"key"), path.as_ptr(), 2, lent(c"1")), "invalid_utf8");
    assert_eq!(wrong(Some(&mut eu), lent(c"key"), path.as_ptr(), 1, lent(c"1")), "unknown_path");
    aa_region_free(Some(eu));
}
