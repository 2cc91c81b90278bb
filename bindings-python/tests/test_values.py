"""Values: what goes in comes out, in its canonical form; what has no place is refused with its place."""

import array
import collections
import enum
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import active_active as aa
from active_active import InvalidValueError

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
    | st.binary()
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner) | st.dictionaries(st.text().filter(lambda key: key != "$bytes"), inner),
    max_leaves=20,
)


def same(one: Any, other: Any) -> bool:
    """Equality that keeps True apart from 1; an integral float is the integer."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


@given(values)
def test_canonical_cbor_reads_back(value: Any) -> None:
    encoded = aa.to_canonical_cbor(value)
    assert same(aa.from_canonical_cbor(encoded), value)
    assert aa.to_canonical_cbor(aa.from_canonical_cbor(encoded)) == encoded


@given(values)
def test_canonical_json_reads_back(value: Any) -> None:
    assert same(aa.from_json(aa.to_json(value)), value)


@given(st.dictionaries(st.text(), st.integers(-5, 5), min_size=2))
def test_the_order_of_members_is_no_matter(value: dict[str, int]) -> None:
    encoded = aa.to_canonical_cbor(value)
    assert encoded == aa.to_canonical_cbor(dict(reversed(value.items())))
    assert isinstance(decoded := aa.from_canonical_cbor(encoded), dict)
    assert list(decoded) == sorted(value, key=str.encode)


@given(st.floats())
def test_a_float_is_an_integer_where_it_can_be(number: float) -> None:
    if not math.isfinite(number):
        assert refused(number).code == "not_finite"
    elif number == int(number) and abs(number) <= 2**53:
        assert aa.to_canonical_cbor(number) == aa.to_canonical_cbor(int(number))
    else:
        assert isinstance(aa.from_canonical_cbor(aa.to_canonical_cbor(number)), float)


def refused(value: Any) -> InvalidValueError:
    with pytest.raises(InvalidValueError) as raised:
        aa.to_canonical_cbor(value)
    return raised.value


class Colour(enum.IntEnum):
    RED = 1


class Name(str):
    pass


def test_kin_of_the_plain_types_are_taken_as_those() -> None:
    cases: list[tuple[Any, Any]] = [
        ((1, [2], ()), [1, [2], []]),
        (Colour.RED, 1),
        (Name("x"), "x"),
        (collections.OrderedDict(b=1, a=2), {"a": 2, "b": 1}),
        (bytearray(b"ab"), b"ab"),
        (memoryview(b"abcd")[::2], b"ac"),
        (array.array("B", [1, 2]), b"\1\2"),
    ]
    for given_, read in cases:
        assert aa.from_canonical_cbor(aa.to_canonical_cbor(given_)) == read


@pytest.mark.parametrize(
    ("value", "code", "path"),
    [
        (2**63, "integer_out_of_range", None),
        ([-(2**63) - 1], "integer_out_of_range", "[0]"),
        ({"a": {"b": [0, math.nan]}}, "not_finite", "a.b[1]"),
        ("\ud800", "invalid_utf8", None),
        ({"a b": "\udfff"}, "invalid_utf8", '["a b"]'),
        ({"\ud800": 1}, "invalid_utf8", None),
        ({1: 2}, "unsupported_value", None),
        ({"a": [object()]}, "unsupported_value", "a[0]"),
        ({"a": {1, 2}}, "unsupported_value", "a"),
        ([array.array("I", [1])], "unsupported_value", "[0]"),
        (1 + 2j, "unsupported_value", None),
        ({"$bytes": "x"}, "unsupported_value", None),
    ],
)
def test_what_has_no_place_is_refused_with_its_place(value: Any, code: str, path: str | None) -> None:
    error = refused(value)
    assert (error.code, error.details.get("path")) == (code, path)
    assert isinstance(error, ValueError)


def test_the_type_is_named() -> None:
    assert "datetime" in refused({"when": __import__("datetime").date.today()}).message


def test_depth_and_circles_are_refused_before_the_stack_is() -> None:
    circle: list[Any] = []
    circle.append(circle)
    ring: dict[str, Any] = {}
    ring["ring"] = [ring]
    deep: Any = 0
    for _ in range(100_000):
        deep = [deep]
    for value in (circle, ring, deep):
        assert refused(value).code == "value_too_deep"
    # Python frees what is nested this deep by recursion of its own, safely.
    assert refused([[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[0]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]).code == "value_too_deep"


def test_size_is_limited() -> None:
    assert refused("x" * (1 << 20)).code == "value_too_large"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "invalid_json"),
        ('{"a":1,"a":2}', "duplicate_key"),
        ("9223372036854775808", "integer_out_of_range"),
        ("1e400", "not_finite"),
        ("NaN", "invalid_json"),
        ("[" * 33 + "]" * 33, "value_too_deep"),
        ('"\\ud800"', "invalid_json"),
        ("\ud800", "invalid_utf8"),
    ],
)
def test_json_is_read_strictly(text: str, code: str) -> None:
    with pytest.raises(InvalidValueError, check=lambda error: error.code == code):
        aa.from_json(text)


@given(st.binary())
def test_any_bytes_are_a_value_or_an_error(data: bytes) -> None:
    try:
        value = aa.from_canonical_cbor(data)
    except InvalidValueError:
        return
    assert aa.to_canonical_cbor(value) == data
