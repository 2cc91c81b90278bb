from typing import Any

import pytest

from active_active import ActiveActiveError, Resolution, join_dots, resolve

A = {"value": {"n": 1}, "timestamp": "017f22e279b0-0000-0001000100000000", "dot": "1.1#1"}
B = {"value": None, "timestamp": "017f22e279b1-0000-0002000100000000", "dot": "2.1#1"}


def test_concurrent_versions_are_a_conflict_that_the_later_wins() -> None:
    decision = resolve("last-write-wins", A, B)
    assert isinstance(decision, Resolution)
    assert (decision.causality, decision.conflict, decision.winner, decision.value) == ("concurrent", True, "b", None)
    assert decision.strategy == "last-write-wins"
    assert decision.why


def test_what_was_seen_is_replaced_whatever_the_clocks_say() -> None:
    after_b = {**A, "context": {"2.1": 1}}
    decision = resolve("last-write-wins", after_b, B)
    assert (decision.causality, decision.conflict, decision.winner, decision.value) == ("after", False, "a", {"n": 1})


def test_both_may_be_kept() -> None:
    decision = resolve("keep-all", A, B)
    assert (decision.conflict, decision.winner) == (True, None)


@pytest.mark.parametrize("broken", [{}, {"value": 1}, {**A, "dot": "x"}, {**A, "timestamp": "x"}, [], None])
def test_bad_versions_are_refused(broken: Any) -> None:
    for a, b in ((A, broken), (broken, B)):
        with pytest.raises(ActiveActiveError, check=lambda error: error.code != "internal"):
            resolve("last-write-wins", a, b)


def test_an_unknown_strategy_is_refused() -> None:
    with pytest.raises(ActiveActiveError):
        resolve("latest", A, B)


def test_states_join_in_any_order() -> None:
    a = {"versions": [{"dot": "1.1#2", "value": b"x"}], "context": {"vector": {"1.1": 2}}}
    b = {"versions": [{"dot": "2.1#1", "value": 1}], "context": {"vector": {"1.1": 1}, "cloud": ["2.1#1"]}}
    joined = join_dots(a, b)
    assert joined == join_dots(b, a) == join_dots(joined, a)
    assert [version["value"] for version in joined["versions"]] == [b"x", 1]
