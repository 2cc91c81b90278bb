//! Values between Python and the core: int, float, str, bytes, bool, None, list and dict.

use crate::{
    argument::{Bytes, Text},
    error::{Fault, Result},
};
use active_active::{
    Code, Error,
    value::{self, Limits, Value},
};
use pyo3::{
    exceptions::PyOverflowError,
    prelude::*,
    types::{PyBool, PyBytes, PyDict, PyFloat, PyInt, PyList, PyString, PyTuple},
};

/// A value from Python, in its canonical form.
pub(crate) struct Input(pub(crate) Value);

impl FromPyObject<'_, '_> for Input {
    type Error = Fault;

    fn extract(object: Borrowed<'_, '_, PyAny>) -> Result<Self> {
        Ok(Input(read(&object, &Place::Root)?.normalize()?))
    }
}

/// Where in the value the reader is, as a list of steps on the stack.
enum Place<'a> {
    Root,
    Item(&'a Place<'a>, usize),
    Member(&'a Place<'a>, &'a str),
}

impl Place<'_> {
    fn depth(&self) -> usize {
        match self {
            Place::Root => 0,
            Place::Item(outer, _) | Place::Member(outer, _) => outer.depth() + 1,
        }
    }

    fn path(&self) -> String {
        match self {
            Place::Root => String::new(),
            Place::Item(outer, index) => format!("{}[{index}]", outer.path()),
            Place::Member(outer, key) if !plain(key) => format!("{}[{key:?}]", outer.path()),
            Place::Member(Place::Root, key) => (*key).to_owned(),
            Place::Member(outer, key) => format!("{}.{key}", outer.path()),
        }
    }

    #[cold]
    fn refuse(&self, code: Code, what: &str, instead: &str) -> Fault {
        let path = self.path();
        match path.is_empty() {
            true => Error::new(code, format!("{what}: {instead}")).into(),
            false => Error::new(code, format!("{what} at `{path}`: {instead}")).with("path", path).into(),
        }
    }
}

/// Whether a key reads well in a path without quotes, as in the core's messages.
fn plain(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'$' | b'*'))
}

fn read(object: &Bound<'_, PyAny>, place: &Place<'_>) -> Result<Value> {
    // INVARIANT: no input, however deep or circular, uses up the stack; the limits in force are the core's to check.
    if place.depth() > Limits::DEPTH_MAX {
        let message = format!("the value is nested deeper than {}, or contains itself", Limits::DEPTH_MAX);
        return Err(Error::new(Code::ValueTooDeep, message).into());
    }
    if let Ok(text) = object.cast::<PyString>() {
        Ok(Value::from(utf8(text, place)?))
    } else if object.is_none() {
        Ok(Value::Null)
    } else if let Ok(boolean) = object.cast::<PyBool>() {
        Ok(Value::Bool(boolean.is_true()))
    } else if let Ok(integer) = object.cast::<PyInt>() {
        read_integer(integer, place)
    } else if let Ok(float) = object.cast::<PyFloat>() {
        Ok(Value::Float(float.value()))
    } else if let Ok(dict) = object.cast::<PyDict>() {
        read_dict(dict, place)
    } else if let Ok(list) = object.cast::<PyList>() {
        read_items(list.iter(), place)
    } else if let Ok(tuple) = object.cast::<PyTuple>() {
        read_items(tuple.iter(), place)
    } else {
        read_bytes(object, place)
    }
}

fn utf8<'a>(text: &'a Bound<'_, PyString>, place: &Place<'_>) -> Result<&'a str> {
    text.to_str().map_err(|_| place.refuse(Code::InvalidUtf8, "text that is not UTF-8", "it has a lone surrogate"))
}

fn read_integer(integer: &Bound<'_, PyInt>, place: &Place<'_>) -> Result<Value> {
    integer.extract().map(Value::Integer).map_err(|error| match error.is_instance_of::<PyOverflowError>(integer.py()) {
        true => place.refuse(Code::IntegerOutOfRange, "an integer outside -2^63..=2^63-1", "give a float or text"),
        false => error.into(),
    })
}

fn read_items<'py>(items: impl Iterator<Item = Bound<'py, PyAny>>, place: &Place<'_>) -> Result<Value> {
    let items = items.enumerate().map(|(index, item)| read(&item, &Place::Item(place, index)));
    items.collect::<Result<_>>().map(Value::Array)
}

