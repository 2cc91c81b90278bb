"""Runs the conformance vectors through the public API of the Python package.

    python run.py                      every vector of tests/vectors
    python run.py --histories FOLDER   histories, each ending in a line `history <name> <all that must be the same>`
"""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from active_active import Region, to_json

from routing import ANSWERS
from vector import Failed, Vector

VECTORS = Path(__file__).resolve().parents[2] / "vectors"
KEYS_MAX = 1_000_000
# When the records are read in the end: some have expired by then, some expire later.
READ_AT_MS = 1_700_000_060_000


def files(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The files of a folder but the schema, in the order of their names."""
    for path in sorted(folder.glob("*.json"), key=lambda path: path.name):
        if path.name != "schema.json":
            yield path.stem, json.loads(path.read_text(encoding="utf-8"))


def run_vectors(folder: Path) -> int:
    passed, failed = 0, 0
    for name, content in files(folder):
        for vector in content["vectors"]:
            try:
                Vector(vector, content.get("deployments", {})).run()
                passed += 1
            except Failed as failure:
                failed += 1
                print(f"{name} / {vector['name']} / {failure}")
    print(f"conformance python: {passed} vectors passed" + (f", {failed} failed" if failed else ""))
    return 1 if failed else 0


def run_histories(folder: Path) -> int:
    for name, content in files(folder):
        history = Vector(content["vectors"][0], content.get("deployments", {}))
        history.run()
        print(f"history {name} {end(history)}")
    return 0


def end(history: Vector) -> str:
    """Digest, snapshot, conflicts and everything shown, of every region."""
    ends = []
    for alias in sorted(history.regions.names):
        region = history.objects[alias]
        digest, snapshot = region.digest().hex(), region.snapshot()
        hashes = f"{fnv1a(snapshot):016x}:{len(region.conflicts())}:{fnv1a(shown(region).encode()):016x}"
        ends.append(f"{alias}:{digest}:{len(snapshot)}:{hashes}")
    if ANSWERS in history.objects:
        ends.append(f"answers:{history.objects[ANSWERS]}")
    return " ".join(ends)


def shown(region: Region) -> str:
    """What every key shows: `<key>=<siblings>:<value as JSON>`, a line each."""
    reads = ((key, region.get(key, now=READ_AT_MS)) for key in region.keys(limit=KEYS_MAX))
    return "".join(f"{key}={read.siblings}:{to_json(read.value)}\n" for key, read in reads if read)


def fnv1a(data: bytes) -> int:
    """Enough to tell bytes apart, and a few lines in every language."""
    result = 0xCBF29CE484222325
    for byte in data:
        result = (result ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return result


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--vectors", type=Path, default=VECTORS, help="the folder of the vectors")
    parser.add_argument("--histories", type=Path, help="a folder of histories to run instead")
    arguments = parser.parse_args()
    return run_histories(arguments.histories) if arguments.histories else run_vectors(arguments.vectors)


if __name__ == "__main__":
    sys.exit(main())
