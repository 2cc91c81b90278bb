// What every entry point exports, whichever way the module is loaded.
export { version } from "./active_active.js";
