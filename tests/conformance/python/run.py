"""Runs the conformance vectors through the public API of the Python package.

    python run.py                      every vector of tests/vectors
    python run.py --histories FOLDER   histories, each ending in a line `history <name> <all that must be the same>`
"""

import argparse
import json
import sys
from pathlib import Path

from vector import Failed, Vector

VECTORS = Path(__file__).resolve().parents[2] / "vectors"


def vectors() -> int:
    passed, failures = 0, 0
    for file in sorted(VECTORS.glob("*.json")):
        if file.name == "schema.json":
            continue
        content = json.loads(file.read_text(encoding="utf-8"))
        for vector in content["vectors"]:
            try:
                Vector(vector, content.get("deployments", {})).run()
                passed += 1
            except Failed as failure:
                failures += 1
                print(f"{file.name} / {vector['name']} / {failure}")
    if failures:
        print(f"conformance python: {passed} vectors passed, {failures} failed")
        return 1
    print(f"conformance python: {passed} vectors passed")
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--histories", type=Path, help="a folder of histories to run instead of the vectors")
    arguments = parser.parse_args()
    if arguments.histories:
        from histories import histories

        return histories(arguments.histories)
    return vectors()


if __name__ == "__main__":
    sys.exit(main())
