// The rival: what one writes by hand with a Map and version vectors. Like the engine it takes a batch as it travels,
// finds concurrency, lets the later timestamp win, keeps what lost until it is seen, and counts conflicts; unlike it,
// it checks nothing, has one type, and cannot hold, relay, delete or restore.

export class PlainMap {
  constructor() {
    this.entries = new Map();
    this.cursors = new Map();
    this.conflicts = 0;
  }

  /** Applies a batch as JSON text. */
  applyText(text) {
    this.applyChanges(JSON.parse(text));
  }

  /** Applies changes that are objects already. */
  applyChanges(changes) {
    for (const change of changes) {
      const at = change.dot.indexOf("#");
      const stream = change.dot.slice(0, at);
      const sequence = Number(change.dot.slice(at + 1));
      if (sequence <= (this.cursors.get(stream) ?? 0)) continue;
      this.cursors.set(stream, sequence);
      this.write(change, stream, sequence);
    }
  }

  write({ key, timestamp, context, value }, stream, sequence) {
    const version = { stream, sequence, timestamp, value };
    const entry = this.entries.get(key);
    if (entry === undefined) {
      this.entries.set(key, { vector: { ...context, [stream]: sequence }, versions: [version] });
      return;
    }
    const unseen = entry.versions.filter((other) => !(other.sequence <= context[other.stream]));
    if (unseen.length > 0) this.conflicts += 1;
    for (const origin in context) {
      if (!(entry.vector[origin] >= context[origin])) entry.vector[origin] = context[origin];
    }
    entry.vector[stream] = sequence;
    unseen.push(version);
    unseen.sort((a, b) => (a.timestamp < b.timestamp ? -1 : 1));
    entry.versions = unseen;
  }

  get(key) {
    return this.entries.get(key)?.versions.at(-1)?.value;
  }
}
