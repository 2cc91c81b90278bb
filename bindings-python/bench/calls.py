"""What calls from Python cost: medians of several rounds, and their ratios to what they are compared with.

    python calls.py           lines for people
    python calls.py --json    one object, every figure in nanoseconds
"""

import argparse
import json
import statistics
import time
import timeit
from collections.abc import Callable

from active_active import Deployment, HybridClock, Region, Router, Timestamp, node, version

ROUNDS = 51
CHANGES = 1_000
NOW = 1_700_000_000_000

DEPLOYMENT = Deployment.from_document(
    {
        "version": 1,
        "name": "bench",
        "regions": [{"name": "eu", "number": 1}, {"name": "us", "number": 2}],
        "classes": [
            {"name": "pages", "keys": "page/*", "labels": [], "type": "counter"},
            {
                "name": "profiles",
                "keys": "profile/*",
                "labels": [],
                "type": "register",
                "home": {"by": "rendezvous", "regions": ["eu"]},
            },
            {"name": "rest", "keys": "**", "labels": [], "type": "register"},
        ],
    }
)


def each_ns(statements: dict[str, str], names: dict[str, object], number: int) -> dict[str, float]:
    """What each statement costs without the loop around it: medians of rounds that take all of them in turn, so that
    what slows the machine down for a while slows all of them."""
    timers = {name: timeit.Timer(statement, globals=names) for name, statement in statements.items()}
    empty = timeit.Timer("pass", globals=names)
    rounds: list[dict[str, float]] = []
    for _ in range(ROUNDS):
        loop = empty.timeit(number)
        rounds.append({name: (timer.timeit(number) - loop) / number * 1e9 for name, timer in timers.items()})
    return {name: statistics.median(one[name] for one in rounds) for name in statements}


def calls() -> dict[str, float]:
    clock, eu = HybridClock(node(1, 1, 0)), Region.open(DEPLOYMENT, "eu")
    eu.put("key", "x" * 100)
    names: dict[str, object] = {
        "now": time.time,
        "version": version,
        "tick": clock.tick,
        "tick_packed": clock.tick_packed,
        "observe": clock.observe,
        "stamp": Timestamp(NOW, 0, 1),
        "get": eu.get,
        "put": eu.put,
        "increment": eu.increment,
        "value": "x" * 100,
        "pick": Router(DEPLOYMENT).pick,
    }
    short = {
        "time.time": "now()",
        "version (a trivial call)": "version()",
        "clock.tick": "tick()",
        "clock.tick_packed": "tick_packed()",
        "clock.observe": "observe(stamp)",
        "router.pick (budget 1000 ns)": f"pick('profiles', 'user-123456', now={NOW})",
    }
    long = {
        "region.get": "get('key')",
        "region.put": "put('key', value)",
        "region.increment": "increment('page/1')",
    }
    return each_ns(short, names, 20_000) | each_ns(long, names, 2_000)


def batches(number: int) -> list[bytes]:
    """Batches of a thousand changes of 100-byte values over ten thousand keys."""
    eu, made = Region.open(DEPLOYMENT, "eu"), []
    for batch in range(number):
        for change in range(CHANGES):
            eu.put(f"key{(batch * 7919 + change * 104_729) % 10_000:05}", "x" * 100, now=NOW + batch)
        made += eu.batches_for("us", bytes_max=1 << 24, now=NOW + batch)
        us = Region.open(DEPLOYMENT, "us")
        for sent in made:
            us.apply(sent, now=NOW + batch)
        eu.acknowledge(us.acknowledgement_for("eu"))
    return made


def apply_ns(sent: list[bytes]) -> float:
    """What a change costs in `apply`, as the median over the batches of one fresh region."""
    us, rounds = Region.open(DEPLOYMENT, "us"), []
    for batch in sent:
        start = time.perf_counter_ns()
        us.apply(batch, now=NOW + len(sent))
        rounds.append((time.perf_counter_ns() - start) / CHANGES)
    return statistics.median(rounds)


def loop_ns(changes: int = 100_000) -> float:
    """What the same costs a plain dict with version vectors, in Python: the least that code of one's own would do."""
    arrived = [(f"key{change * 104_729 % 10_000:05}", "x" * 100, (1, change)) for change in range(changes)]

    def run(apply: Callable[[str, str, tuple[int, int]], None]) -> float:
        start = time.perf_counter_ns()
        for key, value, dot in arrived:
            apply(key, value, dot)
        return (time.perf_counter_ns() - start) / changes

    def once() -> float:
        state: dict[str, tuple[str, dict[int, int]]] = {}

        def apply(key: str, value: str, dot: tuple[int, int]) -> None:
            found = state.get(key)
            if found is None or found[1].get(dot[0], 0) < dot[1]:
                state[key] = (value, {**(found[1] if found else {}), dot[0]: dot[1]})

        return run(apply)

    return statistics.median(once() for _ in range(5))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="one object, every figure in nanoseconds")
    arguments = parser.parse_args()
    figures = calls()
    figures["apply, each change of a batch of 1,000"] = apply_ns(batches(30))
    figures["the same in a dict with version vectors"] = loop_ns()
    if arguments.json:
        print(json.dumps(figures))
        return
    against = dict.fromkeys(figures, figures["time.time"])
    against["apply, each change of a batch of 1,000"] = figures["the same in a dict with version vectors"]
    for name, figure in figures.items():
        print(f"python  {name:<42} {figure:9.1f} ns  {figure / against[name]:6.2f}x")


if __name__ == "__main__":
    main()
