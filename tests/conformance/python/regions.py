"""Steps on regions."""

from collections.abc import Callable, Iterable
from typing import Any

import active_active as aa
from active_active import ActiveActiveError, ApplyReport, Region

from expect import Unexpected, document
from forms import given, handed
from merging import FUNCTIONS
from parts import parse_deployment

Step = dict[str, Any]
Sum = dict[str, Any]

PASSES_MAX = 30


def options(step: Step) -> dict[str, Any]:
    return {name: given(setting) for name, setting in step.get("options", {}).items()}


class Regions:
    """The open regions of one vector, in the order of their opening, and what its steps saved."""

    def __init__(self, deployment: Any, objects: dict[str, Any], saved: dict[str, Any]) -> None:
        self.deployment, self.objects, self.saved = deployment, objects, saved
        self.names: dict[str, str] = {}

    def open(self, step: Step) -> None:
        deployment = parse_deployment(step.get("deployment", self.deployment))
        self.keep(step, Region.open(deployment, step["region"], **options(step)))

    def restore(self, step: Step) -> None:
        self.keep(step, self.restored(step, handed(step["snapshot"], self.saved)))

    def restored(self, step: Step, snapshot: bytes) -> Region:
        deployment = parse_deployment(step.get("deployment", self.deployment))
        return Region.restore(deployment, step["region"], snapshot, **options(step))

    def keep(self, step: Step, region: Region) -> None:
        self.names.pop(step["as"], None)
        self.objects[step["as"]], self.names[step["as"]] = region, step["region"]

    def close(self, step: Step) -> None:
        del self.objects[step["on"]], self.names[step["on"]]

    def apply(self, region: Region, step: Step) -> Any:
        if "batches" in step:
            return total(region.apply(batch, now=step["now"]) for batch in handed(step["batches"], self.saved))
        return region.apply(handed(step["batch"], self.saved), now=step["now"])

    def acknowledge(self, region: Region, step: Step) -> str:
        if "from" in step:
            return region.acknowledge(self.objects[step["from"]].acknowledgement_for(self.names[step["on"]]))
        return region.acknowledge(handed(step["acknowledgement"], self.saved))

    def sync(self, step: Step) -> Sum:
        return self.synced(step["from"], step["to"], step["now"])

    def synced(self, source: str, target: str, now: int) -> Sum:
        from_, to = self.objects[source], self.objects[target]
        report = total(to.apply(batch, now=now) for batch in from_.batches_for(self.names[target], now=now))
        from_.acknowledge(to.acknowledgement_for(self.names[source]))
        return report

    def sync_all(self, step: Step) -> None:
        aliases = step.get("on", list(self.names))
        pairs = [(source, target) for source in aliases for target in aliases if source != target]
        for _ in range(PASSES_MAX):
            sums = [self.synced(source, target, step["now"]) for source, target in pairs]
            if not any(report["applied"] or report["released"] for report in sums):
                return
        raise Unexpected("regions that converge", f"changes after {PASSES_MAX} passes")

    def same(self, step: Step) -> bool:
        on = [self.objects[alias] for alias in step["on"]]
        digests = {one.digest() for one in on}
        snapshots = {one.snapshot() for one in on} if step.get("snapshots") else {b""}
        return len(digests) == len(snapshots) == 1

    def mutate(self, step: Step) -> bytes:
        mutated = bytearray(handed(step["of"], self.saved))
        match step:
            case {"truncate": length}:
                del mutated[length:]
            case {"flip": offset}:
                mutated[offset] ^= 0xFF
            case {"append": digits}:
                mutated += bytes.fromhex(digits)
            case {"set": {"offset": offset, "hex": digits}}:
                over = bytes.fromhex(digits)
                mutated[offset : offset + len(over)] = over
        return bytes(mutated)

    def sweep(self, step: Step) -> None:
        whole = bytes(handed(step["of"], self.saved))
        if step["mode"] == "truncate":
            damaged: Iterable[bytes] = (whole[:length] for length in range(len(whole)))
        else:
            damaged = (whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :] for at in range(len(whole)))
        on = None if step["into"] == "restore" else self.objects[step["on"]]
        before = on and state(on)
        for one in damaged:
            refused = self.refuses(step, on, one)
            if step["mode"] == "truncate" and (not refused or (on and state(on)) != before):
                raise Unexpected("a refusal that changes nothing", f"{one.hex()} taken: {not refused}")

    def refuses(self, step: Step, on: Region | None, damaged: bytes) -> bool:
        try:
            if on is None:
                self.restored(step, damaged)
            elif step["into"] == "apply":
                on.apply(damaged, now=step["now"])
            else:
                on.acknowledge(damaged)
        except ActiveActiveError as error:
            if error.code == "internal":
                raise
            return True
        return False


