"""Every strategy in two writes that had not seen one another; README.md beside this file says the law of each."""

from pathlib import Path

from active_active import Deployment, MergeInput, Region, to_json

LATER_MS = 5_000_000_000_000
DEPLOYMENT = Deployment.parse(Path(__file__).with_name("deployment.json").read_text("utf-8"))
eu, us = Region.open(DEPLOYMENT, "eu"), Region.open(DEPLOYMENT, "us")


def longest(conflict: MergeInput) -> str:
    """The longest text of all versions, of equally long ones the greatest."""
    return max((version.value for version in conflict.versions), key=lambda text: (len(text), text))


for region in (eu, us):
    region.register_merge("longest-text", 1, longest)


def exchange() -> None:
    """Gives each region what the other has written."""
    for source, target, name in ((eu, us, "us"), (us, eu, "eu")):
        for batch in source.batches_for(name):
            target.apply(batch)
        source.acknowledge(target.acknowledgement_for(source.name))


def show(key: str, now: int | None = None) -> None:
    """Prints what both regions show after an exchange."""
    exchange()
    values = [read and to_json(read.value) for read in (eu.get(key, now=now), us.get(key, now=now))]
    assert values[0] == values[1], f"{key}: {values}"
    print(f"{key}: {values[0] or 'nothing'}")


def show_later(key: str) -> None:
    """Prints what both regions show in the year 2128."""
    show(key, LATER_MS)


def show_siblings(key: str) -> None:
    """Prints what both regions show, and how many versions stand side by side."""
    exchange()
    shown = [f"{to_json(read.value)}, {read.siblings} siblings" for read in (eu.get(key), us.get(key)) if read]
    assert shown[0] == shown[1], f"{key}: {shown}"
    print(f"{key}: {shown[0]}")


# Registers

eu.put("latest/tea", 9)
us.put("latest/tea", 12)
show("latest/tea")

eu.put("first/tea", 9)
us.put("first/tea", 12)
show("first/tea")

us.put("central/tea", 12)
eu.put("central/tea", 9)
show("central/tea")

eu.put("status/vm", "destroyed")
us.put("status/vm", "started")
show("status/vm")

eu.put("highest/bid", 12)
us.put("highest/bid", 9)
show("highest/bid")

eu.put("lowest/ask", 9)
us.put("lowest/ask", 12)
show("lowest/ask")

eu.put("present/note", "milk")
us.put("present/note", None)
show("present/note")

eu.put("turns/bid", 12)
us.put("turns/bid", 9)
show("turns/bid")

eu.put("kinds/tea", 9)
us.put("kinds/tea", 12)
show("kinds/tea")

eu.put("all/tea", 9)
us.put("all/tea", 12)
show_siblings("all/tea")

eu.put("asked/tea", 9)
us.put("asked/tea", 12)
show_siblings("asked/tea")

eu.put("longest/note", "green tea")
us.put("longest/note", "tea")
show("longest/note")

# Whether a record exists

eu.put("exists/tea", 9)
exchange()
eu.delete("exists/tea")
us.put("exists/tea", 12)
show("exists/tea")

eu.put("gone/tea", 9)
exchange()
eu.delete("gone/tea")
us.put("gone/tea", 12)
show("gone/tea")

eu.put("stays/tea", 9)
exchange()
us.put("stays/tea", 12)
eu.delete("stays/tea")
show("stays/tea")

eu.put("created/tea", 9)
exchange()
eu.delete("created/tea")
us.put("created/tea", 12)
show("created/tea")

# Counters, sets, flags, maps

eu.increment("count/tea", 5)
us.increment("count/tea", 7)
show("count/tea")

eu.increment("stock/tea", 10)
eu.transfer("stock/tea", "us", 4)
exchange()
eu.increment("stock/tea", -6)
us.increment("stock/tea", -4)
show("stock/tea")

eu.add("adds/tea", "green")
exchange()
eu.remove("adds/tea", "green")
us.add("adds/tea", "green")
show("adds/tea")

eu.add("removes/tea", "green")
exchange()
eu.remove("removes/tea", "green")
us.add("removes/tea", "green")
show("removes/tea")

eu.enable("on/tea")
us.disable("on/tea")
show("on/tea")

eu.enable("off/tea")
us.disable("off/tea")
show("off/tea")

eu.put("person/ann", "Ann", path=["name"])
us.put("person/ann", "Bonn", path=["city"])
show("person/ann")

eu.append("notes/tea", "ordered")
us.append("notes/tea", "arrived")
show("notes/tea")

eu.offer("most/tea", 9)
us.offer("most/tea", 12)
show("most/tea")

eu.offer("least/tea", 9)
us.offer("least/tea", 12)
show("least/tea")

# Expiry

eu.put("token/ann", "Ann")
exchange()
eu.expire("token/ann", 2_000_000_000_000)
us.expire("token/ann", 3_000_000_000_000)
show_later("token/ann")

eu.put("session/ann", "Ann")
exchange()
eu.expire("session/ann", 2_000_000_000_000)
us.persist("session/ann")
show_later("session/ann")
