import { version } from "active-active";
import { initSync } from "active-active/manual";

const text: string = version();
// @ts-expect-error: the version is text
const number: number = version();
// @ts-expect-error: a module is needed
initSync();

export { text, number };