def state(region: Region) -> Any:
    """All that a refused call must leave as it was."""
    return region.digest(), document(region.status())


def total(reports: Iterable[ApplyReport]) -> Sum:
    result: Sum = {"applied": 0, "duplicates": 0, "released": 0, "conflicts": [], "held": []}
    for report in reports:
        for figure in ("applied", "duplicates", "released"):
            result[figure] += getattr(report, figure)
        result["conflicts"] += report.conflicts
        result["held"] = list(report.held)
    return result


class Arguments:
    """The arguments of one step on a region."""

    def __init__(self, step: Step, saved: dict[str, Any]) -> None:
        self.step, self.saved = step, saved
        self.now: int = step["now"]
        self.key: str = given(step.get("key", ""))

    def __getitem__(self, name: str) -> Any:
        return handed(self.step[name], self.saved)

    def some(self, *names: str) -> dict[str, Any]:
        """Those of the named arguments that the step has, by keyword."""
        return {name: self[name] for name in names if name in self.step}

    @property
    def path(self) -> list[str]:
        return [given(step) for step in self.step.get("path", [])]

    @property
    def context(self) -> bytes | None:
        match self.step.get("context"):
            case None:
                return None
            case "none":
                return aa.VersionVector().to_bytes()
            case reference:
                handed_on = handed(reference, self.saved)
                return handed_on if isinstance(handed_on, bytes) else handed_on.context


def put(region: Region, step: Arguments) -> aa.Written:
    keywords: dict[str, Any] = {"path": step.path, "context": step.context, "now": step.now}
    if "value_cbor" in step.step:
        return region.put_encoded(step.key, bytes.fromhex(step["value_cbor"]), **keywords)
    value = aa.from_json(step["value_json"]) if "value_json" in step.step else given(step.step["value"])
    return region.put(step.key, value, **keywords)


def patch(region: Region, step: Arguments) -> aa.Written:
    fields = {tuple(given(path)): given(value) for path, value in step.step["fields"]}
    return region.patch(step.key, fields, context=step.context, now=step.now)


def value(region: Region, step: Arguments) -> Any:
    read = region.get(step.key, now=step.now)
    return None if read is None else read.value


def keys(region: Region, step: Arguments) -> list[str]:
    return region.keys(**{"limit": 100, **step.some("prefix", "after", "limit")})


def log_entries(region: Region, step: Arguments) -> list[aa.LogEntry]:
    after = step["after"] if "after" in step.step else None
    after = aa.Timestamp.parse(after) if isinstance(after, str) else after
    return region.log_entries(step.key, path=step.path, after=after, **step.some("limit"))


def conflicts(region: Region, step: Arguments) -> list[aa.ConflictRecord]:
    return region.conflicts(**step.some("kind", "state", "key", "class_name", "region", "from_ms", "until_ms", "limit"))


def conflicts_since(region: Region, step: Arguments) -> aa.ConflictFeed:
    cursor = step["cursor"]
    return region.conflicts_since(cursor if isinstance(cursor, int) else cursor.cursor, **step.some("limit"))


def resolve_conflict(region: Region, step: Arguments) -> aa.Written:
    settlement = {name: given(step.step[name]) for name in ("value", "pick") if name in step.step}
    return region.resolve_conflict(step["id"], now=step.now, **settlement)


def changes_since(region: Region, step: Arguments) -> aa.Feed:
    cursor = step["cursor"]
    return region.changes_since(cursor if isinstance(cursor, int) else cursor.cursor, **step.some("limit"))


