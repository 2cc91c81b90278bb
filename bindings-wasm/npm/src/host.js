// What the module asks of JavaScript about values. No decisions are made here.

// The numbers are those of `kind` in `bindings-wasm/src/host.rs`.
const KINDS = { string: 0, number: 1, boolean: 2, bigint: 3 };
const NULL = 4;
const ARRAY = 5;
const BYTES = 6;
const OBJECT = 7;
const OTHER = 8;

/** What kind of value this is. Values of another realm, such as Jest's or a frame's, are told by what they are. */
export function kindOf(value) {
  if (typeof value !== "object") return KINDS[typeof value] ?? OTHER;
  if (value === null) return NULL;
  if (Array.isArray(value)) return ARRAY;
  if (ArrayBuffer.isView(value)) return value[Symbol.toStringTag] === "Uint8Array" ? BYTES : OTHER;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null ? OBJECT : OTHER;
}

/** What kind of thing this is, for people; never what is in it. */
export function describe(value) {
  if (value === null || value === undefined) return String(value);
  if (typeof value === "number" && !Number.isInteger(value)) return Number.isNaN(value) ? "NaN" : "a fraction or an infinity";
  const name = typeof value === "object" ? Object.getPrototypeOf(value)?.constructor?.name || "object" : typeof value;
  return `${/^[aeio]/i.test(name) ? "an" : "a"} ${name}`;
}

/** What was thrown, as text; whatever it is. */
export function told(thrown) {
  try {
    return String(thrown);
  } catch {
    return describe(thrown);
  }
}

/** Whether a string has no lone surrogate. */
export function isWellFormed(text) {
  return !/\p{Surrogate}/u.test(text);
}

/** Makes an own property, also where a prototype has one of that name, such as `__proto__`. */
export function setMember(object, name, value) {
  if (name in object) Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true });
  else object[name] = value;
}
