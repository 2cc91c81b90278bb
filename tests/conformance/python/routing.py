"""Steps on routing: where requests go, and how long a failover takes."""

import zlib
from collections import Counter
from collections.abc import Callable
from typing import Any

import active_active as aa
from active_active import Router, TokenKeys

from expect import document

Step = dict[str, Any]
Objects = dict[str, Any]

# Where the sum over all that routers answered is kept among the objects of a vector.
ANSWERS = "(answers)"


def keys(step: Step) -> TokenKeys | None:
    given = sorted((int(number), bytes.fromhex(digits)) for number, digits in step.get("keys", {}).items())
    return TokenKeys(given) if given else None


def router(step: Step, objects: Objects) -> None:
    objects[step["as"]] = Router(aa.Deployment.from_document(step["deployment"]), token_keys=keys(step))


def router_call(step: Step, objects: Objects) -> Any:
    on: Router = objects[step["on"]]
    given, now = dict(step.get("with", {})), step["now"]
    if "token" in step:
        given["token"] = step["token"]
    calls: dict[str, Callable[[], Any]] = {
        "route": lambda: on.route(given, now=now),
        "locate": lambda: on.locate(given),
        "observe": lambda: on.observe(given, now=now),
        "health": lambda: on.health(now=now),
        "set_home": lambda: on.set_home(given),
        "set_progress": lambda: on.set_progress(given),
        "set_draining": lambda: on.set_draining(
            given["region"], given["draining"], override_reason=given.get("override_reason"), now=now
        ),
        "failover_plan": lambda: on.failover_plan(given, now=now),
        "nearest": lambda: on.nearest(given["latitude"], given["longitude"], limit=given.get("limit", 1)),
        "pick": lambda: on.pick(given["class"], given["subject"], now=now),
        "first_home": lambda: on.first_home(given["class"], given["subject"]),
        "subject_hash": lambda: on.subject_hash(given["subject"]),
    }
    answer = calls[step["call"]]()
    objects[ANSWERS] = zlib.crc32(aa.to_json(document(answer)).encode(), objects.get(ANSWERS, 0))
    return answer


def route_counts(step: Step, objects: Objects) -> int:
    """How many of the subjects `<prefix>0`, `<prefix>1`, ... go to each region."""
    on: Router = objects[step["on"]]
    subjects = ({**step["with"], "subject": f"{step['prefix']}{at}"} for at in range(step["count"]))
    counts = Counter(on.route(request, now=step["now"]).region or "none" for request in subjects)
    for name, count in counts.items():
        low, high = step["between"].get(name, (1, 0))
        if not low <= count <= high:
            raise ValueError(f"{count} of the subjects go to {name}")
    return len(counts)


def session_token(step: Step, objects: Objects) -> str:
    epoch, contested = step.get("epoch"), step.get("contested", False)
    token: str = objects[step["on"]].token(
        keys(step), earlier=step.get("earlier"), epoch=epoch, contested=contested, now=step["now"]
    )
    return token


def session_covers(step: Step, objects: Objects) -> bool:
    covered: bool = objects[step["on"]].covers(keys(step), step["token"])
    return covered


def distance(step: Step, _objects: Objects) -> int:
    def place(name: str) -> tuple[float, float]:
        return step[name]["latitude"], step[name]["longitude"]

    return aa.distance_km(place("a"), place("b"))


def compare_failover(step: Step, _objects: Objects) -> aa.FailoverComparison:
    return aa.compare_failover(step["methods"])


def decide(step: Step, _objects: Objects) -> aa.Decision:
    return aa.Deployment.from_document(step["document"]).decide(step["request"])


def find_place(step: Step, _objects: Objects) -> aa.CataloguePlace:
    return aa.find_place(step["id"])


STEPS: dict[str, Callable[[Step, Objects], Any]] = {
    function.__name__: function
    for function in (
        router, router_call, route_counts, session_token, session_covers, distance, compare_failover,
        decide, find_place,
    )
}  # fmt: skip
