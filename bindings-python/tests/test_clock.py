import time

import pytest

from active_active import ClockError, HybridClock, Timestamp, node

NOW = 1_700_000_000_000


def test_ticks_rise_whatever_the_time_does() -> None:
    clock = HybridClock(node(1, 1, 0))
    ticks = [clock.tick(now=now) for now in (NOW, NOW, NOW - 5_000, NOW + 1)]
    assert ticks == sorted(set(ticks))
    assert ticks[0] == Timestamp(NOW, 0, node(1, 1, 0))
    assert clock.last == ticks[-1]


def test_the_time_of_the_computer_is_the_default() -> None:
    before = time.time_ns() // 1_000_000
    tick = HybridClock(1).tick()
    assert before <= tick.ms <= time.time_ns() // 1_000_000


def test_packed_ticks_are_ticks() -> None:
    clock = HybridClock(9)
    packed = clock.tick_packed(now=NOW)
    assert packed == NOW << 16
    assert Timestamp.from_packed(packed, clock.node) == clock.last


def test_what_was_observed_is_exceeded() -> None:
    clock = HybridClock(1)
    remote = Timestamp(NOW + 5_000, 3, 2)
    clock.observe(remote, now=NOW)
    assert clock.tick(now=NOW) > remote


def test_too_far_ahead_says_how_far() -> None:
    clock = HybridClock(1, max_drift_ms=100)
    remote = Timestamp(NOW + 101, 0, node(2, 1, 0))
    for refuse in (clock.observe, clock.check_drift):
        with pytest.raises(ClockError) as raised:
            refuse(remote, now=NOW)
        assert raised.value.code == "clock_drift"
        assert raised.value.details["ahead_ms"] == 101
        assert raised.value.details["limit_ms"] == 100
    assert clock.last.packed == 0


def test_it_goes_on_after_a_restart() -> None:
    clock = HybridClock.restart(7, NOW)
    assert clock.bound_ms == NOW
    with pytest.raises(ClockError, check=lambda error: error.code == "clock_bound"):
        clock.tick(now=NOW - 9_000)
    clock.confirm_reserve(clock.reserve(3_000, now=NOW - 9_000))
    assert clock.tick(now=NOW - 9_000).ms == NOW

    last = Timestamp(NOW, 4, 99)
    assert HybridClock.resume(7, last).tick(now=5) == Timestamp(NOW, 5, 7)


def test_a_jump_has_to_be_confirmed() -> None:
    clock = HybridClock(1, max_jump_ms=1_000)
    clock.tick(now=NOW)
    with pytest.raises(ClockError, check=lambda error: error.code == "clock_jump"):
        clock.tick(now=NOW + 5_000)
    clock.confirm_jump(now=NOW + 5_000)
    assert clock.tick(now=NOW + 5_000).ms == NOW + 5_000


def test_steps_back_are_counted() -> None:
    clock = HybridClock(1)
    clock.tick(now=10_000)
    clock.tick(now=3_000)
    assert (clock.backward_jumps, clock.backward_ms_max) == (1, 7_000)


def test_options_are_keywords() -> None:
    with pytest.raises(TypeError):
        HybridClock(1, 100)  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        HybridClock(1).tick(NOW)  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        HybridClock(1).tick(now=1.5)  # type: ignore[arg-type]
