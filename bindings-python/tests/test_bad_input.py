"""Bad input of any kind is a typed error with its code, and changes nothing."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import active_active as aa
from active_active import ActiveActiveError, Deployment, Region

from conftest import DOCUMENT, NOW

Call = Callable[[Region], Any]

CASES: list[tuple[str, str, Call]] = [
    ("wrong type for the class", "wrong_type", lambda r: r.put("page/1", "x")),
    ("increment of a register", "wrong_type", lambda r: r.increment("key")),
    ("flag operation on a set", "wrong_type", lambda r: r.enable("tags/1")),
    ("a field that is not declared", "unknown_path", lambda r: r.put("profile/1", 1, path=["age"])),
    ("an empty key", "invalid_key", lambda r: r.put("", 1)),
    ("a key with a control character", "invalid_key", lambda r: r.put("a\nb", 1)),
    ("a key too long", "key_too_large", lambda r: r.put("k" * 5_000, 1)),
    ("a key that is not UTF-8", "invalid_utf8", lambda r: r.put("\ud800", 1)),
    ("a path that is not UTF-8", "invalid_utf8", lambda r: r.put("profile/1", 1, path=["\ud800"])),
    ("a field that is not UTF-8", "invalid_utf8", lambda r: r.patch("profile/1", {"\ud800": 1})),
    ("text that is not UTF-8", "invalid_utf8", lambda r: r.put("key", ["\ud800"])),
    ("not a number", "not_finite", lambda r: r.put("key", float("nan"))),
    ("an infinity", "not_finite", lambda r: r.put("key", {"a": float("-inf")})),
    ("an integer too large", "integer_out_of_range", lambda r: r.put("key", 2**63)),
    ("an amount too large", "integer_out_of_range", lambda r: r.increment("page/1", 2**63)),
    ("an amount far too large", "integer_out_of_range", lambda r: r.assign("page/1", -(10**5000))),
    ("a value too large", "value_too_large", lambda r: r.put("key", b"x" * (1 << 20))),
    ("a value too deep", "value_too_deep", lambda r: r.put("key", json.loads("[" * 33 + "]" * 33))),
    ("a set in a value", "unsupported_value", lambda r: r.add("tags/1", {1, 2})),  # type: ignore[arg-type]
    ("a value that is no CBOR", "not_canonical", lambda r: r.put_encoded("key", b"\x18\x01")),
    ("a context that is none", "invalid_context", lambda r: r.put("key", 1, context=b"\xff")),
    ("a time before 1970", "invalid_argument", lambda r: r.put("key", 1, now=-1)),
    ("a time after all", "timestamp_out_of_range", lambda r: r.put("key", 1, now=1 << 48)),
    ("a batch for nobody", "unknown_region", lambda r: r.batches_for("moon")),
    ("a batch that is empty", "batch_malformed", lambda r: r.apply(b"")),
    ("a batch that is none", "batch_malformed", lambda r: r.apply(b"\x00" * 50)),
    ("an acknowledgement that is none", "acknowledgement_malformed", lambda r: r.acknowledge(b"\x00")),
    ("a conflict that is none", "part_malformed", lambda r: r.conflict("x")),
]


@pytest.mark.parametrize(("code", "call"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_bad_input_is_refused_with_its_code(eu: Region, code: str, call: Call) -> None:
    eu.put("key", "before", now=NOW)
    before = eu.digest(), eu.status(), eu.snapshot()
    with pytest.raises(ActiveActiveError) as raised:
        call(eu)
    assert raised.value.code == code
    assert raised.value.message == raised.value.message.strip().rstrip(".")
    assert (eu.digest(), eu.status(), eu.snapshot()) == before


def test_a_region_has_to_be_named(deployment: Deployment) -> None:
    with pytest.raises(ActiveActiveError, check=lambda error: error.code == "unknown_region"):
        Region.open(deployment, "moon")
    with pytest.raises(ActiveActiveError, check=lambda error: error.code == "snapshot_malformed"):
        Region.restore(deployment, "eu", b"", incarnation=2)


def test_a_batch_of_another_deployment_is_refused(deployment: Deployment) -> None:
    other = Region.open(Deployment.parse(json.dumps({**DOCUMENT, "partitions": 2})), "us")
    other.put("key", 1, now=NOW)
    eu = Region.open(deployment, "eu")
    with pytest.raises(ActiveActiveError, check=lambda error: error.code == "deployment_forked"):
        eu.apply(other.batches_for("eu", now=NOW)[0], now=NOW)
    assert eu.keys() == []


@pytest.mark.parametrize("wrong", [None, "text", 5, [1, 2], {"a": 1}, object()])
def test_what_is_not_bytes_is_a_type_error(eu: Region, wrong: Any) -> None:
    for call in (eu.apply, eu.acknowledge, aa.from_canonical_cbor, aa.VersionVector.from_bytes):
        with pytest.raises(TypeError):
            call(wrong)


DECODERS: list[Callable[[bytes], Any]] = [
    aa.Timestamp.from_bytes,
    aa.VersionVector.from_bytes,
    aa.from_canonical_cbor,
    lambda data: Region.open(Deployment.from_document(DOCUMENT), "eu").apply(data, now=NOW),
    lambda data: Region.open(Deployment.from_document(DOCUMENT), "eu").acknowledge(data),
    lambda data: Region.restore(Deployment.from_document(DOCUMENT), "eu", data, incarnation=2),
    lambda data: Deployment.parse(data.decode("utf-8", "surrogateescape")),
    lambda data: aa.from_json(data.decode("utf-8", "surrogateescape")),
    lambda data: aa.Timestamp.parse(data.decode("utf-8", "surrogateescape")),
    lambda data: aa.parse_uuid(data.decode("latin-1")),
]


@pytest.mark.parametrize("decode", DECODERS)
@settings(max_examples=50)
@given(data=st.binary(max_size=200))
def test_any_bytes_are_taken_or_refused(decode: Callable[[bytes], Any], data: bytes) -> None:
    try:
        decode(data)
    except ActiveActiveError as error:
        assert error.code != "internal"


@settings(max_examples=100)
@given(at=st.integers(0, 10_000), flip=st.integers(1, 255))
def test_a_damaged_batch_never_stops_a_region(at: int, flip: int) -> None:
    deployment = Deployment.from_document(DOCUMENT)
    eu, us = Region.open(deployment, "eu"), Region.open(deployment, "us")
    eu.patch("profile/1", {"name": "Ada", ("address", "city"): "London"}, now=NOW)
    eu.add("tags/1", "x", now=NOW)
    (batch,) = eu.batches_for("us", now=NOW)
    damaged = bytearray(batch)
    damaged[at % len(damaged)] ^= flip
    try:
        us.apply(damaged, now=NOW)
    except ActiveActiveError as error:
        assert error.code != "internal"
        assert us.apply(batch, now=NOW).applied == 2
