//! Arguments that need more than pyo3's own conversions: text that must be UTF-8, numbers with a range, field paths,
//! bytes from any buffer, and the time.

use crate::error::{Fault, Result};
use active_active::{
    Code, Error,
    time::{PhysicalTime, SystemTime},
};
use pyo3::{
    buffer::PyBuffer,
    exceptions::{PyBufferError, PyOverflowError, PyTypeError},
    prelude::*,
    pybacked::{PyBackedBytes, PyBackedStr},
    types::{PyByteArray, PyBytes, PyString},
};
use std::ops::Deref;

/// Text. Python text may hold lone surrogates, which no UTF-8 can say.
pub(crate) struct Text<'a>(pub(crate) &'a str);

impl<'a> FromPyObject<'a, '_> for Text<'a> {
    type Error = Fault;

    fn extract(object: Borrowed<'a, '_, PyAny>) -> Result<Self> {
        object.cast::<PyString>().map_err(PyErr::from)?;
        object.extract().map(Text).map_err(|_| invalid_utf8("the text"))
    }
}

/// The refusal of text with lone surrogates.
#[cold]
fn invalid_utf8(what: &str) -> Fault {
    let message = format!("{what} is not UTF-8: it has a lone surrogate");
    Error::new(Code::InvalidUtf8, message).into()
}

/// A number within the range of its type.
#[derive(Clone, Copy)]
pub(crate) struct Number<T>(pub(crate) T);

impl<'a, 'py, T: Ranged + FromPyObject<'a, 'py>> FromPyObject<'a, 'py> for Number<T> {
    type Error = Fault;

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> Result<Self> {
        object.extract().map(Number).map_err(|error: T::Error| out_of_range::<T>(object, error.into()))
    }
}

#[cold]
fn out_of_range<T: Ranged>(object: Borrowed<'_, '_, PyAny>, error: PyErr) -> Fault {
    if !error.is_instance_of::<PyOverflowError>(object.py()) {
        return error.into();
    }
    let message = format!("{} is out of range: expected an integer within {}", shown(object), T::RANGE);
    Error::new(T::CODE, message).into()
}

/// What was given, as error messages show it: an integer of any size in few characters.
fn shown(object: Borrowed<'_, '_, PyAny>) -> String {
    let text = object.str().map(|text| text.to_string()).unwrap_or_default();
    if text.is_empty() || text.len() > 60 { String::from("this integer") } else { text }
}

/// Integers that are read as [`Number`].
pub(crate) trait Ranged {
    const RANGE: &'static str;
    const CODE: Code = Code::InvalidArgument;
}

impl Ranged for u16 {
    const RANGE: &'static str = "0..=65535";
}
impl Ranged for u32 {
    const RANGE: &'static str = "0..=2^32-1";
}
impl Ranged for u64 {
    const RANGE: &'static str = "0..=2^64-1";
}
impl Ranged for usize {
    const RANGE: &'static str = "0..=2^63-1";
}
/// Signed integers are amounts: values, not settings.
impl Ranged for i64 {
    const RANGE: &'static str = "-2^63..=2^63-1";
    const CODE: Code = Code::IntegerOutOfRange;
}

/// The time of a call: what the caller gave, else the host's clock.
#[inline]
pub(crate) fn now_ms(now: Option<Number<u64>>) -> u64 {
    now.map_or_else(|| SystemTime.now_ms(), |now| now.0)
}

/// A field path: a sequence of texts. One text alone is refused, since it is a sequence of its characters.
pub(crate) struct Path(Vec<PyBackedStr>);

impl Path {
    pub(crate) fn steps(&self) -> Vec<&str> {
        self.0.iter().map(Deref::deref).collect()
    }

    /// A path of one step.
    pub(crate) fn field(name: &Bound<'_, PyString>) -> Result<Self> {
        let name = PyBackedStr::try_from(name.clone()).map_err(|_| invalid_utf8("a field name"))?;
        Ok(Path(vec![name]))
    }
}

/// The steps of a path that may be left out: the record itself.
pub(crate) fn steps(path: &Option<Path>) -> Vec<&str> {
    path.as_ref().map(Path::steps).unwrap_or_default()
}

impl FromPyObject<'_, '_> for Path {
    type Error = Fault;

    fn extract(object: Borrowed<'_, '_, PyAny>) -> Result<Self> {
        if object.is_instance_of::<PyString>() {
            return Err(
                PyTypeError::new_err("a path is a sequence such as (\"address\", \"city\"), not one str").into()
            );
        }
        let mut steps = Vec::new();
        for step in object.try_iter()? {
            let step = step?.cast_into::<PyString>().map_err(PyErr::from)?;
            steps.push(PyBackedStr::try_from(step).map_err(|_| invalid_utf8("a step of the path"))?);
        }
        Ok(Path(steps))
    }
}

/// Bytes of any object with a buffer: borrowed from `bytes`, copied from what may change.
pub(crate) enum Bytes {
    Backed(PyBackedBytes),
    Copied(Vec<u8>),
}

impl Bytes {
    /// The bytes of an object, or `None` if it has no buffer.
    pub(crate) fn of(object: &Bound<'_, PyAny>) -> Result<Option<Self>> {
        if object.is_instance_of::<PyBytes>() || object.is_instance_of::<PyByteArray>() {
            return Ok(Some(Bytes::Backed(object.extract().map_err(PyErr::from)?)));
        }
        match PyBuffer::<u8>::get(object) {
            Ok(buffer) => Ok(Some(Bytes::Copied(buffer.to_vec(object.py())?))),
            Err(error) if error.is_instance_of::<PyTypeError>(object.py()) => Ok(None),
            // A buffer of something else than bytes.
            Err(error) if error.is_instance_of::<PyBufferError>(object.py()) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

impl Deref for Bytes {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        match self {
            Bytes::Backed(bytes) => bytes,
            Bytes::Copied(bytes) => bytes,
        }
    }
}

impl FromPyObject<'_, '_> for Bytes {
    type Error = Fault;

    fn extract(object: Borrowed<'_, '_, PyAny>) -> Result<Self> {
        Bytes::of(&object)?.ok_or_else(|| {
            let given = object.get_type().name().map(|name| name.to_string()).unwrap_or_default();
            PyTypeError::new_err(format!("expected bytes or another buffer of bytes, not {given}")).into()
        })
    }
}
