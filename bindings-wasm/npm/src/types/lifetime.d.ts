// Records that expire.
import type { NowOption } from "./option.js";
import type { Written } from "./write.js";

declare module "./region.js" {
  interface Region {
    /**
     * Lets a record expire at a time, in Unix milliseconds: from then on `get` does not show it, and a write finds it
     * gone. Of concurrent expiries the longest counts, and `persist` beats any.
     *
     * ```ts
     * const at = Date.now() + 60_000;
     * eu.put("session", "Ann");
     * eu.expire("session", at);
     * console.log(eu.get("session", { now: at })); // undefined
     * ```
     */
    expire(key: string, at: number, options?: NowOption): Written;
    /** Takes the expiry of a record away. What has expired already does not come back. */
    persist(key: string, options?: NowOption): Written;
  }
}
