import * as z from 'zod';
import { digestOf, type Json } from '../base/index.ts';

/**
 * What a validation script says: the criteria of one instrument. It stands in the script as JSON, so that a person can
 * read it, and so that what is verified before the commit is the text that is committed, not what it was made from.
 * What the criteria compare with (needed takes, items, sheet, flags) is not in it: those stand in the workspace.
 */
const json: z.ZodType<Json> = z.json();

const criterion = z.union([
  /** An expression over `output`, `files` and the names in scope. */
  z.strictObject({ criterion: z.string(), holds: z.string() }),
  /** The output's JSON Schema, whole, with the files that it refers to. */
  z.strictObject({
    criterion: z.string(),
    fits: json,
    file: z.string(),
    others: z.record(z.string(), json).optional(),
  }),
  /** A template of a path or glob: these files are as the take left them, and some must be there. */
  z.strictObject({
    criterion: z.string(),
    leaves: z.string(),
    /** There may be none. */ maybe: z.literal(true).optional(),
  }),
  /** A command over copies of the take's files, those of needed takes and what it reads; `is` as in `checks`. */
  z.strictObject({
    criterion: z.string(),
    runs: z.array(z.string()).min(1),
    is: z.string().optional(),
    timeoutMs: z.number(),
  }),
  /** Why it can't be judged from committed files: shown as skipped, never as passed. */
  z.strictObject({ criterion: z.string(), notHeard: z.string() }),
]);

export const validationSpec = z.strictObject({
  /** `ensemble/nickname` */
  instrument: z.string().regex(/^[A-Za-z][\w-]*\/[A-Za-z][\w-]*$/),
  output: z.enum(['json', 'markdown', 'none', 'run']),
  /** It plays once for each item, so its takes lie in a folder. */
  items: z.literal(true).optional(),
  /** It plays only sometimes (`when`), so its take may rightly be missing. */
  sometimes: z.literal(true).optional(),
  /** A member of a loop: each round has a take. */
  rounds: z.literal(true).optional(),
  /** Another sheet than sheetMusic.md that `sheet`, `flags`, `slug` and `seed` are read from. */
  sheet: z.string().optional(),
  criteria: z.array(criterion).min(1),
});

export type ValidationSpec = z.infer<typeof validationSpec>;
export type SpecCriterion = z.infer<typeof criterion>;

const opening = 'await checkTakes(test, import.meta.url, ';
const closing = ');\n';

/** The script's text: a pure function of what it says. */
export function printScript(spec: ValidationSpec): string {
  return [
    `// Checks the committed takes of ${spec.instrument} again, on its own. Written by the Conductor, which saw it pass`,
    '// on a take and fail on damaged copies of it. Run: `simphony test`, or `node --test` where simphony resolves.',
    `// Written anew when the criteria change, and only then: changes by hand are lost. Criteria: ${digestOf(spec).slice(0, 16)}`,
    "import test from 'node:test';",
    "import { checkTakes } from 'simphony/validate';",
    '',
    `${opening}${JSON.stringify(spec, undefined, 2)}${closing}`,
  ].join('\n');
}

/** The inverse of `printScript`; `undefined` where the text is not one of ours. */
export function readScript(text: string): ValidationSpec | undefined {
  const body = text.replaceAll('\r\n', '\n');
  const from = body.indexOf(`\n${opening}`);
  if (from < 0 || !body.endsWith(closing)) return undefined;
  try {
    const said = validationSpec.safeParse(JSON.parse(body.slice(from + 1 + opening.length, -closing.length)));
    return said.success ? said.data : undefined;
  } catch {
    return undefined;
  }
}

const ofWhom = /^\{\n  "instrument": "[A-Za-z][\w-]*\/[A-Za-z][\w-]*",\n/;

/** What a script says, whose takes it says it of left out; `undefined` where the text is not as we print it. */
export function saidOfAnyone(text: string): string | undefined {
  const from = text.indexOf(`\n${opening}`);
  if (from < 0 || !text.endsWith(closing)) return undefined;
  const said = text.slice(from + 1 + opening.length, -closing.length);
  return ofWhom.test(said) ? said.replace(ofWhom, '') : undefined;
}

/** Whether a text is exactly one that we write: nobody has changed it by hand. Line ends as LF. */
export function isOwnScript(text: string): boolean {
  const spec = readScript(text);
  return spec !== undefined && printScript(spec) === text;
}
