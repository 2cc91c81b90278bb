// Values: what can be stored, and its two encodings.

/**
 * What can be stored. Integers and floats are one type, as in JavaScript: a float with an integral value within ±2^53
 * is that integer. Integers beyond that come back as `bigint`, and a `bigint` within ±2^63 may be given. `undefined`,
 * `NaN`, functions, symbols and objects of a class have no place here and are refused with `unsupported_value` or
 * `not_finite`; so is text with a lone surrogate, with `invalid_utf8`.
 */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | readonly Value[]
  | { readonly [name: string]: Value };

/**
 * The canonical CBOR of a value: the bytes that are stored, hashed and sent.
 *
 * ```ts
 * console.log(Buffer.from(toCanonicalCbor({ b: 1.0, a: [true, null] })).toString("hex")); // a2616182f5f6616201
 * ```
 */
export function toCanonicalCbor(value: Value): Uint8Array;

/** Reads the canonical CBOR of one value, and refuses any other encoding of it. */
export function fromCanonicalCbor(bytes: Uint8Array): Value;

/**
 * The canonical JSON of a value: members sorted, no spaces, bytes as `{"$bytes":"<base64url>"}`.
 *
 * ```ts
 * console.log(toJson({ b: 2n ** 60n, a: new Uint8Array([104, 105]) })); // {"a":{"$bytes":"aGk"},"b":1152921504606846976}
 * ```
 */
export function toJson(value: Value): string;

/**
 * Reads JSON by the library's own rules: integers keep all their digits, and duplicate keys, integers beyond 64 bits
 * and values that are too deep are errors that say the line and the column.
 *
 * ```ts
 * console.log(fromJson('{"id": 9007199254740993}')); // { id: 9007199254740993n }
 * ```
 */
export function fromJson(text: string): Value;
