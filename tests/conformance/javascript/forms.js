// What the vectors write in JSON, as JavaScript values: {"$hex": "00ff"} is bytes, and so on.

const SPECIAL = { nan: NaN, infinity: Infinity, "-infinity": -Infinity };

const FORMS = {
  $integer: (digits) => BigInt(digits),
  $hex: (digits) => fromHex(digits),
  $special: (name) => SPECIAL[name],
  $repeat: ([text, times]) => text.repeat(times),
};

export function fromHex(digits) {
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

export function toHex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** `max_drift_ms` as `maxDriftMs`. */
export function camelCase(name) {
  return name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
}

/** `maxDriftMs` as `max_drift_ms`. */
export function snakeCase(name) {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The one member of a special form, as [name, argument]. */
export function form(written) {
  if (written === null || typeof written !== "object" || Array.isArray(written)) return undefined;
  const members = Object.entries(written);
  return members.length === 1 && members[0][0].startsWith("$") ? members[0] : undefined;
}

/** An argument of a step as the value that is handed to the library. */
export function given(written) {
  const [name, argument] = form(written) ?? [];
  if (name !== undefined) return FORMS[name](argument);
  if (Array.isArray(written)) return written.map(given);
  if (written === null || typeof written !== "object") return written;
  // Not assignment: a member may be named `__proto__`.
  return Object.fromEntries(Object.entries(written).map(([key, member]) => [key, given(member)]));
}

/** `$b`, `$b[-1]` or `$c[0].id` among the results that steps saved. */
function variable(reference, saved) {
  const [name, ...steps] = reference.match(/^\$\w+|\[-?\d+\]|\.\w+/g);
  const start = saved.get(name.slice(1));
  return steps.reduce((result, step) => {
    return step.startsWith("[") ? result.at(Number(step.slice(1, -1))) : result[camelCase(step.slice(1))];
  }, start);
}

/** An argument that may be a result saved before. */
export function handed(argument, saved) {
  return typeof argument === "string" && argument.startsWith("$") ? variable(argument, saved) : given(argument);
}
