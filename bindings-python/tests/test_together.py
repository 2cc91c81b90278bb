"""Rights to bounded counters, expiry, and several writes as one."""

import pytest

from active_active import ActiveActiveError, Deployment, Region

DOCUMENT = """{"version": 1, "name": "shop",
    "regions": [{"name": "eu", "number": 1}, {"name": "us", "number": 2}],
    "classes": [{"name": "seats", "keys": "seats/*", "labels": [], "type": "bounded-counter"},
                {"name": "pages", "keys": "page/*", "labels": [], "type": "counter"},
                {"name": "all", "keys": "**", "labels": [], "type": "register"}]}"""


@pytest.fixture
def eu() -> Region:
    return Region.open(Deployment.parse(DOCUMENT), "eu")


def test_rights_are_spent_and_given(eu: Region) -> None:
    eu.increment("seats/1", 10)
    eu.transfer("seats/1", "us", 4)
    assert eu.rights("seats/1") == {
        "total": 10, "available": 6, "elsewhere": 4, "incomplete": False, "regions": {"eu": 6, "us": 4},
    }
    with pytest.raises(ActiveActiveError) as refused:
        eu.increment("seats/1", -7)
    assert refused.value.code == "insufficient_rights"
    assert refused.value.details["elsewhere"] == 4


def test_a_record_expires(eu: Region) -> None:
    eu.put("note", "x", now=1_000)
    eu.expire("note", 2_000, now=1_000)
    read = eu.get("note", now=1_999)
    assert read is not None and read.value == "x"
    assert eu.get("note", now=2_000) is None
    assert eu.get("note") is None, "the clock of the computer is the default"
    eu.persist("note", now=1_001)
    assert eu.get("note") is not None


def test_several_writes_are_one(eu: Region) -> None:
    eu.put("note", 0)
    read = eu.get("note")
    assert read is not None
    written = eu.transaction([
        {"operation": "put", "key": "note", "value": [1], "context": read.context},
        {"operation": "increment", "key": "page/1", "amount": 2},
    ])
    assert [one.dot for one in written] == ["1.1#2", "1.1#3"]
    before = eu.digest()
    with pytest.raises(ActiveActiveError) as refused:
        eu.transaction([{"operation": "put", "key": "note", "value": 9}, {"operation": "enable", "key": "note"}])
    assert (refused.value.code, refused.value.details["write"]) == ("wrong_type", 1)
    assert eu.digest() == before
