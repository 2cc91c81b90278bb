/** The version of the library. */
export function version(): string;