fn read_dict(dict: &Bound<'_, PyDict>, place: &Place<'_>) -> Result<Value> {
    let mut members = Vec::with_capacity(dict.len());
    // The items as a list: reading a buffer may run code that changes the dict.
    for item in dict.items() {
        let (key, item): (Bound<'_, PyAny>, Bound<'_, PyAny>) = item.extract()?;
        let key = key.cast_into::<PyString>().map_err(|error| {
            let what = format!("a dict key of type {}", type_name(&error.into_inner()));
            place.refuse(Code::UnsupportedValue, &what, "give str keys")
        })?;
        let key = utf8(&key, place)?;
        members.push((key.to_owned(), read(&item, &Place::Member(place, key))?));
    }
    Ok(Value::Object(members))
}

fn read_bytes(object: &Bound<'_, PyAny>, place: &Place<'_>) -> Result<Value> {
    match Bytes::of(object)? {
        Some(bytes) => Ok(Value::Bytes(bytes.to_vec())),
        None => {
            let what = format!("an object of type {}", type_name(object));
            let instead = "give int, float, str, bytes, bool, None, list or dict";
            Err(place.refuse(Code::UnsupportedValue, &what, instead))
        }
    }
}

pub(crate) fn type_name(object: &Bound<'_, PyAny>) -> String {
    object.get_type().fully_qualified_name().map(|name| name.to_string()).unwrap_or_default()
}

/// A value as Python sees it.
pub(crate) fn write<'py>(py: Python<'py>, value: &Value) -> PyResult<Bound<'py, PyAny>> {
    Ok(match value {
        Value::Null => py.None().into_bound(py),
        Value::Bool(boolean) => PyBool::new(py, *boolean).to_owned().into_any(),
        Value::Integer(integer) => integer.into_pyobject(py)?.into_any(),
        Value::BigInteger(integer) => integer.into_pyobject(py)?.into_any(),
        Value::Float(float) => PyFloat::new(py, *float).into_any(),
        Value::Text(text) => PyString::new(py, text).into_any(),
        Value::Bytes(bytes) => PyBytes::new(py, bytes).into_any(),
        Value::Array(items) => {
            let list = PyList::empty(py);
            items.iter().try_for_each(|item| list.append(write(py, item)?))?;
            list.into_any()
        }
        Value::Object(members) => {
            let dict = PyDict::new(py);
            members.iter().try_for_each(|(key, item)| dict.set_item(key, write(py, item)?))?;
            dict.into_any()
        }
    })
}

/// The canonical CBOR of a value: the bytes that are stored, hashed and sent.
///
/// >>> to_canonical_cbor({"b": 1.0, "a": [True, None]}).hex()
/// 'a2616182f5f6616201'
#[pyfunction]
pub(crate) fn to_canonical_cbor<'py>(py: Python<'py>, value: Input) -> Result<Bound<'py, PyBytes>> {
    let bytes = value.0.to_cbor();
    value::check_canonical(&bytes, &Limits::default())?;
    Ok(PyBytes::new(py, &bytes))
}

/// Reads the canonical CBOR of one value, and refuses any other encoding of it.
///
/// >>> from_canonical_cbor(bytes.fromhex("a2616182f5f6616201"))
/// {'a': [True, None], 'b': 1}
#[pyfunction]
pub(crate) fn from_canonical_cbor(py: Python<'_>, data: Bytes) -> Result<Bound<'_, PyAny>> {
    Ok(write(py, &Value::from_cbor(&data, &Limits::default())?)?)
}

/// The canonical JSON of a value: members sorted, no spaces, bytes as `{"$bytes":"<base64url>"}`.
///
/// >>> to_json({"b": 1.0, "a": b"hi"})
/// '{"a":{"$bytes":"aGk"},"b":1}'
#[pyfunction]
pub(crate) fn to_json(value: Input) -> String {
    value.0.to_json()
}

/// Reads JSON with the library's own rules: duplicate keys, integers beyond 64 bits and too deep values are errors
/// that say the line and the column.
///
/// >>> from_json('{"a": 1.0}')
/// {'a': 1}
#[pyfunction]
pub(crate) fn from_json<'py>(py: Python<'py>, text: Text<'_>) -> Result<Bound<'py, PyAny>> {
    Ok(write(py, &Value::from_json(text.0, &Limits::default())?)?)
}
