import { check } from "../checks.js";

export default {
  test() {
    const lines = [];
    if (check((line) => lines.push(line)) > 0) throw new Error(lines.join("\n"));
  },
};
