"""Merge functions in Python, which the engine calls back."""

import json
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from active_active import ABSTAIN, Deployment, MergeInput, OperationError, Region, UsageError
from conftest import NOW, Exchange

CUSTOM = {"by": "custom", "function": "f", "version": 1}


def shop(strategy: Any = CUSTOM, version: int = 1) -> Deployment:
    document = {
        "version": version,
        "name": "shop",
        "regions": [{"name": "eu", "number": 1}, {"name": "us", "number": 2}],
        "classes": [{"name": "notes", "keys": "**", "labels": [], "type": "register", "strategy": strategy}],
    }
    return Deployment.parse(json.dumps(document))


def apart(strategy: Any = CUSTOM, **options: Any) -> tuple[Region, Region]:
    """Two regions that wrote one note apart and have not met."""
    deployment = shop(strategy)
    eu, us = Region.open(deployment, "eu", **options), Region.open(deployment, "us", **options)
    eu.put("note", "aaaa", now=NOW)
    us.put("note", "bb", now=NOW + 1)
    return eu, us


def longest(given: MergeInput) -> Any:
    return max((version.value for version in given.versions), key=lambda text: (len(text), text))


def shown(region: Region) -> Any:
    read = region.get("note")
    assert read is not None
    return read.value


def failure(region: Region) -> tuple[str, str]:
    """Why the one conflict waits."""
    (record,) = region.conflicts(state="waiting")
    assert record.strategy_used == "custom"
    assert record.failure is not None
    return record.failure.code, record.failure.message


def test_a_function_is_given_all_that_it_may_decide_by(exchange: Exchange) -> None:
    eu, us = apart()
    given: list[MergeInput] = []

    def listen(conflict: MergeInput) -> Any:
        given.append(conflict)
        return {"kept": [version.value for version in conflict.versions]}

    eu.register_merge("f", 1, listen)
    exchange(eu, us)
    assert shown(eu) == {"kept": ["aaaa", "bb"]}
    assert (given[0].class_name, given[0].key, given[0].path, given[0].kind) == ("notes", "note", (), "insert_insert")
    assert [(version.region, version.dot, version.timestamp.ms) for version in given[0].versions] == [
        ("eu", "1.1#1", NOW),
        ("us", "2.1#1", NOW + 1),
    ]
    (record,) = eu.conflicts()
    assert record.resolved_value == {"kept": ["aaaa", "bb"]}
    assert record.function is not None
    assert (record.function.name, record.function.version) == ("f", 1)
    assert (record.winner, record.state, record.failure) == (None, "decided", None)


def test_without_the_function_reads_are_refused_until_it_comes(exchange: Exchange) -> None:
    eu, us = apart()
    exchange(eu, us)
    with pytest.raises(OperationError, match="register it with the region") as refused:
        eu.get("note")
    assert refused.value.code == "function_not_registered"
    assert refused.value.details == {"function": "f", "version": 1}
    assert failure(eu)[0] == "function_not_registered"
    digest = eu.digest()
    eu.register_merge("f", 1, longest)
    assert shown(eu) == "aaaa"
    assert [record.state for record in eu.conflicts()] == ["decided"]
    assert eu.digest() == digest == us.digest()
    eu.load_deployment(shop(version=2))
    eu.register_merge("f", 1, lambda conflict: "another")
    assert shown(eu) == "another"
    assert [(name.name, name.version) for name in eu.status().merge_functions] == [("f", 1)]


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (lambda conflict: [][1], "IndexError"),
        (lambda conflict: object(), "object"),
        (lambda conflict: float("nan"), "NaN"),
        (lambda conflict: 1 << 70, "2^63"),
        (lambda conflict: "x" * (2 << 20), "bytes"),
        (lambda: None, "TypeError"),
    ],
)
def test_what_fails_waits_and_reads_show_the_latest(
    function: Callable[[MergeInput], Any], said: str, exchange: Exchange
) -> None:
    eu, us = apart()
    eu.register_merge("f", 1, function)
    exchange(eu, us)
    code, message = failure(eu)
    assert code == "function_failed"
    assert said in message
    read = eu.get("note")
    assert read is not None
    assert (read.value, read.siblings) == ("bb", 2)
    assert eu.explain("note")["failure"]["code"] == "function_failed"
    (record,) = eu.conflicts()
    eu.resolve_conflict(record.id, value="by hand", now=NOW + 5)
    assert shown(eu) == "by hand"


def test_a_value_that_is_too_deep_fails(exchange: Exchange) -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    eu, us = apart()
    eu.register_merge("f", 1, lambda conflict: deep)
    exchange(eu, us)
    assert failure(eu)[0] == "function_failed"
    while deep:
        deep = deep[0]


