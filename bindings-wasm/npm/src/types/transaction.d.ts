// Several writes as one.
import type { ContextOption, NowOption } from "./option.js";
import type { Value } from "./value.js";
import type { Written } from "./write.js";

/** One write of a {@link Region.transaction}: what the method of the same name takes. */
export type SetWrite = { readonly key: string } & (
  | ({ readonly operation: "put"; readonly value: Value } & SetPlace & ContextOption)
  | ({
      readonly operation: "patch";
      readonly fields:
        | { readonly [name: string]: Value }
        | readonly { readonly path: readonly string[]; readonly value: Value }[];
    } & ContextOption)
  | ({ readonly operation: "delete" } & ContextOption)
  | ({ readonly operation: "unset"; readonly path: readonly string[] } & ContextOption)
  | ({ readonly operation: "increment"; readonly amount: number | bigint } & SetPlace)
  | ({ readonly operation: "assign"; readonly value: number | bigint } & SetPlace)
  | ({ readonly operation: "reset" | "clear" } & SetPlace & ContextOption)
  | ({ readonly operation: "add" | "append"; readonly value: Value } & SetPlace)
  | ({ readonly operation: "offer"; readonly value: number | bigint } & SetPlace)
  | ({ readonly operation: "remove"; readonly value: Value } & SetPlace & ContextOption)
  | ({ readonly operation: "enable" | "disable" } & SetPlace)
  | { readonly operation: "expire"; readonly at: number }
  | { readonly operation: "persist" }
  | ({ readonly operation: "transfer"; readonly to: string; readonly amount: number | bigint } & SetPlace)
);

/** Where in a record a write of a {@link Region.transaction} goes: its field path. */
export interface SetPlace {
  readonly path?: readonly string[] | undefined;
}

declare module "./region.js" {
  interface Region {
    /**
     * Makes several writes as one: every region sees all of them or none. If one is refused, nothing is written; the
     * error's detail `write` says which.
     *
     * ```ts
     * eu.transaction([
     *   { operation: "put", key: "first", value: 1 },
     *   { operation: "put", key: "second", value: 2 },
     * ]);
     * console.log(eu.get("second")?.value); // 2
     * ```
     */
    transaction(writes: readonly SetWrite[], options?: NowOption): Written[];
  }
}