STEPS: dict[str, Callable[[Region, Arguments], Any]] = {
    "put": put,
    "patch": patch,
    "delete": lambda region, s: region.delete(s.key, context=s.context, now=s.now),
    "unset": lambda region, s: region.unset(s.key, s.path, context=s.context, now=s.now),
    "increment": lambda region, s: region.increment(s.key, s["amount"], path=s.path, now=s.now),
    "assign": lambda region, s: region.assign(s.key, s["value"], path=s.path, now=s.now),
    "reset": lambda region, s: region.reset(s.key, path=s.path, context=s.context, now=s.now),
    "clear": lambda region, s: region.clear(s.key, path=s.path, context=s.context, now=s.now),
    "add": lambda region, s: region.add(s.key, given(s.step["member"]), path=s.path, now=s.now),
    "remove": lambda region, s: region.remove(
        s.key, given(s.step["member"]), path=s.path, context=s.context, now=s.now
    ),
    "enable": lambda region, s: region.enable(s.key, path=s.path, now=s.now),
    "disable": lambda region, s: region.disable(s.key, path=s.path, now=s.now),
    "get": lambda region, s: region.get(s.key, now=s.now),
    "append": lambda region, s: region.append(s.key, given(s.step["value"]), path=s.path, now=s.now),
    "offer": lambda region, s: region.offer(s.key, given(s.step["value"]), path=s.path, now=s.now),
    "log_entries": log_entries,
    "claim": lambda region, s: region.claim(
        s["class_name"], given(s.step["value"]), given(s.step["claimant"]), now=s.now
    ),
    "release": lambda region, s: region.release(
        s["class_name"], given(s.step["value"]), given(s.step["claimant"]), now=s.now
    ),
    "claim_of": lambda region, s: region.claim_of(s["class_name"], given(s.step["value"])),
    "value": value,
    "versions": lambda region, s: region.versions(s.key, path=s.path),
    "keys": keys,
    "batches_for": lambda region, s: region.batches_for(s["target"], now=s.now, **s.some("bytes_max")),
    "acknowledgement_for": lambda region, s: region.acknowledgement_for(s["target"]),
    "digest_for": lambda region, s: region.digest_for(s["target"]).hex(),
    "snapshot_for": lambda region, s: region.snapshot_for(s["target"]),
    "purges": lambda region, s: region.purges(now=s.now),
    "held": lambda region, s: region.held(),
    "retry_held": lambda region, s: total(region.retry_held(now=s.now)),
    "conflicts": conflicts,
    "conflict": lambda region, s: region.conflict(s["id"]),
    "conflicts_since": conflicts_since,
    "resolve_conflict": resolve_conflict,
    "undo_conflict": lambda region, s: region.undo_conflict(s["id"], now=s.now),
    "replay": lambda region, s: region.replay(parse_deployment(s.step["document"])),
    "expire": lambda region, s: region.expire(s.key, s["at"], now=s.now),
    "persist": lambda region, s: region.persist(s.key, now=s.now),
    "transfer": lambda region, s: region.transfer(s.key, s["to"], s["amount"], path=s.path, now=s.now),
    "rights": lambda region, s: region.rights(s.key, path=s.path),
    "transaction": lambda region, s: region.transaction(given(s.step["writes"]), now=s.now),
    "explain": lambda region, s: region.explain(s.key, path=s.path),
    "changes_since": changes_since,
    "snapshot": lambda region, s: region.snapshot(),
    "status": lambda region, s: region.status(),
    "metrics": lambda region, s: region.metrics(now=s.now),
    "open_metrics": lambda region, s: region.open_metrics(now=s.now).split("\n"),
    "diagnose": lambda region, s: region.diagnose(**s.step.get("options", {}), now=s.now),
    "register_merge": lambda region, s: region.register_merge(s["function"], s["version"], FUNCTIONS[s["does"]]),
    "merge_violations": lambda region, s: region.merge_violations(),
    "load_deployment": lambda region, s: region.load_deployment(parse_deployment(s.step["document"])),
}
