// One vector: its regions are opened, its steps done in order, each answer compared.
import { ActiveActiveError } from "active-active";

import { Unexpected, check, document, same } from "./expect.js";
import { camelCase, handed } from "./forms.js";
import * as parts from "./parts.js";
import * as regions from "./regions.js";
import { World, state } from "./world.js";

const START_MS = 1_700_000_000_000;
const STEP_MS = 1_000;

// The answers in which an object may have no member that is not expected, and those that are not reports.
const EXACT = new Set(["value", "vector_merge", "vector_compare", "vector_covers", "vector_bytes", "vector_from_bytes", "join"]);
const RAW = new Set(["value", "canonical", "from_cbor", "timestamp"]);

/** Runs one vector; the world is that at its end. Throws at the first step that does not go as the vector says. */
export function run(vector, deployments = {}) {
  const { deployment } = vector;
  const world = new World(typeof deployment === "string" ? deployments[deployment] : deployment);
  const opening = Object.entries(vector.open ?? {}).map(([alias, region]) => ({ do: "open", as: alias, region }));
  [...opening, ...vector.steps].forEach((step, at) => {
    const index = at - opening.length;
    try {
      runStep(world, named({ now: START_MS + STEP_MS * index, ...step }, world, deployments));
    } catch (error) {
      throw new Error(`step ${index} ${step.do}: ${error.name}: ${error.message}`, { cause: error });
    }
  });
  return world;
}

/** The step with the deployment and the earlier answers that it names. */
function named(step, world, deployments) {
  const deployment = typeof step.deployment === "string" ? deployments[step.deployment] : step.deployment;
  const sides = ["a", "b", "token", "earlier"].filter((side) => step[side] !== undefined);
  return { ...step, deployment, ...Object.fromEntries(sides.map((side) => [side, reference(step[side], world)])) };
}

function reference(argument, world) {
  return typeof argument === "string" && argument.startsWith("$") ? handed(argument, world.saved) : argument;
}

function runStep(world, step) {
  const answers = calls(world, step).map((call) => answer(step, call));
  if (step.error === undefined) answers.forEach((got) => compare(world, step, got));
  if (step.do === "conflicts" && new Set(answers.map((records) => records.map(({ id }) => id).sort().join())).size > 1) {
    throw new Unexpected("the same conflicts in every region", answers);
  }
  if (step.save !== undefined) world.saved.set(step.save, answers.at(-1));
}

/** The call of a step, or one for each region that it is on. */
function calls(world, step) {
  const kind = step.do;
  if (Object.hasOwn(parts.STEPS, kind)) return [{ do: () => parts.STEPS[kind](step, world.objects) }];
  if (!Object.hasOwn(regions.STEPS, kind)) return [{ do: () => world[kind](step) }];
  return [step.on].flat().map((alias) => {
    const region = world.objects.get(alias);
    return { region, do: () => regions.STEPS[kind](region, new regions.Arguments(step, world.saved), world.objects) };
  });
}

function answer(step, call) {
  const before = step.error !== undefined && call.region ? state(call.region) : undefined;
  let got;
  try {
    got = call.do();
  } catch (error) {
    if (!(error instanceof ActiveActiveError)) throw error;
    if (step.error === undefined && !step.may_fail) throw error;
    if (step.error !== undefined) compareError(step, error);
    if (before !== undefined && state(call.region) !== before) {
      throw new Unexpected("a refusal that changes nothing", call.region.status());
    }
    return undefined;
  }
  if (step.error !== undefined) throw new Unexpected(step.error, document(got));
  return got;
}

function compare(world, step, got) {
  const answered = RAW.has(step.do) ? got : document(got);
  const expected = step.do === "same" ? (step.expect ?? true) : step.expect;
  if (expected !== undefined) check(expected, answered, world.saved, step.do === "same" || EXACT.has(step.do));
}

function compareError(step, error) {
  const expected = { ...step.details, ...(step.place === undefined ? {} : { place: step.place }) };
  const told = Object.entries(expected).every(([name, value]) => same(value, error.details[camelCase(name)]));
  if (error.code !== step.error || !told) {
    throw new Unexpected({ [step.error]: expected }, { [error.code]: error.details, message: error.message });
  }
}
