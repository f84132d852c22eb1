import { z } from 'zod';
import { digestOf, type Json } from '../base/index.ts';

/**
 * What a validation script says: the criteria of one instrument, and as much of the score around it as those read.
 * It stands in the script as JSON, so that a person can read it, and so that what is verified before the commit is
 * what the committed text says, not what it was made from.
 */
const json: z.ZodType<Json> = z.json();

const criterion = z.union([
  /** An expression over `output`, `files` and the names in scope. */
  z.strictObject({ criterion: z.string(), holds: z.string() }),
  /** The output's JSON Schema, whole, with those that it refers to. */
  z.strictObject({ criterion: z.string(), fits: json, file: z.string(), others: z.record(z.string(), json).optional() }),
  /** A template of a path: this file must be there. */
  z.strictObject({ criterion: z.string(), leaves: z.string() }),
  /** Why it can't be judged from committed files: shown as skipped. */
  z.strictObject({ criterion: z.string(), notHeard: z.string() }),
]);

const instrument = z.strictObject({
  output: z.enum(['json', 'markdown', 'none', 'run']),
  /** The expression that a fan-out draws its items from. */
  each: z.string().optional(),
  /** It is played only `when` something holds, so its take may rightly be missing. */
  sometimes: z.literal(true).optional(),
  /** The loop that it is a member of, and whether it first plays in round 2. */
  loop: z.strictObject({ name: z.string(), withoutFirstPass: z.literal(true).optional() }).optional(),
  writes: z.array(z.string()).optional(),
  needs: z.record(z.string(), z.strictObject({ of: z.string(), back: z.literal(true).optional(), optional: z.literal(true).optional() })).optional(),
});

export const validationSpec = z.strictObject({
  /** `ensemble/nickname` */
  instrument: z.string(),
  /** The sheet that `sheet`, `flags`, `seed` and `slug` are read from; there only where a criterion names one of them. */
  sheet: z.string().optional(),
  criteria: z.array(criterion).min(1),
  /** The instrument itself, and those whose takes its criteria read. */
  instruments: z.record(z.string(), instrument),
});

export type ValidationSpec = z.infer<typeof validationSpec>;
export type SpecCriterion = z.infer<typeof criterion>;
export type SpecInstrument = z.infer<typeof instrument>;

const opening = 'checkTakes(test, import.meta.url, ';
const closing = ');\n';

/** The script's text: a pure function of what it says. */
export function printScript(spec: ValidationSpec): string {
  return [
    `// Checks the committed takes of ${spec.instrument} again, on its own. Made by the Conductor, who saw it pass on a`,
    '// take and fail on damaged copies of it. Run: `simphony test`, or `node --test` where simphony can be resolved.',
    `// Made anew when the criteria change, and only then: changes by hand are lost. Criteria: ${digestOf(spec).slice(0, 16)}`,
    "import test from 'node:test';",
    "import { checkTakes } from 'simphony/validate';",
    '',
    `${opening}${scriptJson(spec)}${closing}`,
  ].join('\n');
}

/** JSON that is also JavaScript in any file: U+2028 and U+2029 would end a line for older readers. */
const scriptJson = (spec: ValidationSpec): string =>
  JSON.stringify(spec, undefined, 2).replace(/[\u2028\u2029]/g, (end) => `\\u${end.charCodeAt(0).toString(16)}`);

/** The inverse of `printScript`; `undefined` where the text is not one of ours. */
export function readScript(text: string): ValidationSpec | undefined {
  const from = text.indexOf(`\n${opening}`);
  const body = text.replaceAll('\r\n', '\n');
  if (from < 0 || !body.endsWith(closing)) return undefined;
  try {
    const found = validationSpec.safeParse(JSON.parse(body.slice(body.indexOf(opening) + opening.length, -closing.length)));
    return found.success ? found.data : undefined;
  } catch {
    return undefined;
  }
}
