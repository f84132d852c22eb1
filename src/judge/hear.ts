import type { Json, Judged, TakeFile } from '../base/index.ts';
import { unreachable } from '../base/index.ts';
import {
  expandText,
  judgeExpression,
  type Expression,
  type JsonSchema,
  type Template,
  type Values,
} from '../score/index.ts';
import { judgeCommand, type CommandCheck, type Run } from './command-check.ts';
import { bounded, listed } from './evidence.ts';
import { scopeOf } from './judge-take.ts';
import { judgeSchema } from './schema.ts';

/** A criterion of a validation script, ready to be asked of many takes. */
export type Asked =
  | { readonly ask: 'holds'; readonly criterion: string; readonly expression: Expression }
  | { readonly ask: 'fits'; readonly criterion: string; readonly schema: JsonSchema }
  | {
      readonly ask: 'leaves';
      readonly criterion: string;
      readonly glob: Template;
      readonly required: boolean;
    }
  | { readonly ask: 'runs'; readonly criterion: string; readonly check: CommandCheck }
  | { readonly ask: 'nothing'; readonly criterion: string; readonly because: string };

/** A committed take as a script finds it, or a damaged copy of one. */
export interface Found {
  readonly output: Json;
  /** What lies on disk now of the files that the take left. */
  readonly files: readonly TakeFile[];
  /** What the take left, where a record of it is known. */
  readonly left?: readonly LeftFile[];
}

export interface LeftFile {
  readonly path: string;
  readonly size: number;
  /** The digest that the content must have; several where line ends or a later part may have changed it. */
  readonly digests: readonly string[];
  /** It was not committed, so a clone doesn't have it. */
  readonly elsewhere: boolean;
}

/** The names in scope, and for those whose value can't be worked out any more the reason. */
export interface Surroundings {
  readonly values: Values;
  readonly unknown: ReadonlyMap<string, string>;
}

/** Judges one criterion on a take once more. What it would have to guess it does not hear. Commands: `hearCommand`. */
export function hear(
  asked: Exclude<Asked, { ask: 'runs' }>,
  form: 'json' | 'markdown' | 'none' | 'run',
  found: Found,
  { values, unknown }: Surroundings,
  matches: (glob: string, path: string) => boolean,
): Judged {
  const { criterion } = asked;
  const scope = scopeOf({ output: { form } }, found, values);
  switch (asked.ask) {
    case 'holds': {
      const because = notKnown(unknown, asked.expression.names) ?? filesElsewhere(asked.expression, found);
      if (because !== undefined) return { criterion, outcome: 'not heard', evidence: bounded(because) };
      return { criterion, ...judgeExpression(asked.expression, scope) };
    }
    case 'fits':
      return { ...judgeSchema(asked.schema, found.output), criterion };
    case 'leaves': {
      const because = notKnown(unknown, [...namesOf(asked.glob), 'files']);
      if (because !== undefined) return { criterion, outcome: 'not heard', evidence: bounded(because) };
      const path = expandText(asked.glob, scope);
      if (!path.ok) return { criterion, outcome: 'failed', evidence: bounded(path.because) };
      return { criterion, ...judgeLeft(path.value, asked.required, found, matches) };
    }
    case 'nothing':
      return { criterion, outcome: 'not heard', evidence: bounded(asked.because) };
    default:
      return unreachable(asked);
  }
}

function notKnown(unknown: Surroundings['unknown'], names: readonly string[]): string | undefined {
  const name = names.find((one) => unknown.has(one));
  return name === undefined ? undefined : `${name} is not known here: ${unknown.get(name) ?? ''}`;
}

/** Runs a check's command again. Where its tool is missing nothing is known of the take: it is not heard. */
export async function hearCommand(
  { criterion, check }: Extract<Asked, { ask: 'runs' }>,
  form: 'json' | 'markdown' | 'none' | 'run',
  found: Found,
  { values, unknown }: Surroundings,
  run: Run,
): Promise<Judged> {
  const because = notKnown(unknown, namesInCommand(check));
  if (because !== undefined) return { criterion, outcome: 'not heard', evidence: bounded(because) };
  return {
    ...(await judgeCommand({ ...check, optional: true }, scopeOf({ output: { form } }, found, values), run)),
    criterion,
  };
}

export const namesInCommand = ({ words, is }: CommandCheck): readonly string[] => [
  ...words.flatMap(namesOf),
  ...(is?.names ?? []),
  'files',
];

export const namesOf = ({ pieces }: Template): readonly string[] =>
  pieces.flatMap((piece) => (typeof piece === 'string' ? [] : piece.names));

function filesElsewhere({ names }: Expression, { files, left }: Found): string | undefined {
  if (!names.includes('files')) return undefined;
  const there = new Set(files.map(({ path }) => path));
  const gone = (left ?? []).find(({ elsewhere, path }) => elsewhere && !there.has(path));
  return gone === undefined ? undefined : `${gone.path} was not committed, and is not here`;
}

/** Compares what lies on disk with what the take left; without a record only that it is there. */
function judgeLeft(
  path: string,
  required: boolean,
  { files, left }: Found,
  matches: (glob: string, path: string) => boolean,
): Omit<Judged, 'criterion'> {
  const isMeant = (file: { readonly path: string }): boolean =>
    required ? file.path === path : matches(path, file.path);
  const there = new Map(files.filter(isMeant).map((file) => [file.path, file]));
  const wrong: string[] = [];
  const away: string[] = [];
  for (const file of (left ?? []).filter(isMeant)) {
    const now = there.get(file.path);
    if (now === undefined) (file.elsewhere ? away : wrong).push(`${file.path} is not there`);
    else if (now.size === 0 && file.size > 0)
      wrong.push(`${file.path} is empty, the take left ${file.size} bytes`);
    else if (!file.digests.includes(now.sha256)) {
      wrong.push(
        `${file.path} is not what the take left: ${now.size} bytes, sha256 ${now.sha256.slice(0, 12)}, not ${file.size} bytes, ${file.digests[0]?.slice(0, 12) ?? ''}`,
      );
    }
  }
  if (required && there.size === 0 && wrong.length === 0 && away.length === 0)
    wrong.push(`${path} is not there`);
  if (wrong.length > 0) return { outcome: 'failed', evidence: bounded(listed(wrong, 5)) };
  if (away.length > 0)
    return { outcome: 'not heard', evidence: bounded(`${listed(away, 5)}: it was not committed`) };
  const sizes = [...there.values()].map((file) => `${file.path}, ${file.size} bytes`);
  return {
    outcome: 'held',
    evidence: bounded(sizes.length === 0 ? `nothing matches ${path}` : listed(sizes, 5)),
  };
}
