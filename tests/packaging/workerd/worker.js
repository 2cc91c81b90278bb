import { version } from "active-active";

export default {
  test() {
    if (!/^\d+\.\d+\.\d+$/.test(version())) throw new Error(`the version is ${version()}`);
  },
};
