"""What a region answers, in Python's words."""

import dataclasses
import pickle
import time
from typing import Any

import pytest
from hypothesis import given

from active_active import (
    ActiveActiveError,
    ApplyReport,
    ConflictRecord,
    Deployment,
    Feed,
    Held,
    OperationError,
    Read,
    Region,
    Status,
    Timestamp,
    Version,
    VersionVector,
    Written,
    to_canonical_cbor,
)

from conftest import DOCUMENT, NOW, Exchange
from test_values import same, values


def read(region: Region, key: str) -> Any:
    found = region.get(key)
    return found and found.value


def test_a_write_is_told_and_read_back(eu: Region) -> None:
    written = eu.put("greeting", {"text": "hello", "raw": b"\0"}, now=NOW)
    assert written == Written("1.1#1", Timestamp(NOW, 0, eu.put("other", 1, now=NOW).timestamp.node))
    found = eu.get("greeting")
    assert isinstance(found, Read)
    assert (found.value, found.timestamp, found.siblings) == (
        {"text": "hello", "raw": b"\0"},
        written.timestamp,
        1,
    )
    assert eu.get("nothing") is None
    assert eu.versions("greeting") == [Version("1.1#1", "1.1", written.timestamp, found.value)]


def test_the_time_of_the_computer_is_the_default(eu: Region) -> None:
    before = time.time_ns() // 1_000_000
    assert before <= eu.put("greeting", 1).timestamp.ms <= time.time_ns() // 1_000_000


def test_every_type_has_its_operations(eu: Region) -> None:
    eu.increment("page/1", 5)
    eu.increment("page/1")
    eu.increment("page/1", -2)
    assert read(eu, "page/1") == 4
    eu.assign("page/1", 10)
    assert read(eu, "page/1") == 10
    eu.reset("page/1")
    assert read(eu, "page/1") == 0

    for member in ("a", ("b", 1), 3):
        eu.add("tags/1", member)
    eu.remove("tags/1", 3)
    assert len(read(eu, "tags/1")) == 2
    assert ["b", 1] in read(eu, "tags/1")
    eu.clear("tags/1")
    assert read(eu, "tags/1") == []

    eu.enable("stock/1")
    assert read(eu, "stock/1") is True
    eu.disable("stock/1")
    assert read(eu, "stock/1") is False

    eu.delete("stock/1")
    assert eu.get("stock/1") is None


def test_fields_have_paths(eu: Region) -> None:
    eu.patch("profile/1", {"name": "Ada", ("address", "city"): "London"})
    eu.put("profile/1", "Lovelace Road", path=("address", "street"))
    eu.increment("profile/1", path=["likes"])
    eu.add("profile/1", "new", path=["tags"])
    eu.enable("profile/1", path=["vip"])
    assert read(eu, "profile/1") == {
        "address": {"city": "London", "street": "Lovelace Road"},
        "likes": 1,
        "name": "Ada",
        "tags": ["new"],
        "vip": True,
    }
    eu.unset("profile/1", ["address", "street"])
    assert read(eu, "profile/1")["address"] == {"city": "London"}
    assert eu.versions("profile/1", path=["name"])[0].value == "Ada"
    for path in ("name", b"name", 5):
        with pytest.raises(TypeError):
            eu.put("profile/1", "x", path=path)  # type: ignore[arg-type]


def test_a_counter_may_outgrow_what_is_taken(eu: Region) -> None:
    for _ in range(4):
        eu.increment("page/1", 2**63 - 1)
    assert read(eu, "page/1") == 4 * (2**63 - 1)
    eu.reset("page/1")
    for _ in range(4):
        eu.increment("page/1", -(2**63))
    assert read(eu, "page/1") == -(2**65)


def test_encoded_values_are_taken_as_they_are(eu: Region) -> None:
    eu.put_encoded("greeting", memoryview(to_canonical_cbor([1, "x"])))
    assert read(eu, "greeting") == [1, "x"]
    with pytest.raises(ValueError):
        eu.put_encoded("greeting", b"\xff")


@given(values)
def test_any_value_is_read_as_it_was_written(value: Any) -> None:
    region = Region.open(Deployment.from_document(DOCUMENT), "eu")
    region.put("value", value)
    assert same(read(region, "value"), value)


def test_regions_that_heard_of_each_other_hold_the_same(eu: Region, us: Region, exchange: Exchange) -> None:
    eu.put("a", 1, now=NOW)
    us.put("b", 2, now=NOW)
    us.increment("page/1", 3, now=NOW)
    exchange(eu, us)
    assert eu.digest() == us.digest()
    assert len(eu.digest()) == 32
    assert eu.keys() == us.keys() == ["a", "b", "page/1"]
    assert eu.keys("page/") == ["page/1"]
    assert eu.keys(after="a", limit=1) == ["b"]
    assert eu.cursors().compare(VersionVector({"1.1": 1, "2.1": 2})) in ("equal", "after")


def test_a_batch_is_reported(eu: Region, us: Region) -> None:
    for number in range(3):
        eu.put(f"key{number}", number, now=NOW)
    (batch,) = eu.batches_for("us", now=NOW)
    assert isinstance(batch, bytes)
    assert us.apply(batch, now=NOW) == ApplyReport("1.1", 3, 0, 0, (), ())
    for form in (bytearray, memoryview):
        assert us.apply(form(batch), now=NOW).duplicates == 3
    assert eu.batches_for("us", now=NOW) == [batch]
    assert eu.acknowledge(us.acknowledgement_for("eu")) == "us"
    assert eu.batches_for("us", now=NOW) == []


