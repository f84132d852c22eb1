import { sha256, type Json, type Take, type TakeFile } from '../../src/base/index.ts';
import {
  parseExpression,
  parseTemplate,
  type Check,
  type Criterion,
  type Expression,
  type Instrument,
  type Scope,
  type Template,
} from '../../src/score/index.ts';

const at = { file: 'ensembles/kitchen/weigh.md', line: 1, column: 1 };

export function expression(source: string): Expression {
  const parsed = parseExpression(source, at, 'any');
  if (parsed.expression === undefined) throw new Error(`${source}: ${JSON.stringify(parsed.mistakes)}`);
  return parsed.expression;
}

export function template(source: string): Template {
  const parsed = parseTemplate(source, at, 'any');
  if (parsed.template === undefined) throw new Error(`${source}: ${JSON.stringify(parsed.mistakes)}`);
  return parsed.template;
}

export const is = (source: string): Check => ({ check: 'is', expression: expression(source) });

type Run = Extract<Check, { check: 'run' }>;
export const command = (
  words: readonly string[],
  more: { is?: string; optional?: boolean; timeoutMs?: number } = {},
): Run => ({
  check: 'run',
  words: words.map(template),
  timeoutMs: more.timeoutMs ?? 1_000,
  optional: more.optional ?? false,
  at,
  ...(more.is === undefined ? {} : { is: expression(more.is) }),
});

/** `kitchen/weigh`, a script that is judged by nothing unless something is given. */
export const instrument = (over: Partial<Instrument> = {}): Instrument => ({
  ensemble: 'kitchen',
  nickname: 'weigh',
  file: 'ensembles/kitchen/weigh.md',
  kind: 'script',
  description: '',
  needs: [],
  hearsSheet: false,
  hearsHandoff: false,
  hearsRecord: false,
  reads: [],
  whenPerItem: false,
  flags: [],
  named: [],
  writes: [],
  output: { form: 'json' },
  checks: [],
  attempts: 1,
  timeoutMs: 300_000,
  idempotent: true,
  env: [],
  emits: 'take_accepted',
  result: false,
  performer: { kind: 'module', path: 'ensembles/kitchen/scripts/weigh.mjs' },
  text: '',
  frontMatter: {},
  code: new Map(),
  ...over,
});

export const writes = (...globs: readonly string[]): Instrument['writes'] =>
  globs.map((glob) => ({ glob: template(glob), required: !glob.includes('*') }));

export const schema = (
  of: Json,
  others: readonly (readonly [string, Json])[] = [],
): Instrument['output'] => ({
  form: 'json',
  schema: { file: 'ensembles/kitchen/schemas/weigh.schema.json', schema: of, others: new Map(others) },
});

let criteria = 0;
export const criterion = (
  source: string | undefined,
  over: Partial<Criterion> & { scope?: Scope } = {},
): Criterion => ({
  id: `c${(criteria += 1)}`,
  kind: 'goal',
  scope: { ensemble: 'kitchen', nickname: 'weigh' },
  text: 'Something was weighed.',
  box: true,
  byEar: false,
  at: { file: 'production.md', line: 1, column: 1 },
  ...(source === undefined ? {} : { expression: expression(source) }),
  ...over,
});

export const file = (path: string, content: string): TakeFile => ({
  path,
  size: Buffer.byteLength(content),
  sha256: sha256(content),
});

export const take = (output: Json, files: readonly TakeFile[] = []): Take => ({
  output,
  files,
  player: 'script',
});

/** For takes that are judged without a command: running one would be a mistake of the test. */
export const noCommands = (): never => {
  throw new Error('no command was expected');
};
