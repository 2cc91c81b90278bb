// Objects that live in the module's memory.
import type { UsageError } from "./error.js";

/**
 * What every object has that lives in the module's memory. Forgotten objects are released by the garbage collector,
 * at a time of its own choosing; `free` and `using` release at once. Using a freed object throws a
 * {@link UsageError} with the code `disposed`; freeing it again does nothing.
 */
export interface Disposable {
  /** Releases the object's memory. */
  free(): void;
  /** The same, for `using`. */
  [Symbol.dispose](): void;
}
