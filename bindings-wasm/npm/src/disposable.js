import { UsageError } from "./errors.js";

/**
 * Makes `free` of a class safe to repeat, and lets every use of a freed object, as receiver or as argument, throw a
 * `UsageError` with the code `disposed`. Live objects pay nothing: what is replaced is the pointer of a freed one.
 * `check` throws where an object must not be freed.
 */
export function disposable(Class, name, check) {
  const { free } = Class.prototype;
  const pointer = {
    get() {
      throw new UsageError("disposed", `this ${name} was freed; make another, or free it later`);
    },
  };
  Class.prototype.free = function () {
    if (Object.getOwnPropertyDescriptor(this, "__wbg_ptr")?.get) return;
    check?.();
    free.call(this);
    Object.defineProperty(this, "__wbg_ptr", pointer);
  };
  if (Symbol.dispose) Class.prototype[Symbol.dispose] = Class.prototype.free;
  return Class;
}
