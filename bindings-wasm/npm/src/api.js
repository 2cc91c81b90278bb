// What every entry point exports, whichever way the module is loaded.
import * as module from "./active_active.js";
import { withTickPacked } from "./clock.js";
import { disposable } from "./disposable.js";

export const Deployment = disposable(module.Deployment, "Deployment");
export const HybridClock = withTickPacked(disposable(module.HybridClock, "HybridClock"));
export const RateMonitor = disposable(module.RateMonitor, "RateMonitor");
export const Region = disposable(module.Region, "Region", module.checkNotMerging);
export const Router = disposable(module.Router, "Router");
export const Snowflake = disposable(module.Snowflake, "Snowflake");
export const SpaceSaving = disposable(module.SpaceSaving, "SpaceSaving");
export const Timestamp = Object.freeze(module.Timestamp);
export const Uuid7 = disposable(module.Uuid7, "Uuid7");
export const VersionVector = disposable(module.VersionVector, "VersionVector");

export {
  checkMerge,
  compareFailover,
  distanceKm,
  dataSets,
  errorCodes,
  findPlace,
  fromCanonicalCbor,
  fromJson,
  joinDots,
  node,
  readToken,
  places,
  resolve,
  threeWay,
  toCanonicalCbor,
  toJson,
  version,
} from "./active_active.js";

export { ABSTAIN } from "./merging.js";

export {
  ActiveActiveError,
  ClockError,
  DeploymentError,
  IdError,
  InvalidValueError,
  OperationError,
  ReplicaError,
  ResidencyError,
  RoutingError,
  UsageError,
  WireError,
} from "./errors.js";
