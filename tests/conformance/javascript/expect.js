// Whether an answer is the one that a vector expects.
import { ActiveActiveError } from "active-active";

import { form, given, snakeCase } from "./forms.js";

// Within these members of a report an object may have no member that is not expected.
const EXACT = new Set(["value", "a_value", "b_value", "resolved_value", "old", "new"]);
// These members have names that are not the library's.
const FOREIGN = new Set([...EXACT, "a_context", "b_context", "streams", "stable", "details", "base", "a", "b"]);

export class Unexpected extends Error {
  constructor(expected, got) {
    super(`expected ${shown(expected)}, got ${shown(got)}`);
  }
}

export function shown(value) {
  const text = JSON.stringify(value, (_, member) => (typeof member === "bigint" ? `${member}n` : member)) ?? "nothing";
  return text.length <= 600 ? text : `${text.slice(0, 600)}…`;
}

/** An answer of the library with the names of members in reports as the vectors write them. */
export function document(answer) {
  if (Array.isArray(answer)) return answer.map(document);
  if (answer === null || typeof answer !== "object" || answer instanceof Uint8Array) return answer;
  const members = Object.entries(answer).map(([name, member]) => {
    const snake = snakeCase(name);
    return [snake, FOREIGN.has(snake) ? member : document(member)];
  });
  return Object.fromEntries(members);
}

/** Throws `Unexpected` unless the answer, a document, matches. */
export function check(expected, got, saved, exact) {
  if (!matches(expected, got, saved, exact)) throw new Unexpected(expected, got);
}

function matches(expected, got, saved, exact) {
  const [name, argument] = form(expected) ?? [];
  switch (name) {
    case "$count":
      return Array.isArray(got) && got.length === argument;
    case "$any":
      return got !== undefined && got !== null;
    case "$absent":
      return got === undefined || got === null;
    case "$error":
      return got instanceof ActiveActiveError && got.code === argument;
    case "$has":
      return typeof got === "string" && got.includes(argument);
    case "$saved":
      return same(document(saved.get(argument)), got);
    case "$integer":
    case "$hex":
    case "$repeat":
      return same(given(expected), got);
  }
  if (Array.isArray(expected)) {
    const asLong = Array.isArray(got) && got.length === expected.length;
    return asLong && expected.every((item, index) => matches(item, got[index], saved, exact));
  }
  if (isObject(expected)) return isObject(got) && membersMatch(expected, got, saved, exact);
  return same(expected, got);
}

function membersMatch(expected, got, saved, exact) {
  if (exact && !Object.keys(got).every((name) => Object.hasOwn(expected, name))) return false;
  return Object.entries(expected).every(([name, member]) => {
    const found = Object.hasOwn(got, name) ? got[name] : undefined;
    return matches(member, found, saved, exact || EXACT.has(name));
  });
}

function isObject(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value) && !(value instanceof Uint8Array);
}

/** Equality at any depth, of numbers whichever type they have. */
export function same(expected, got) {
  if (expected === null) return got === null || got === undefined;
  if (isNumber(expected) && isNumber(got)) return expected == got; // bigint and number
  if (typeof expected !== "object" || typeof got !== "object" || got === null) return expected === got;
  if (expected instanceof Uint8Array || Array.isArray(expected)) {
    const alike = expected.constructor === got.constructor && expected.length === got.length;
    return alike && expected.every((item, index) => same(item, got[index]));
  }
  const names = Object.keys(expected);
  return names.length === Object.keys(got).length && names.every((name) => Object.hasOwn(got, name) && same(expected[name], got[name]));
}

function isNumber(value) {
  return typeof value === "number" || typeof value === "bigint";
}
