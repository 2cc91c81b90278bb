"""Steps on the parts that need no engine: clocks, timestamps, causality, values, deployments, ids."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import active_active as aa
from active_active import Deployment, HybridClock, RateMonitor, Snowflake, SpaceSaving, Timestamp, Uuid7, VersionVector

from expect import Unexpected
import routing
from forms import given

Step = dict[str, Any]
Objects = dict[str, Any]


def clock(step: Step, objects: Objects) -> None:
    node, options = int(step["node"], 16), step.get("options", {})
    bound = step.get("bound")
    made = HybridClock(node, **options) if bound is None else HybridClock.restart(node, bound, **options)
    objects[step["as"]] = made


def tick(step: Step, objects: Objects) -> str:
    last = [objects[step["on"]].tick(now=step["now"]) for _ in range(step.get("times", 1))][-1]
    return str(last)


def observe(step: Step, objects: Objects) -> None:
    for _ in range(step.get("times", 1)):
        objects[step["on"]].observe(Timestamp.parse(step["timestamp"]), now=step["now"])


def check_drift(step: Step, objects: Objects) -> None:
    objects[step["on"]].check_drift(Timestamp.parse(step["timestamp"]), now=step["now"])


def reserve(step: Step, objects: Objects) -> int:
    bound: int = objects[step["on"]].reserve(step["ahead_ms"], now=step["now"])
    if step.get("confirm"):
        objects[step["on"]].confirm_reserve(bound)
    return bound


def confirm_jump(step: Step, objects: Objects) -> None:
    objects[step["on"]].confirm_jump(now=step["now"])


def clock_state(step: Step, objects: Objects) -> dict[str, Any]:
    on: HybridClock = objects[step["on"]]
    return {
        "last": str(on.last),
        "node": f"{on.node:016x}",
        "bound_ms": on.bound_ms,
        "backward_jumps": on.backward_jumps,
    }


def timestamp(step: Step, _objects: Objects) -> dict[str, Any]:
    match step:
        case {"text": text}:
            made = Timestamp.parse(given(text))
        case {"bytes": digits}:
            made = Timestamp.from_bytes(bytes.fromhex(digits))
        case {"base32": text}:
            made = Timestamp.from_base32(given(text))
        case {"packed": {"time": time, "node": node}}:
            made = Timestamp.from_packed(int(time), int(node, 16))
        case {"parts": {"ms": ms, "counter": counter, "node": node}}:
            made = Timestamp(given(ms), given(counter), int(node, 16))
        case _:
            raise ValueError("a timestamp is made from text, bytes, base32, packed or parts")
    members: dict[str, Callable[[], Any]] = {
        "text": lambda: str(made),
        "bytes": lambda: made.to_bytes().hex(),
        "base32": made.to_base32,
        "ms": lambda: made.ms,
        "counter": lambda: made.counter,
        "node": lambda: f"{made.node:016x}",
        "packed": lambda: str(made.packed),
        "i64": lambda: str(made.to_i64()),
        "next": lambda: str(made.next()),
        "prev": lambda: str(made.prev()),
    }
    return {name: outcome(members[name]) for name in step.get("expect", {})}


def outcome(compute: Callable[[], Any]) -> Any:
    try:
        return compute()
    except aa.ActiveActiveError as error:
        return error


def sort(step: Step, _objects: Objects) -> list[str]:
    return [str(stamp) for stamp in sorted(map(Timestamp.parse, step["timestamps"]))]


def vector_merge(step: Step, _objects: Objects) -> dict[str, int]:
    merged = VersionVector(given(step["a"]))
    merged.merge(VersionVector(given(step["b"])))
    return merged.to_document()


def vector_compare(step: Step, _objects: Objects) -> str:
    return VersionVector(given(step["a"])).compare(VersionVector(given(step["b"])))


def vector_covers(step: Step, _objects: Objects) -> bool:
    return VersionVector(given(step["a"])).covers(step["dot"])


def vector_bytes(step: Step, _objects: Objects) -> str:
    vector = VersionVector(given(step["a"]))
    if VersionVector.from_bytes(vector.to_bytes()) != vector:
        raise Unexpected(vector, VersionVector.from_bytes(vector.to_bytes()))
    return vector.to_bytes().hex()


def vector_from_bytes(step: Step, _objects: Objects) -> dict[str, int]:
    return VersionVector.from_bytes(bytes.fromhex(step["bytes"])).to_document()


def join(step: Step, _objects: Objects) -> dict[str, Any]:
    a, b = given(step["a"]), given(step["b"])
    joined = aa.join_dots(a, b)
    for again in (aa.join_dots(b, a), aa.join_dots(joined, a), aa.join_dots(joined, b)):
        if again != joined:
            raise Unexpected(joined, again)
    return joined


def resolve(step: Step, _objects: Objects) -> aa.Resolution:
    a, b = given(step["a"]), given(step["b"])
    answer, turned = aa.resolve(step["strategy"], a, b), aa.resolve(step["strategy"], b, a)
    if (answer.value, answer.conflict) != (turned.value, turned.conflict):
        raise Unexpected(answer, turned)
    return answer


def three_way(step: Step, _objects: Objects) -> aa.ThreeWay:
    base, a, b, rules = (given(step.get(name)) for name in ("base", "a", "b", "rules"))
    answer, turned, alone = aa.three_way(base, a, b, rules), aa.three_way(base, b, a, rules), aa.three_way(base, a, a, rules)
    if len(answer.conflicts) != len(turned.conflicts):
        raise Unexpected(answer, turned)
    if alone.conflicts or aa.to_json(alone.value) != aa.to_json(a):
        raise Unexpected(a, alone)
    return answer


def canonical(step: Step, _objects: Objects) -> dict[str, str]:
    value = aa.from_json(given(step["json"])) if "json" in step else given(step["value"])
    encoded = aa.to_canonical_cbor(value)
    return {"cbor": encoded.hex(), "json": aa.to_json(aa.from_canonical_cbor(encoded))}


def from_cbor(step: Step, _objects: Objects) -> dict[str, str]:
    return {"json": aa.to_json(aa.from_canonical_cbor(bytes.fromhex(step["bytes"])))}


def parse_deployment(document: Any) -> Deployment:
    return Deployment.parse(json.dumps(given(document)))


def deployment_diff(step: Step, _objects: Objects) -> dict[str, Any]:
    return parse_deployment(step["old"]).diff(parse_deployment(step["document"]))


def deployment(step: Step, objects: Objects) -> dict[str, Any]:
    made = Deployment.parse(given(step["text"])) if "text" in step else parse_deployment(step["document"])
    if "as" in step:
        objects[step["as"]] = made
    regions = [{"name": name, "number": number} for name, number in made.regions.items()]
    return {"name": made.name, "version": made.version, "partitions": made.partitions, "regions": regions}


def uuid7(step: Step, objects: Objects) -> None:
    objects[step["as"]] = Uuid7()


def uuid_next(step: Step, objects: Objects) -> str:
    random = bytes.fromhex(step["random"])
    ids: list[UUID] = [objects[step["on"]].next(now=step["now"], random=random) for _ in range(step.get("times", 1))]
    if any(later <= earlier for earlier, later in zip(ids, ids[1:], strict=False)):
        raise Unexpected("rising ids", ids)
    return str(ids[-1])


def uuid_causal(step: Step, _objects: Objects) -> str:
    return str(Uuid7.causal(Timestamp.parse(step["timestamp"]), random=bytes.fromhex(step["random"])))


def uuid_parse(step: Step, _objects: Objects) -> str:
    return str(aa.parse_uuid(step["text"]))


def snowflake(step: Step, objects: Objects) -> None:
    objects[step["as"]] = Snowflake(step["worker"], epoch_ms=step["epoch_ms"])


def snowflake_next(step: Step, objects: Objects) -> str:
    ids = [objects[step["on"]].next(now=step["now"]) for _ in range(step.get("times", 1))]
    return str(ids[-1])


def snowflake_decode(step: Step, objects: Objects) -> aa.SnowflakeParts:
    parts: aa.SnowflakeParts = objects[step["on"]].decode(int(step["id"]))
    return parts


def rate_monitor(step: Step, objects: Objects) -> None:
    objects[step["as"]] = RateMonitor(step["threshold"], step["window_ms"])


def rate_observe(step: Step, objects: Objects) -> dict[str, Any]:
    on: RateMonitor = objects[step["on"]]
    state = on.observe(step["total"], now=step["now"])
    if state != on.state:
        raise Unexpected(state, on.state)
    return {"state": state, "count": on.count, "threshold": on.threshold, "window_ms": on.window_ms}


def rate_configure(step: Step, objects: Objects) -> None:
    objects[step["on"]].configure(step["threshold"], step["window_ms"])


def space_saving(step: Step, objects: Objects) -> None:
    objects[step["as"]] = SpaceSaving(step["capacity"])


def space_add(step: Step, objects: Objects) -> None:
    for key in step["keys"]:
        objects[step["on"]].add(given(key), step.get("times", 1))


def space_top(step: Step, objects: Objects) -> dict[str, Any]:
    on: SpaceSaving = objects[step["on"]]
    return {"total": on.total, "top": on.top(step.get("limit", 100))}


STEPS: dict[str, Callable[[Step, Objects], Any]] = {
    function.__name__: function
    for function in (
        clock, tick, observe, check_drift, reserve, confirm_jump, clock_state, timestamp, sort,
        vector_merge, vector_compare, vector_covers, vector_bytes, vector_from_bytes, join, resolve, three_way,
        deployment_diff,
        canonical, from_cbor, deployment, uuid7, uuid_next, uuid_causal, uuid_parse,
        snowflake, snowflake_next, snowflake_decode,
        rate_monitor, rate_observe, rate_configure, space_saving, space_add, space_top,
    )
} | routing.STEPS  # fmt: skip
