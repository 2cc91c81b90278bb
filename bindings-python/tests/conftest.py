"""One deployment with every type, and regions of it."""

import json
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, settings

from active_active import Deployment, Region

# How long an example takes says nothing on a machine that has other work.
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")

NOW = 1_700_000_000_000

DOCUMENT = {
    "version": 1,
    "name": "shop",
    "regions": [{"name": "eu", "number": 1}, {"name": "us", "number": 2}, {"name": "ap", "number": 3}],
    "classes": [
        {
            "name": "profiles",
            "keys": "profile/*",
            "labels": [],
            "type": "map",
            "fields": {
                "name": {"type": "register"},
                "likes": {"type": "counter"},
                "tags": {"type": "set"},
                "vip": {"type": "flag"},
                "address": {"type": "map", "fields": {"*": {"type": "register"}}},
            },
        },
        {"name": "pages", "keys": "page/*", "labels": [], "type": "counter"},
        {"name": "tags", "keys": "tags/*", "labels": [], "type": "set"},
        {"name": "stock", "keys": "stock/*", "labels": [], "type": "flag"},
        {"name": "notes", "keys": "note/*", "labels": [], "type": "register", "strategy": "keep-all"},
        {"name": "rest", "keys": "**", "labels": [], "type": "register"},
    ],
}


@pytest.fixture
def deployment() -> Deployment:
    return Deployment.parse(json.dumps(DOCUMENT))


@pytest.fixture
def eu(deployment: Deployment) -> Region:
    return Region.open(deployment, "eu")


@pytest.fixture
def us(deployment: Deployment) -> Region:
    return Region.open(deployment, "us")


Exchange = Callable[[Region, Region], None]


@pytest.fixture
def exchange() -> Exchange:
    """Brings two regions together: each gets what the other has."""

    def send(source: Region, target: Region) -> None:
        for batch in source.batches_for(target.status().region, now=NOW):
            target.apply(batch, now=NOW)
        source.acknowledge(target.acknowledgement_for(source.name))

    def both(one: Region, other: Region) -> None:
        send(one, other)
        send(other, one)

    return both
