"""Threads: on one clock, on one region, and beside a region at work."""

import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from active_active import Deployment, HybridClock, Region, Timestamp, Uuid7

from conftest import NOW, Exchange

T = TypeVar("T")

THREADS = 8


def together(call: Callable[[int], T]) -> list[T]:
    """The call in several threads that start at one moment."""
    barrier = threading.Barrier(THREADS)

    def start(number: int) -> T:
        barrier.wait()
        return call(number)

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(start, range(THREADS)))


def test_one_clock_gives_no_timestamp_twice() -> None:
    clock = HybridClock(1)
    ticks = together(lambda _: [clock.tick() for _ in range(2_000)])
    assert all(mine == sorted(mine) for mine in ticks)
    assert len({tick for mine in ticks for tick in mine}) == THREADS * 2_000


def test_one_generator_gives_no_id_twice() -> None:
    ids = Uuid7()
    made = together(lambda _: [ids.next() for _ in range(500)])
    assert len({one for mine in made for one in mine}) == THREADS * 500


def test_one_region_takes_writes_of_all(eu: Region, us: Region, exchange: Exchange) -> None:
    def write(number: int) -> list[str]:
        dots = [eu.increment("page/1", now=NOW).dot for _ in range(200)]
        return dots + [eu.put(f"key{number}", at, now=NOW).dot for at in range(50)]

    dots = [dot for mine in together(write) for dot in mine]
    assert len(set(dots)) == THREADS * 250
    counter = eu.get("page/1")
    assert counter is not None and counter.value == THREADS * 200
    exchange(eu, us)
    assert eu.digest() == us.digest()


def test_regions_of_many_threads_exchange_without_waiting_for_each_other(deployment: Deployment) -> None:
    eu, us = Region.open(deployment, "eu"), Region.open(deployment, "us")

    def work(number: int) -> None:
        mine, other, name = (eu, us, "us") if number % 2 else (us, eu, "eu")
        for at in range(30):
            mine.put(f"{number}/{at}", at, now=NOW)
            for batch in mine.batches_for(name, now=NOW):
                other.apply(batch, now=NOW)
            mine.acknowledge(other.acknowledgement_for("eu" if mine is eu else "us"))
            mine.digest()

    together(work)
    for mine, other, name in ((eu, us, "us"), (us, eu, "eu")):
        for batch in mine.batches_for(name, now=NOW):
            other.apply(batch, now=NOW)
    assert eu.digest() == us.digest()
    assert len(eu.keys()) == THREADS * 30


def turns_of_another_thread(call: Callable[[], object]) -> int:
    """How often another thread ran Python during a call. Nobody is made to give way, so it runs only when it is let."""
    turns, stop = 0, threading.Event()

    def count() -> None:
        nonlocal turns
        while not stop.is_set():
            turns += 1
            time.sleep(0.0001)

    counter, interval = threading.Thread(target=count), sys.getswitchinterval()
    sys.setswitchinterval(1_000)
    counter.start()
    try:
        while not turns:
            time.sleep(0.001)
        before = turns
        call()
        return turns - before
    finally:
        stop.set()
        counter.join()
        sys.setswitchinterval(interval)


def test_a_call_that_keeps_the_interpreter_is_noticed() -> None:
    assert all(turns_of_another_thread(partial(sum, range(300_000))) == 0 for _ in range(5))


def test_other_threads_run_while_a_region_works(deployment: Deployment, eu: Region) -> None:
    for number in range(30_000):
        eu.put(f"key{number}", "x" * 80, now=NOW)
    first, *others = eu.batches_for("us", now=NOW)

    def apply() -> Callable[[], object]:
        us = Region.open(deployment, "us")
        for batch in others:
            us.apply(batch, now=NOW)
        # The first one releases all that waits, in one call.
        return partial(us.apply, first, now=NOW)

    for prepare in (apply, lambda: eu.digest, lambda: eu.snapshot):
        # A call takes some milliseconds: on a busy machine the other thread may not get a turn in one of them. Did the
        # call keep the interpreter, it would not get one in any.
        assert any(turns_of_another_thread(prepare()) for _ in range(50))


def test_a_timestamp_is_shared_freely() -> None:
    stamp = Timestamp(NOW)
    assert len(set(together(lambda _: hash(stamp)))) == 1