def test_what_cannot_be_applied_yet_waits(eu: Region, us: Region) -> None:
    for number in range(2):
        eu.put(f"key{number}", "x" * 100, now=NOW)
    first, second = eu.batches_for("us", bytes_max=64, now=NOW)
    report = us.apply(second, now=NOW)
    (held,) = report.held
    assert isinstance(held, Held)
    assert (held.stream, held.first, held.last, held.code) == ("1.1", 2, 2, "batch_gap")
    assert us.held() == [held]
    report = us.apply(first, now=NOW)
    assert (report.applied, report.released, us.held()) == (2, 1, [])


def test_what_is_from_the_future_is_tried_again(eu: Region, us: Region) -> None:
    eu.put("later", 1, now=NOW + 10_000)
    (batch,) = eu.batches_for("us", now=NOW + 10_000)
    assert us.apply(batch, now=NOW).held[0].code == "clock_drift"
    assert [report.applied for report in us.retry_held(now=NOW)] in ([], [0])
    (report,) = us.retry_held(now=NOW + 10_000)
    assert (report.applied, read(us, "later")) == (1, 1)


def test_concurrent_writes_are_a_conflict_with_its_record(eu: Region, us: Region, exchange: Exchange) -> None:
    eu.put("key", "from eu", now=NOW)
    us.put("key", "from us", now=NOW + 1)
    exchange(eu, us)
    (record,) = eu.conflicts()
    assert isinstance(record, ConflictRecord)
    assert record == eu.conflict(record.id) == us.conflict(record.id)
    assert (record.kind, record.state, record.winner, record.path) == ("insert_insert", "decided", "b", ())
    assert (record.region_a, record.a_value, record.region_b, record.b_value) == ("eu", "from eu", "us", "from us")
    assert record.resolved_value == read(eu, "key") == "from us"
    assert record.a_timestamp < record.b_timestamp == record.resolved_at
    assert (record.a_context, record.labels, record.encounters) == ({}, (), 1)
    assert "from us" in record.explanation
    assert eu.conflicts(kind="update_update") == []
    assert eu.conflicts(state="decided", key="key", limit=1) == [record]
    assert eu.conflicts_dropped() == 0
    with pytest.raises(OperationError, check=lambda error: error.code == "unknown_conflict"):
        eu.conflict("0" * 32)
    with pytest.raises(ActiveActiveError, check=lambda error: error.code == "invalid_argument"):
        eu.conflicts(kind="quarrel")  # type: ignore[arg-type]


def test_a_context_spares_what_it_had_not_seen(eu: Region) -> None:
    eu.put("note/1", "first", now=NOW)
    found = eu.get("note/1")
    assert found is not None
    eu.put("note/1", "one", context=found.context, now=NOW)
    eu.put("note/1", "other", context=memoryview(found.context), now=NOW)
    both = eu.get("note/1")
    assert both is not None
    assert both.siblings == 2
    assert [version.value for version in eu.versions("note/1")] == ["one", "other"]
    eu.put("note/1", "merged", context=both.context, now=NOW)
    assert [version.value for version in eu.versions("note/1")] == ["merged"]


def test_the_feed_tells_what_became_visible(eu: Region) -> None:
    assert eu.changes_since() == Feed((), 0)
    written = eu.put("key", 1, now=NOW)
    eu.increment("page/1", now=NOW)
    feed = eu.changes_since(0, limit=1)
    (change,) = feed.changes
    assert (change.key, change.dot, change.timestamp, change.operation) == (
        "key",
        written.dot,
        written.timestamp,
        "put",
    )
    assert [change.key for change in eu.changes_since(feed.cursor).changes] == ["page/1"]


def test_a_snapshot_is_restored_as_a_new_incarnation(deployment: Deployment, eu: Region) -> None:
    eu.put("key", 1, now=NOW)
    snapshot = eu.snapshot()
    for form in (bytes, bytearray, memoryview):
        again = Region.restore(deployment, "eu", form(snapshot), incarnation=2)
        assert (again.digest(), read(again, "key")) == (eu.digest(), 1)
        assert again.status().origin == "1.2"


def test_the_status_is_a_report(deployment: Deployment, eu: Region) -> None:
    eu.put("key", 1, now=NOW)
    status = eu.status()
    assert isinstance(status, Status)
    assert (status.region, status.origin, status.writable, status.records) == ("eu", "1.1", True, 1)
    assert (status.deployment.version, status.deployment.digest) == (1, deployment.digest().hex())
    assert status.cursors == {"1.1": 1}
    assert repr(eu) == '<Region "eu" 1.1>'


def test_options_have_names(deployment: Deployment) -> None:
    region = Region.open(deployment, "eu", incarnation=3, process=7, max_jump_ms=1_000, conflicts_max=None)
    written = region.put("key", 1, now=NOW)
    assert (written.dot, hex(written.timestamp.node)) == ("1.3#1", "0x1000300000007")
    with pytest.raises(TypeError, match="no option 'incarnaton'"):
        Region.open(deployment, "eu", incarnaton=3)  # type: ignore[call-arg]
    with pytest.raises(ActiveActiveError, check=lambda error: error.code == "invalid_argument"):
        Region.open(deployment, "eu", incarnation=65_536)
    with pytest.raises(TypeError):
        Region.open(deployment, "eu", process="7")  # type: ignore[arg-type]


def test_reports_are_frozen_data(eu: Region) -> None:
    written = eu.put("key", 1)
    with pytest.raises(dataclasses.FrozenInstanceError):
        written.dot = "1.1#2"  # type: ignore[misc]
    assert pickle.loads(pickle.dumps(written)) == written
    assert pickle.loads(pickle.dumps(eu.status())) == eu.status()
    assert dataclasses.asdict(written) == {"dot": written.dot, "timestamp": written.timestamp}
