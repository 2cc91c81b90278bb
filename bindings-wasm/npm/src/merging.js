// How a merge function abstains, and how long it takes.

/** What a merge function returns to leave the decision to the next rule; one symbol in every copy of the library. */
export const ABSTAIN = Symbol.for("active-active.abstain");

export function isAbstain(value) {
  return value === ABSTAIN;
}

/** A clock that no correction of the time moves, where the host has one. */
export function milliseconds() {
  return globalThis.performance ? globalThis.performance.now() : Date.now();
}
