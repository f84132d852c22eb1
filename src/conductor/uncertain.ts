import { parseAddress, type Address, type Diagnostic } from '../base/index.ts';
import { isMeant, type Plan } from '../plan/index.ts';
import type { ActedOutside } from '../record/index.ts';

export type ActedParts = ReadonlyMap<Address, ActedOutside>;

/** What a person names with `--again`, whether or not this sheet plays it. */
export const meantBy = (names: Iterable<string>, acted: ActedParts): readonly Address[] => {
  const asked = new Set(names);
  return [...acted.keys()].filter((part) => {
    const name = parseAddress(part);
    return name !== undefined && isMeant(name, asked);
  });
};

/** What is uncertain and in no plan of this sheet: nobody would hear of it otherwise. */
export const uncertainElsewhere = (plan: Plan, acted: ActedParts, asked: Iterable<string>): Diagnostic[] => {
  const decided = new Set(meantBy(asked, acted));
  return [...acted]
    .filter(([part, { uncertain }]) => uncertain && !decided.has(part) && !plan.parts.has(part))
    .map(([part, { what, at }]) => ({
      code: 'uncertain_elsewhere',
      severity: 'warning',
      message:
        what === undefined
          ? `\`${part}\` was playing when its Conductor was stopped or killed (${at}), and this sheet does not play it`
          : `\`${part}\` sent ${what} at ${at}, no take of it was accepted, and this sheet does not play it`,
      help: `see what came of it; \`simphony play --again ${part}\` says that it may be played again`,
    }));
};

/** How a person decides. */
export const howToDecide = (plan: Plan): string[] =>
  [...plan.parts]
    .filter(([, { ending }]) => ending?.ended === 'uncertain')
    .map(
      ([part]) =>
        `uncertain: ${part}. Find out what it did; then \`simphony play --again ${part}\`, or \`--accept ${part} --output <file>\``,
    );
