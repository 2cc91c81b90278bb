"""What a region counts, as documents and as text that a parser of Prometheus accepts."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from active_active import Deployment, Metrics, RateMonitor, Region, SpaceSaving, UsageError

from conftest import DOCUMENT, NOW

Exchange = Callable[[Region, Region], None]
Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


def samples(text: str) -> Samples:
    """The samples of a text in OpenMetrics, by name and labels."""
    families = list(text_string_to_metric_families(text))  # type: ignore[no-untyped-call]
    assert all(family.documentation for family in families)
    assert len({family.name for family in families}) == len(families)
    return {(s.name, frozenset(s.labels.items())): s.value for family in families for s in family.samples}


def at(found: Samples, name: str, **labels: str) -> float:
    return found[f"active_active_{name}", frozenset({"region": "us", **labels}.items())]


def clash(eu: Region, us: Region, exchange: Exchange, keys: int = 1) -> None:
    for key in range(keys):
        eu.put(f"key/{key}", "eu", now=NOW)
        us.put(f"key/{key}", "us", now=NOW)
    exchange(eu, us)


def test_prometheus_reads_what_a_region_counts(eu: Region, us: Region, exchange: Exchange) -> None:
    us.increment("page/1", now=NOW)
    clash(eu, us, exchange)
    found = samples(us.open_metrics(now=NOW))
    assert at(found, "writes_total", **{"class": "pages"}) == 1
    assert at(found, "writes_total", **{"class": "rest"}) == 1
    assert at(found, "applied_changes_total", origin_region="eu", **{"class": "rest"}) == 1
    assert at(found, "conflicts_total", kind="insert_insert", **{"class": "rest"}) == 1
    assert at(found, "conflict_pairs_total", region_a="eu", region_b="us") == 1
    assert at(found, "conflicts_per_second", kind="insert_insert", **{"class": "rest"}) == pytest.approx(1 / 60, rel=1e-3)
    assert at(found, "window_seconds") == 60
    assert at(found, "conflict_rate_breached") == 0
    assert at(found, "clock_ahead_max_seconds", origin="1.1", origin_region="eu") == 0
    assert at(found, "records") == 2


def test_prometheus_reads_a_region_that_did_nothing(us: Region) -> None:
    text = us.open_metrics(now=NOW)
    assert text.endswith("# EOF\n")
    assert at(samples(text), "records") == 0


@given(st.lists(st.sampled_from(["eu", "us", "both", "exchange"]), max_size=30))
def test_prometheus_reads_whatever_was_counted(steps: list[str]) -> None:
    deployment = Deployment.from_document(DOCUMENT)
    regions = {name: Region.open(deployment, name, metrics_window_ms=1_000) for name in ("eu", "us")}
    for index, step in enumerate(steps):
        now = NOW + index * 97
        for name, region in regions.items():
            if step in (name, "both"):
                region.put(f"key/{index % 3}", index, now=now)
        for source, target in (("eu", "us"), ("us", "eu")) if step == "exchange" else ():
            for batch in regions[source].batches_for(target, now=now):
                regions[target].apply(batch, now=now)
    for region in regions.values():
        found = samples(region.open_metrics(now=NOW + 3_000))
        totals = sum(value for (name, _), value in found.items() if name == "active_active_conflicts_total")
        pairs = sum(value for (name, _), value in found.items() if name == "active_active_conflict_pairs_total")
        assert totals == pairs == sum(count.total for count in region.metrics(now=NOW).conflicts)


def test_metrics_are_plain_data(eu: Region, us: Region, exchange: Exchange) -> None:
    clash(eu, us, exchange)
    metrics = us.metrics(now=NOW)
    assert isinstance(metrics, Metrics)
    assert metrics.writes[0].labels == {"class": "rest"}
    assert (metrics.conflict_rate.state, metrics.conflict_rate.count) == ("normal", 1)
    assert [hot.key for hot in metrics.hot_keys.conflicts] == [None]
    assert [peer.peer for peer in metrics.peers] == ["eu", "ap"]


def test_a_hotspot_names_its_keys_only_where_that_is_allowed(eu: Region, us: Region, exchange: Exchange) -> None:
    assert us.diagnose(now=NOW).state == "healthy"
    for _ in range(10):
        clash(eu, us, exchange)
    told, named = us.diagnose(now=NOW), us.diagnose(allow_keys=True, now=NOW)
    assert told.state == named.state == "hotspot"
    assert "key/0" not in repr(told)
    assert named.findings[0].evidence["keys"][0]["key"] == "key/0"
    assert told.findings[0].next_step == named.findings[0].next_step
    assert us.diagnose(conflicts_min=11, now=NOW).state == "healthy"


def test_metrics_can_be_switched_off(deployment: Deployment) -> None:
    off = Region.open(deployment, "eu", metrics=False)
    for call in (off.metrics, off.open_metrics, off.diagnose):
        with pytest.raises(UsageError, check=lambda error: error.code == "invalid_argument"):
            call()


def test_settings_out_of_range_are_refused(deployment: Deployment, eu: Region) -> None:
    refused: list[Callable[[], object]] = [
        lambda: Region.open(deployment, "eu", metrics_window_ms=999),
        lambda: Region.open(deployment, "eu", conflict_rate_threshold=0),
        lambda: eu.diagnose(hotspot_percent=101),
        lambda: eu.diagnose(hotspot_keys=0),
        lambda: eu.diagnose(silent_ms=-1),
        lambda: RateMonitor(0, 1),
        lambda: RateMonitor(1, -1),
        lambda: SpaceSaving(0),
        lambda: SpaceSaving().add("key", -1),
    ]
    for call in refused:
        with pytest.raises(UsageError, check=lambda error: error.code == "invalid_argument"):
            call()


def test_a_monitor_goes_on_with_its_settings_until_the_window_ends() -> None:
    monitor = RateMonitor(10, 5_000)
    assert monitor.observe(0, now=NOW) == "normal"
    monitor.configure(5, 1_000)
    assert monitor.observe(9, now=NOW + 4_999) == "normal"
    assert (monitor.threshold, monitor.window_ms, monitor.count) == (10, 5_000, 9)
    assert monitor.observe(9, now=NOW + 5_000) == "normal"
    assert (monitor.threshold, monitor.window_ms, monitor.count) == (5, 1_000, 0)
    assert monitor.observe(14, now=NOW + 5_000) == monitor.state == "breached"


def test_a_sketch_counts_keys() -> None:
    sketch = SpaceSaving()
    for word in json.dumps(DOCUMENT).split():
        sketch.add(word)
    sketch.add("most", 1_000)
    assert sketch.capacity == 64
    assert sketch.top(1)[0].key == "most"
    assert sum(hot.count for hot in sketch.top()) == sketch.total
