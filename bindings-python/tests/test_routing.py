"""Where requests go and where data may be, as Python sees it; the decisions themselves are in the vectors."""

import math
from typing import Any

import pytest

from active_active import (
    ActiveActiveError,
    Deployment,
    DeploymentError,
    ResidencyError,
    Route,
    Router,
    RoutingError,
)

from conftest import NOW

SHOP: dict[str, Any] = {
    "version": 1,
    "name": "shop",
    "regions": [
        {"name": "de", "number": 1, "country": "DE"},
        {"name": "es", "number": 2, "country": "ES"},
        {"name": "us", "number": 3, "country": "US"},
    ],
    "labels": [{"name": "eu", "number": 1, "rules": [{"id": "eu-only", "only_in": ["country:DE", "country:ES"]}]}],
    "classes": [
        {
            "name": "profiles",
            "keys": "profile/*",
            "labels": ["eu"],
            "type": "register",
            "home": {"by": "rendezvous", "regions": ["de"], "fallback": ["us", "es"]},
        }
    ],
}
OBSERVED = {"region": "de", "observer": "edge-1", "outcome": "failure", "at_ms": NOW}
WRITE = {"operation": "write", "class": "profiles", "subject": "user-1"}


@pytest.fixture
def router() -> Router:
    return Router(Deployment.from_document(SHOP))


def fail(router: Router, *regions: str) -> None:
    for at in range(NOW, NOW + 3_000, 1_000):
        for region in regions:
            router.observe({**OBSERVED, "region": region, "at_ms": at}, now=at)


def test_a_write_goes_home(router: Router) -> None:
    route = router.route(WRITE, now=NOW)
    assert isinstance(route, Route)
    assert (route.outcome, route.code, route.region, route.refused) == ("routed", "home", "de", False)
    assert route.home is not None
    assert (route.home.region, route.home.epoch, route.home.contested) == ("de", 1, False)
    assert router.pick("profiles", "user-1", now=NOW) == router.first_home("profiles", "user-1") == "de"


def test_no_region_outside_takes_over(router: Router) -> None:
    fail(router, "de")
    now = NOW + 2_000
    route = router.route(WRITE, now=now)
    assert (route.code, route.region, route.contested, route.claim) == ("fallback", "es", True, True)
    outside = next(candidate for candidate in route.candidates if candidate.region == "us")
    assert (outside.verdict, outside.rule) == ("not_allowed", "eu-only")
    fail(router, "es")
    refused = router.route(WRITE, now=now)
    assert (refused.refused, refused.region) == (True, None)
    assert "user-1" not in repr(refused)
    with pytest.raises(RoutingError) as raised:
        router.pick("profiles", "user-1", now=now)
    assert raised.value.code == "route_refused"
    assert raised.value.details["reason"] == refused.code
    assert {health.region: health.state for health in router.health(now=now)} == {
        "de": "down",
        "es": "down",
        "us": "unknown",
    }


def test_homes_are_learned_by_subject_or_hash(router: Router) -> None:
    news = {"class": "profiles", "subject_hash": router.subject_hash("user-1"), "region": "es", "epoch": 2}
    assert router.set_home(news)
    assert not router.set_home(news)
    assert router.pick("profiles", "user-1", now=NOW) == "es"
    assert router.pick("profiles", "user-2", now=NOW) == "de"
    assert router.route({**WRITE, "epoch": 1}, now=NOW).code == "stale_epoch"
    assert router.route({**WRITE, "epoch": 3}, now=NOW).code == "epoch_unknown"


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda r: r.route({**WRITE, "class": "nope"}, now=NOW), "unknown_class"),
        (lambda r: r.observe({**OBSERVED, "region": "fr"}, now=NOW), "unknown_region"),
        (lambda r: r.nearest(91.0, 0.0), "position_invalid"),
        (lambda r: r.nearest(math.nan, 0.0), "position_invalid"),
        (lambda r: r.set_home({"class": "profiles", "subject": "u", "region": "fr", "epoch": 2}), "unknown_region"),
    ],
)
def test_bad_input_changes_nothing(router: Router, call: Any, code: str) -> None:
    with pytest.raises(ActiveActiveError) as raised:
        call(router)
    assert raised.value.code == code
    assert router.pick("profiles", "user-1", now=NOW) == "de"


def test_places_and_labels() -> None:
    shop = Deployment.from_document(SHOP)
    labels = shop.label_set(["eu"])
    assert shop.allowed(labels, "store", as_of_ms=NOW) == ["de", "es"]
    assert not shop.allows(labels, "store", "us", as_of_ms=NOW)
    with pytest.raises(ResidencyError) as raised:
        shop.label_set(["eur"])
    assert (raised.value.code, raised.value.details["suggestion"]) == ("unknown_label", "eu")
    circular = {**SHOP, "jurisdictions": {"a": "jurisdiction:a"}}
    with pytest.raises((DeploymentError, ResidencyError)):
        Deployment.from_document(circular)
