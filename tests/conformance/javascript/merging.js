// Merge functions: the fixed set that every interpreter has.
import { ABSTAIN } from "active-active";

const texts = ({ versions }) => versions.map(({ value }) => value).filter((value) => typeof value === "string");
const isAfter = (a, b) => a.length > b.length || (a.length === b.length && a > b);

/** The longest text, of equally long ones the greatest. */
const longestText = (given) => texts(given).reduce((a, b) => (isAfter(b, a) ? b : a));

/** The longest text, after 20 ms. */
function slow(given) {
  for (const end = performance.now() + 20; performance.now() < end; );
  return longestText(given);
}

export const FUNCTIONS = {
  "longest-text": longestText,
  // Of a member that several have, that of the last version.
  "union-object": ({ versions }) => Object.assign({}, ...versions.map(({ value }) => value)),
  appending: (given) => texts(given).join(""),
  null: () => null,
  abstaining: () => ABSTAIN,
  failing: () => {
    throw new Error("no merge for this");
  },
  "not-a-number": () => Number.NaN,
  slow,
};