def test_none_is_a_value_and_abstaining_is_not(exchange: Exchange) -> None:
    eu, us = apart([CUSTOM, "min"])
    eu.register_merge("f", 1, lambda conflict: None)
    us.register_merge("f", 1, lambda conflict: ABSTAIN)
    exchange(eu, us)
    assert shown(eu) is None
    assert shown(us) == "aaaa"
    assert us.explain("note")["rule"] == "min"


@pytest.mark.parametrize("catches", [False, True])
@pytest.mark.parametrize(
    "use",
    [
        lambda region: region.get("note"),
        lambda region: region.put("note", "x"),
        lambda region: region.digest(),
        lambda region: region.register_merge("f", 1, longest),
    ],
)
def test_a_function_that_uses_its_region_fails_and_does_not_hang(
    use: Callable[[Region], Any], catches: bool, exchange: Exchange
) -> None:
    eu, us = apart()
    codes: list[str] = []

    def calls_back(conflict: MergeInput) -> Any:
        try:
            use(eu)
        except UsageError as error:
            codes.append(error.code)
            if not catches:
                raise
        return "a value all the same"

    eu.register_merge("f", 1, calls_back)
    exchange(eu, us)
    assert set(codes) == {"invalid_argument"}
    assert failure(eu)[0] == "function_failed"
    assert shown(eu) == "bb"
    eu.put("other", 1, now=NOW + 9)


def test_a_function_over_its_budget_is_interrupted(exchange: Exchange) -> None:
    eu, us = apart(merge_budget_ms=50)

    def endless(conflict: MergeInput) -> Any:
        while True:
            try:
                for _ in conflict.versions:
                    pass
            except Exception:
                pass

    eu.register_merge("f", 1, endless)
    begun = time.monotonic()
    exchange(eu, us)
    if sys.gettrace() is None:
        assert time.monotonic() - begun < 30
    code, message = failure(eu)
    assert code == "function_over_budget"
    assert "50 are allowed" in message
    assert shown(eu) == "bb"
    assert sys.gettrace() is None


def test_a_slow_function_is_over_its_budget_and_has_no_limit_without_one(exchange: Exchange) -> None:
    def slow(conflict: MergeInput) -> Any:
        time.sleep(0.02)
        return longest(conflict)

    eu, us = apart(merge_budget_ms=5)
    eu.register_merge("f", 1, slow)
    exchange(eu, us)
    assert failure(eu)[0] == "function_over_budget"
    eu, us = apart(merge_budget_ms=0)
    eu.register_merge("f", 1, slow)
    exchange(eu, us)
    assert shown(eu) == "aaaa"


def test_an_interrupt_is_raised_once_the_state_is_whole() -> None:
    eu, us = apart()

    def interrupted(conflict: MergeInput) -> Any:
        raise KeyboardInterrupt

    eu.register_merge("f", 1, interrupted)
    (batch,) = us.batches_for("eu", now=NOW)
    with pytest.raises(KeyboardInterrupt):
        eu.apply(batch, now=NOW)
    eu.register_merge("f", 1, longest)
    assert eu.apply(batch, now=NOW).duplicates == 1
    assert shown(eu) == "aaaa"


def test_threads_wait_for_one_another_and_not_for_ever(exchange: Exchange) -> None:
    eu, us = apart()
    eu.register_merge("f", 1, longest)
    exchange(eu, us)
    answers: list[Any] = []

    def read() -> None:
        answers.extend(shown(eu) for _ in range(50))

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert answers == ["aaaa"] * 200


def test_names_and_functions_are_checked() -> None:
    eu, _ = apart()
    for name, version in [("F", 1), ("", 1), ("f", 0), ("f" * 64, 1)]:
        with pytest.raises(UsageError) as refused:
            eu.register_merge(name, version, longest)
        assert refused.value.code == "invalid_argument"
    with pytest.raises(TypeError):
        eu.register_merge("f", 1, "no function")  # type: ignore[arg-type]


def test_samples_report_a_broken_law(exchange: Exchange) -> None:
    eu, us = apart(sample_merges=1)
    eu.register_merge("f", 1, lambda conflict: conflict.versions[0].value + "!")
    exchange(eu, us)
    (found,) = eu.merge_violations()
    assert (found.function.name, found.class_name, found.law, found.times) == ("f", "notes", "idempotence", 1)
    assert found.versions[0].value == "aaaa"
    assert found.text.startswith("merge function f 1 is not idempotent")
    assert eu.status().merge_violations == 1
    (counted,) = eu.metrics(now=NOW + 10).merge_violations
    assert counted.labels == {"class": "notes", "law": "idempotence"}
