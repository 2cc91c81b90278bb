// Nothing is loaded until `init` or `initSync` is called: for large applications and loaders of one's own.
export { default as init, initSync } from "./active_active.js";
export * from "./api.js";
