// The errors that the library throws: real subclasses of Error, one for each area.

// An application may hold this module twice, as ECMAScript and as CommonJS, or in two bundles. `instanceof` sees an
// error of either, by this mark.
const AREA = Symbol.for("active-active.area");

export class ActiveActiveError extends Error {
  constructor(code, message, details = {}) {
    super(message);
    this.code = code;
    this.details = Object.freeze(details);
  }

  static [Symbol.hasInstance](value) {
    if (Object.prototype.isPrototypeOf.call(this.prototype, value)) return true;
    const area = Object.hasOwn(this.prototype, AREA) ? this.prototype[AREA] : undefined;
    return area !== undefined && typeof value?.[AREA] === "string" && (area === "" || area === value[AREA]);
  }
}

export class ClockError extends ActiveActiveError {}
export class IdError extends ActiveActiveError {}
export class InvalidValueError extends ActiveActiveError {}
export class DeploymentError extends ActiveActiveError {}
export class OperationError extends ActiveActiveError {}
export class ResidencyError extends ActiveActiveError {}
export class RoutingError extends ActiveActiveError {}
export class WireError extends ActiveActiveError {}
export class ReplicaError extends ActiveActiveError {}
export class UsageError extends ActiveActiveError {}

// The names are written out, since a minifier shortens those of classes.
const CLASSES = {
  clock: [ClockError, "ClockError"],
  id: [IdError, "IdError"],
  value: [InvalidValueError, "InvalidValueError"],
  deployment: [DeploymentError, "DeploymentError"],
  operation: [OperationError, "OperationError"],
  residency: [ResidencyError, "ResidencyError"],
  routing: [RoutingError, "RoutingError"],
  wire: [WireError, "WireError"],
  replica: [ReplicaError, "ReplicaError"],
  usage: [UsageError, "UsageError"],
};

function mark(Class, name, area) {
  Object.defineProperty(Class.prototype, "name", { value: name, configurable: true, writable: true });
  Object.defineProperty(Class.prototype, AREA, { value: area });
}

mark(ActiveActiveError, "ActiveActiveError", "");
for (const [area, [Class, name]] of Object.entries(CLASSES)) mark(Class, name, area);

/** The error of a refusal; the module calls this. */
export function createError(area, code, message, details) {
  const [Class] = CLASSES[area] ?? [ActiveActiveError];
  return new Class(code, message, details);
}
