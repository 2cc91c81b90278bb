export * from "./index.js";

/** What a module can be loaded from. */
export type ModuleSource = BufferSource | WebAssembly.Module;

/** Loads the module; everything else may be called once it has resolved. */
export function init(source: { module_or_path: ModuleSource | URL | string | Response | Promise<Response> }): Promise<unknown>;

/** Loads the module at once. */
export function initSync(source: { module: ModuleSource }): unknown;
