import { isJsonObject, type Json, type Judged, type Take } from '../base/index.ts';
import type { Values } from '../score/index.ts';
import { damagesOf, type Damage, type Hints } from './damage.ts';
import { matches } from './globs.ts';
import { hear, type Asked, type Found } from './hear.ts';
import { prepare } from './prepare.ts';
import { readScript } from './validation-spec.ts';

export interface ScriptToVerify {
  /** The script as it would be committed. */
  readonly text: string;
  readonly take: Take;
  /** The names in scope besides `output` and `files`, as `judgeTake` was given them. */
  readonly values: Values;
}

export interface Verified {
  /** The script can be read back, and no criterion fails on the take. Only such a script may be committed. */
  readonly passes: boolean;
  /** How the script judges the undamaged take. */
  readonly onTake: readonly Judged[];
  /** For each criterion that can fail, a damaged copy on which it does. */
  readonly proofs: readonly Proof[];
  /** Criteria that held whatever was damaged: to be shown as warnings. */
  readonly cannotFail: readonly { readonly criterion: string; readonly because: string }[];
  /** Criteria that the script can't judge; it shows them as skipped. */
  readonly notHeard: readonly { readonly criterion: string; readonly because: string }[];
}

export interface Proof {
  readonly criterion: string;
  readonly damage: string;
  readonly evidence: string;
  /** No other criterion fails on this copy. */
  readonly alone: boolean;
}

/** Damaged copies tried for one criterion; fewer where the output is large, since each is judged whole. */
const mostDamages = 3_000;
const fewestDamages = 200;
/** After a first proof so many more are tried to find one on which no other criterion fails. */
const moreForAlone = 300;

/**
 * Verifies a script twice, without a process: it passes on the take, and for every criterion there is a damaged copy
 * of the take on which it fails; on which it alone fails, where the search finds such a copy. What is read is the text
 * itself. Deterministic and bounded; never throws for what a person or an instrument wrote.
 */
export function verifyScript({ text, take, values }: ScriptToVerify): Verified {
  const spec = readScript(text);
  if (spec === undefined) return { passes: false, onTake: [], proofs: [], cannotFail: [], notHeard: [] };
  const asked = prepare(spec);
  const left = take.files.map(({ path, size, sha256 }) => ({ path, size, digests: [sha256], elsewhere: false }));
  const ask = (one: Asked, found: Pick<Found, 'output' | 'files'>): Judged =>
    hear(one, spec.output, { ...found, left }, { values, unknown: new Map() }, matches);
  const onTake = asked.map((one) => ask(one, take));
  const proofs: Proof[] = [];
  const cannotFail: { criterion: string; because: string }[] = [];
  const notHeard: { criterion: string; because: string }[] = [];
  for (const [index, one] of asked.entries()) {
    const judged = onTake[index];
    if (judged?.outcome === 'not heard') notHeard.push({ criterion: one.criterion, because: judged.evidence });
    if (judged?.outcome !== 'held') continue;
    const others = asked.filter((_, at) => at !== index && onTake[at]?.outcome === 'held');
    const proof = proofFor(one, others, take, values, ask);
    if (proof !== undefined) proofs.push(proof);
    else if (!(one.ask === 'leaves' && !one.required)) cannotFail.push({ criterion: one.criterion, because: whyNot(one) });
  }
  return { passes: onTake.every(({ outcome }) => outcome !== 'failed'), onTake, proofs, cannotFail, notHeard };
}

function proofFor(
  one: Asked,
  others: readonly Asked[],
  take: Take,
  values: Values,
  ask: (one: Asked, found: Pick<Found, 'output' | 'files'>) => Judged,
): Proof | undefined {
  if (!readsTheTake(one)) return undefined;
  const size = JSON.stringify(take.output).length;
  const most = Math.max(fewestDamages, Math.min(mostDamages, Math.floor(50_000_000 / (size + 1))));
  let proof: Proof | undefined;
  let tried = 0;
  let until = most;
  for (const damage of damagesOf(take, hintsFor(one, values))) {
    if (tried++ >= until) break;
    const judged = ask(one, damage);
    if (judged.outcome !== 'failed') continue;
    const alone = others.every((other) => ask(other, damage).outcome !== 'failed');
    if (proof === undefined) until = Math.min(most, tried + moreForAlone);
    if (proof === undefined || alone) proof = proofOf(one, damage, judged, alone);
    if (alone) break;
  }
  return proof;
}

const proofOf = ({ criterion }: Asked, { what }: Damage, { evidence }: Judged, alone: boolean): Proof => ({
  criterion,
  damage: what,
  evidence,
  alone,
});

const ofTheTake = new Set(['output', 'files', 'code', 'stdout', 'stderr']);

const readsTheTake = (one: Asked): boolean => one.ask !== 'holds' || one.expression.names.some((name) => ofTheTake.has(name));

const whyNot = (one: Asked): string =>
  readsTheTake(one) ? 'it held on every damaged copy of the take' : 'it reads nothing of the take';

/** What the criterion reads of the output, and what it compares with: literals, and the values around the take. */
function hintsFor(one: Asked, values: Values): Hints {
  switch (one.ask) {
    case 'holds': {
      const { paths, names, source } = one.expression;
      const inside = paths.flatMap(([name, ...rest]) => (name === 'output' ? [rest] : name !== undefined && ofTheTake.has(name) ? [[name, ...rest]] : []));
      const around = names.filter((name) => !ofTheTake.has(name)).flatMap((name) => numbersIn(values[name]));
      return { paths: inside, literals: [...literalsIn(source), ...around], readsFiles: names.includes('files') };
    }
    case 'fits':
      return { paths: [], literals: [...new Set(scalarsIn(one.schema.schema))], readsFiles: false };
    case 'leaves':
      return { paths: [], literals: [], readsFiles: true };
    case 'nothing':
      return { paths: [], literals: [], readsFiles: false };
  }
}

/** Numbers and quoted strings of an expression. It needs no parser: a literal too many is one more damage to try. */
function literalsIn(source: string): readonly (string | number)[] {
  const strings = [...source.matchAll(/"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'/g)].map(([, double, single]) => double ?? single ?? '');
  const numbers = [...source.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, ' ').matchAll(/(?<![\w.])\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g)].map(([number]) => Number(number));
  return [...numbers.flatMap((number) => [number, -number]), ...strings];
}

const numbersIn = (value: Json | undefined): readonly number[] => {
  if (typeof value === 'number') return [value];
  if (Array.isArray(value)) return [value.length];
  return [];
};

/** Bounds, lengths, enums and names that a schema holds; at most so many that the search stays short. */
function scalarsIn(schema: Json, found: (string | number)[] = []): (string | number)[] {
  if (found.length > 24) return found;
  if (typeof schema === 'number') found.push(schema);
  if (Array.isArray(schema)) for (const entry of schema as readonly Json[]) scalarsIn(entry, found);
  else if (isJsonObject(schema)) {
    for (const [key, member] of Object.entries(schema)) if (!/^(?:\$|title$|description$)/.test(key)) scalarsIn(member, found);
  }
  return found;
}
