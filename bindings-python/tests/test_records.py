"""Logs, maxima and minima, and unique claims, in Python's words."""

import pytest

from active_active import Claim, Deployment, LogEntry, OperationError, Region

from conftest import NOW, Exchange

DOCUMENT = {
    "version": 1,
    "name": "records",
    "regions": [{"name": "eu", "number": 1}, {"name": "us", "number": 2}],
    "classes": [
        {"name": "histories", "keys": "history/*", "labels": [], "type": "log"},
        {"name": "bids", "keys": "bid/*", "labels": [], "type": "maximum"},
        {"name": "floors", "keys": "floor/*", "labels": [], "type": "minimum"},
        {"name": "emails", "keys": "email/*", "labels": [], "type": "claim"},
        {
            "name": "orders",
            "keys": "order/*",
            "labels": [],
            "type": "map",
            "fields": {"steps": {"type": "log"}, "most": {"type": "maximum"}},
        },
    ],
}
EMAIL = "ann@example.org"


@pytest.fixture
def eu() -> Region:
    return Region.open(Deployment.from_document(DOCUMENT), "eu")


@pytest.fixture
def us() -> Region:
    return Region.open(Deployment.from_document(DOCUMENT), "us")


def test_a_log_is_read_whole_and_in_pages(eu: Region) -> None:
    for step in ("ordered", {"paid": 9}, None):
        eu.append("history/1", step, now=NOW)
    read = eu.get("history/1")
    assert read is not None and read.value == ["ordered", {"paid": 9}, None]
    first, second = eu.log_entries("history/1", limit=2)
    assert (first, first.region, first.dot) == (LogEntry("1.1#1", first.timestamp, "eu", "ordered"), "eu", "1.1#1")
    assert [entry.value for entry in eu.log_entries("history/1", after=second.timestamp)] == [None]
    assert len(eu.log_entries("history/1", limit=0)) == 3
    eu.append("order/1", 1, path=["steps"])
    assert [entry.value for entry in eu.log_entries("order/1", path=["steps"])] == [1]
    with pytest.raises(OperationError, match="only a log"):
        eu.log_entries("bid/1")


def test_a_maximum_rises_and_a_minimum_falls(eu: Region) -> None:
    for number in (5, 2.5, 7, 6):
        eu.offer("bid/1", number)
        eu.offer("floor/1", number)
        eu.offer("order/1", number, path=["most"])
    shown = [read.value for key in ("bid/1", "floor/1", "order/1") if (read := eu.get(key))]
    assert shown == [7, 2.5, {"most": 7}]
    with pytest.raises(OperationError) as refused:
        eu.offer("bid/1", "9")  # type: ignore[arg-type]
    assert refused.value.code == "wrong_type"


def test_a_value_has_one_holder(eu: Region, us: Region, exchange: Exchange) -> None:
    assert eu.claim_of("emails", EMAIL).state == "free"
    mine = eu.claim("emails", EMAIL, {"user": 1}, now=NOW)
    assert mine == Claim(mine.key, {"user": 1}, "provisional", ({"user": 1},))
    assert mine.key.startswith("email/") and EMAIL not in mine.key
    theirs = us.claim("emails", EMAIL, "us-user", now=NOW + 1)
    assert theirs.holder == "us-user"
    exchange(eu, us)
    assert us.claim_of("emails", EMAIL).claimants == ({"user": 1}, "us-user")
    [told] = us.conflicts(kind="unique_claim")
    assert (told.a_value, told.b_value, told.winner) == ({"user": 1}, "us-user", "a")
    with pytest.raises(OperationError) as refused:
        us.claim("emails", EMAIL, "us-user", now=NOW + 2)
    assert (refused.value.code, refused.value.details["holder"]) == ("claim_taken", '{"user":1}')
    assert eu.release("emails", EMAIL, {"user": 1}, now=NOW + 2).holder == "us-user"
    with pytest.raises(OperationError, match="nothing to release"):
        eu.release("emails", EMAIL, {"user": 1})


def test_a_secret_derives_other_keys() -> None:
    deployment = Deployment.from_document(DOCUMENT)
    plain, secret = Region.open(deployment, "eu"), Region.open(deployment, "eu", claim_secret=b"hush")
    again = Region.restore(deployment, "eu", secret.snapshot(), incarnation=2, claim_secret=bytearray(b"hush"))
    keys = [region.claim_of("emails", EMAIL).key for region in (plain, secret, again)]
    assert keys[0] != keys[1] == keys[2]
