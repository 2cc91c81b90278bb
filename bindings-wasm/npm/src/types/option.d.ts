// Options that many calls of a region take.
import type { Read } from "./read.js";

/** A field path inside a map record; one name alone may be given as a string. */
export type Path = string | readonly string[];

/** When a write is made. */
export interface NowOption {
  /** Milliseconds since 1970; left out, `Date.now()`. */
  readonly now?: number | undefined;
}

/** Where in a record a write goes. */
export interface PlaceOption {
  /** The field path inside a map record; left out, the record itself. */
  readonly path?: Path | undefined;
}

/** After what a write comes. */
export interface ContextOption {
  /**
   * The `context` of a {@link Read}: the write replaces what that read saw, and what others wrote meanwhile stays
   * beside it. Left out, the write is blind: it replaces whatever this region holds. Empty bytes: it saw nothing.
   */
  readonly context?: Uint8Array | undefined;
}
