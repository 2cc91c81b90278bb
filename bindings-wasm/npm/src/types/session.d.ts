// What a client has seen, carried from region to region.
import type { TokenKeys } from "./routing.js";

declare module "./region.js" {
  interface Region {
    /**
     * A token of what this region has now, for a client that it has just served; what the earlier one said stays in it.
     * `epoch` is that of the home that the client spoke with.
     */
    token(keys: TokenKeys, options?: { earlier?: string; epoch?: number; contested?: boolean; now?: number }): string;
    /**
     * Whether this region has all that a client has seen, so that it may serve it without going back.
     *
     * @throws {@link RoutingError} `token_unsatisfiable`, `token_invalid`, `token_foreign`
     */
    covers(keys: TokenKeys, token: string): boolean;
  }
}

export {};
