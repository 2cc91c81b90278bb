// How to measure here: the median of some rounds, each long enough for the clock, after some that warm up.

const ROUNDS = 9;
const WARM_UP = 3;

/** Nanoseconds for each of `count` operations that one call does, for several calls that take turns. */
export function nanoseconds(count, calls) {
  const round = () => calls.map((call) => timed(call) / count);
  for (let i = 0; i < WARM_UP; i++) round();
  const rounds = Array.from({ length: ROUNDS }, round);
  return calls.map((_, index) => median(rounds.map((figures) => figures[index])));
}

/** Nanoseconds that one call takes. */
export function timed(run) {
  const start = process.hrtime.bigint();
  run();
  return Number(process.hrtime.bigint() - start);
}

export function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
}

/** Prints a figure as a line, and as JSON where a program asked for that. */
export function report(name, value, unit, against = {}) {
  const ratios = Object.entries(against).map(([other, figure]) => ({ against: other, figure, ratio: value / figure }));
  if (process.argv.includes("--json")) {
    console.log(JSON.stringify({ name, value, unit, ratios }));
    return;
  }
  const told = ratios.map(({ against, figure, ratio }) => `${ratio.toFixed(2)}x ${against} (${shown(figure)} ${unit})`);
  console.log([`${name}: ${shown(value)} ${unit}`, ...told].join(", "));
}

function shown(figure) {
  return figure >= 1_000 ? Math.round(figure).toLocaleString("en") : figure.toFixed(1);
}
