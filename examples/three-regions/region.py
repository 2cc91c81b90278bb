"""One region of the shop, in Python; region.mjs and region.cpp are the same program in JavaScript and in C++.

    region.py DEPLOYMENT REGION CONTROL_PORT PEER=PORT...

It takes operations from the demo on its control connection, and replicates with every peer on a connection each. A
frame is `u32 length (big-endian) | u8 kind | payload`; README.md beside this file says what each kind holds.
"""

import json
import platform
import select
import socket
import struct
import sys
import time
from dataclasses import asdict
from pathlib import Path

from active_active import ActiveActiveError, Deployment, MergeInput, Region, from_json

BATCH, ACKNOWLEDGEMENT, REPORT = b"B", b"A", b"R"
BATCH_BYTES_MAX = 64 * 1024
TICK_S = 0.01
DIAL_EVERY_S = 0.1


class Connection:
    """A socket that carries frames."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = bytearray()

    def fileno(self) -> int:
        return self.socket.fileno()

    def send(self, kind: bytes, payload: bytes) -> None:
        self.socket.sendall(struct.pack(">Ic", len(payload) + 1, kind) + payload)

    def receive(self) -> list[tuple[bytes, bytes]]:
        arrived = self.socket.recv(1 << 16)
        if not arrived:
            raise ConnectionError("closed")
        self.received += arrived
        frames = []
        while len(self.received) >= 5:
            length, kind = struct.unpack_from(">Ic", self.received)
            if len(self.received) < 4 + length:
                break
            frames.append((kind, bytes(self.received[5 : 4 + length])))
            del self.received[: 4 + length]
        return frames


class Peer:
    """Another region, and the connection to it while there is one."""

    def __init__(self, name: str, port: int) -> None:
        self.name, self.port = name, port
        self.connection: Connection | None = None
        self.unanswered = 0
        self.dialled = 0.0

    def dial(self) -> None:
        if time.monotonic() - self.dialled >= DIAL_EVERY_S:
            self.dialled = time.monotonic()
            self.connection, self.unanswered = Connection(self.port), 0

    def hang_up(self) -> None:
        if self.connection:
            self.connection.socket.close()
            self.connection = None


class Shop:
    """The region with what the demo wants to know about it."""

    def __init__(self, region: Region, peers: list[Peer]) -> None:
        self.region, self.peers = region, peers
        self.written = self.refused = self.applied = self.duplicates = 0
        self.refusal = ""
        self.apply_s = 0.0

    def write(self, verb: str, key: str, argument: str, *path: str) -> None:
        region, value = self.region, from_json(argument or "null")
        match verb:
            case "put":
                region.put(key, value, path=path)
            case "edit":
                seen = region.get(key)
                region.put(key, value, path=path, context=seen and seen.context)
            case "patch":
                region.patch(key, dict(zip(path[::2], map(from_json, path[1::2]))))
            case "delete":
                region.delete(key)
            case "unset":
                region.unset(key, path)
            case "increment":
                region.increment(key, value, path=path)
            case "assign":
                region.assign(key, value, path=path)
            case "reset":
                region.reset(key, path=path)
            case "add":
                region.add(key, value, path=path)
            case "remove":
                region.remove(key, value, path=path)
            case "clear":
                region.clear(key, path=path)
            case "enable":
                region.enable(key, path=path)
            case "disable":
                region.disable(key, path=path)
            case "transfer":
                region.transfer(key, path[0], value)
            case "claim":
                region.claim(key, value, path[0])
            case "resolve":
                region.resolve_conflict(key, pick=value)

    def on_control(self, control: Connection, payload: bytes) -> None:
        verb, *rest = payload.decode().split("\n")
        if len(rest) < 2:
            self.report(control, verb, *rest)
            return
        try:
            self.write(verb, *rest)
            self.written += 1
        except ActiveActiveError as error:
            self.refused += 1
            self.refusal = self.refusal or f"{verb} {rest[0]}: {error}"

    def on_peer(self, peer: Peer, kind: bytes, payload: bytes) -> None:
        if kind == BATCH:
            started = time.perf_counter()
            report = self.region.apply(payload)
            self.apply_s += time.perf_counter() - started
            self.applied += report.applied
            self.duplicates += report.duplicates
            peer.connection.send(ACKNOWLEDGEMENT, self.region.acknowledgement_for(peer.name))
        elif kind == ACKNOWLEDGEMENT:
            self.region.acknowledge(payload)
            peer.unanswered = max(0, peer.unanswered - 1)

    def replicate(self) -> None:
        """Dials who is not connected; sends what is new to who has answered everything before."""
        for peer in self.peers:
            try:
                if not peer.connection:
                    peer.dial()
                if peer.connection and not peer.unanswered:
                    for batch in self.region.batches_for(peer.name, bytes_max=BATCH_BYTES_MAX):
                        peer.connection.send(BATCH, batch)
                        peer.unanswered += 1
            except OSError:
                peer.hang_up()

    def report(self, control: Connection, name: str, key: str = "") -> None:
        region = self.region
        if name == "conflicts":
            lines = {"conflicts": [asdict(conflict) for conflict in region.conflicts()]}
        elif name == "keys":
            lines = {"keys": region.keys()}
        elif name == "record":
            read = region.get(key)
            lines = {"value": read.value} if read else {}
        else:
            lines = {
                "written": self.written,
                "refused": self.refused,
                "refusal": self.refusal,
                "applied": self.applied,
                "duplicates": self.duplicates,
                "apply_us": int(self.apply_s * 1e6),
                "status": asdict(region.status()),
                "digest": region.digest().hex(),
            }
        send_report(control, name, lines)


def most_complete_address(conflict: MergeInput) -> dict[str, str]:
    """Of addresses that were written apart, the one with the most columns; of several the latest."""
    return max(reversed(conflict.versions), key=lambda version: len(version.value)).value


def send_report(control: Connection, name: str, lines: dict) -> None:
    text = [name] + [f"{line}\t{json.dumps(value, default=str)}" for line, value in lines.items()]
    control.send(REPORT, "\n".join(text).encode())


def main(deployment: str, name: str, control_port: str, *peers: str) -> None:
    region = Region.open(Deployment.parse(Path(deployment).read_text()), name)
    region.register_merge("most-complete-address", 1, most_complete_address)
    shop = Shop(region, [Peer(peer, int(port)) for peer, port in (pair.split("=") for pair in peers)])
    control = Connection(int(control_port))
    send_report(control, "hello", {"region": name, "version": f"Python {platform.python_version()}"})
    while True:
        shop.replicate()
        by_connection = {peer.connection: peer for peer in shop.peers if peer.connection}
        ready, _, _ = select.select([control, *by_connection], [], [], TICK_S)
        for connection in ready:
            try:
                for kind, payload in connection.receive():
                    if connection is control:
                        shop.on_control(control, payload)
                    else:
                        shop.on_peer(by_connection[connection], kind, payload)
            except OSError:
                if connection is control:
                    return
                by_connection[connection].hang_up()


if __name__ == "__main__":
    main(*sys.argv[1:])
