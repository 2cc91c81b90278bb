import itertools
import json
import time
from typing import Any

import pytest

from active_active import MergeConflict, MergeReport, MergeVersion, Timestamp, UsageError, check_merge, three_way


def greatest(versions: list[MergeVersion]) -> Any:
    return max(version.value for version in versions)


def average(versions: list[MergeVersion]) -> float:
    total: float = sum(version.value for version in versions)
    return total / len(versions)


def concatenation(versions: list[MergeVersion]) -> str:
    return "".join(version.value for version in versions)


def values(report: MergeReport) -> list[Any]:
    return [version.value for version in report.versions]


def test_documents_merge_member_by_member() -> None:
    merged = three_way({"a": 1, "b": 1}, {"a": 2, "b": 1}, {"a": 1, "b": None})
    assert (merged.value, merged.conflicts) == ({"a": 2, "b": None}, ())


def test_a_conflict_says_what_met_what() -> None:
    merged = three_way({"a": {"b": 1}}, {"a": {"b": b"x"}}, {"a": {}}, {"default": "update-wins"})
    assert merged.value == {"a": {"b": b"x"}}
    assert merged.conflicts == (
        MergeConflict(("a", "b"), "delete_update", 1, b"x", None, False, False, True, "a", "update-wins"),
    )


def test_there_may_be_no_base() -> None:
    (conflict,) = three_way(None, 1, 2).conflicts
    assert (conflict.kind, conflict.base_absent, conflict.picked) == ("insert_insert", True, None)


def test_rules_that_are_none_say_where() -> None:
    with pytest.raises(UsageError) as caught:
        three_way(None, 1, 2, {"paths": [{"path": ["a"], "strategy": "maxx"}]})
    assert caught.value.code == "invalid_argument"
    assert caught.value.details == {"place": "paths[0].strategy", "suggestion": "max"}


def test_max_keeps_every_law() -> None:
    report = check_merge(greatest, cases=5_000, values=[0])
    assert (report.holds, report.cases, report.law, report.versions) == (True, 5_000, None, ())
    report.raise_if_broken()


def test_an_average_is_not_associative() -> None:
    report = check_merge(average, values=[0])
    assert (report.law, values(report), report.left, report.right) == ("associativity", [0, 0, 1], 0.5, 0.25)
    assert [version.region for version in report.versions] == ["first", "second", "third"]
    with pytest.raises(AssertionError, match="not associative(.|\n)*x = 0 by (.|\n)*merge\\(merge\\(x, y\\), z\\) = 0.5"):
        report.raise_if_broken()


def test_a_concatenation_is_neither_commutative_nor_idempotent() -> None:
    report = check_merge(concatenation, values=[""], laws=["commutativity"])
    assert (report.law, values(report), report.left, report.right) == ("commutativity", ["a", "b"], "ab", "ba")
    report = check_merge(concatenation, values=[""], laws=("idempotence",))
    assert (report.law, values(report), report.left, report.right) == ("idempotence", ["a", "a"], "aa", "a")


def test_a_function_that_reads_a_counter_is_not_deterministic() -> None:
    counter = itertools.count()
    report = check_merge(lambda versions: next(counter), laws=["determinism"])
    assert (report.law, report.cases) == ("determinism", 1)


def test_what_the_function_raises_is_a_finding() -> None:
    report = check_merge(greatest)
    assert (report.law, report.holds) == ("raises", False)
    assert report.error is not None and report.error.startswith("TypeError: '>' not supported between")
    assert "TypeError" in report.text


@pytest.mark.parametrize("answer", [float("nan"), object(), 2**63, {1: 2}, "\ud800", iter([])])
def test_an_answer_that_is_no_value_is_a_finding(answer: Any) -> None:
    report = check_merge(lambda versions: answer)
    assert (report.law, report.left) == ("not_encodable", None)
    assert report.error


@pytest.mark.parametrize("interrupt", [KeyboardInterrupt, SystemExit])
def test_an_interrupt_ends_the_check(interrupt: type[BaseException]) -> None:
    calls = 0

    def interrupted(versions: list[MergeVersion]) -> None:
        nonlocal calls
        calls += 1
        raise interrupt("now")

    with pytest.raises(interrupt, match="now"):
        check_merge(interrupted)
    assert calls == 1


def test_versions_are_those_of_three_regions_in_canonical_order() -> None:
    seen: list[list[MergeVersion]] = []

    def noting(versions: list[MergeVersion]) -> Any:
        seen.append(versions)
        return greatest(versions)

    check_merge(noting, values=[0], laws=["determinism", "associativity"], cases=50)
    assert {len(versions) for versions in seen} == {2, 3}
    for versions in seen:
        assert all(isinstance(version.timestamp, Timestamp) for version in versions)
        assert [version.timestamp for version in versions] == sorted(version.timestamp for version in versions)
        assert {version.dot: version.region for version in versions}.items() <= {
            "1.1#1": "first",
            "2.1#1": "second",
            "3.1#1": "third",
        }.items()


def test_a_function_that_changes_what_it_is_given_changes_nothing_else() -> None:
    def emptied(versions: list[MergeVersion]) -> Any:
        for version in versions:
            version.value.clear()
        versions.clear()
        return []

    assert check_merge(emptied, values=[[1]], laws=["determinism", "commutativity", "associativity"]).holds


def test_one_seed_gives_one_report() -> None:
    assert check_merge(average, values=[0], seed=5) == check_merge(average, values=[0], seed=5)


def test_options_out_of_range_are_refused() -> None:
    for options in ({"cases": 0}, {"cases": 2**70}, {"seed": -1}, {"laws": ["associative"]}, {"values": 5}):
        with pytest.raises(Exception, check=lambda error: getattr(error, "code", "internal") != "internal"):
            check_merge(greatest, **options)
    with pytest.raises(TypeError):
        check_merge(greatest, 5)  # type: ignore[call-arg]


def test_ten_thousand_cases_take_at_most_two_seconds_of_our_own() -> None:
    inside = 0.0

    def timed(versions: list[MergeVersion]) -> Any:
        nonlocal inside
        start = time.perf_counter()
        answer = json.loads(max(json.dumps(version.value, sort_keys=True) for version in versions))
        inside += time.perf_counter() - start
        return answer

    start = time.perf_counter()
    assert check_merge(timed, cases=10_000).holds
    assert time.perf_counter() - start - inside < 2
