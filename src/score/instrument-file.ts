import type { Diagnostic } from '../base/index.ts';
import { readFrontMatter, tellNoFrontMatter } from './front-matter.ts';
import { readKeys, type Read } from './keys.ts';
import { emptyMap, type LocatedMap } from './located.ts';
import type { TextFile } from './text-file.ts';
import * as value from './values.ts';
import { diagnose } from './wording.ts';

/** `<nickname>.md` as read, before any name in it is looked up. */
export interface InstrumentFile {
  readonly ensemble: string;
  readonly nickname: string;
  readonly path: string;
  /** `undefined` where it can't be read as text. */
  readonly file?: TextFile;
  readonly map: LocatedMap;
  readonly read: Read<typeof instrumentShape>;
  readonly text: string;
  /** Its front matter could be read; where not, whatever hangs on it stays silent. */
  readonly whole: boolean;
}

export const instrumentShape = {
  kind: value.oneOf(['model', 'script', 'service', 'dsp']),
  description: value.prose,
  needs: value.needs,
  reads: value.patterns,
  probe: value.command,
  each: value.expression,
  when: value.expression,
  flags: value.names,
  writes: value.patterns,
  output: value.json,
  checks: value.list,
  attempts: value.wholeFrom(1),
  returns_to: value.text('a nickname'),
  timeout: value.duration,
  parallel: value.wholeFrom(1),
  idempotent: value.yesOrNo,
  env: value.variables,
  uses: value.patterns,
  emits: value.event,
  result: value.yesOrNo,
  module: value.text('the path of a module'),
  command: value.command,
  sandbox: value.oneOf(['none', 'files', 'files+net']),
  place: value.oneOf(['scratch', 'worktree']),
  request: value.map,
  poll: value.map,
  status: value.map,
  model: value.models,
  max_tokens: value.wholeFrom(1),
  effort: value.oneOf(['low', 'medium', 'high', 'xhigh', 'max']),
  understudy: value.text('the path of a module'),
  answer: value.map,
  refine: value.text('the path of a module'),
  skill: value.text('the path of a folder'),
  summary: value.text('the name of a model'),
  graph: value.expression,
  program: value.expression,
  language: value.oneOf(['faust', 'python']),
  duration: value.expression,
  loop: value.expression,
  channels: value.channels,
};

type Kind = 'model' | 'script' | 'service' | 'dsp';

/** Keys of some kinds alone; the first is the one that they are known by. */
const kindsOfKey: { readonly [key: string]: readonly [Kind, ...Kind[]] } = {
  module: ['script'],
  command: ['script'],
  sandbox: ['script'],
  place: ['script'],
  carry: ['script'],
  agent: ['script'],
  request: ['service'],
  poll: ['service'],
  status: ['service'],
  model: ['model', 'dsp'],
  max_tokens: ['model', 'dsp'],
  effort: ['model', 'dsp'],
  understudy: ['model', 'dsp'],
  skill: ['model', 'dsp'],
  answer: ['model'],
  refine: ['model'],
  summary: ['model'],
  graph: ['dsp'],
  program: ['dsp'],
  language: ['dsp'],
  duration: ['dsp'],
  loop: ['dsp'],
  channels: ['dsp'],
};

const isOf = (kind: Kind | undefined, kinds: readonly Kind[]): boolean =>
  kind !== undefined && kinds.includes(kind);

const later = ['carry', 'agent', 'approval', 'subject', 'stands', 'emergency'];

export function readInstrument(
  ensemble: string,
  nickname: string,
  file: TextFile,
  found: Diagnostic[],
): InstrumentFile {
  const matter = readFrontMatter(file, found, 'strict');
  const base = { ensemble, nickname, path: file.path, file, text: matter.body };
  if (matter.state !== 'read') {
    if (matter.state === 'none') tellNoFrontMatter(file, matter, 'an instrument', found);
    return { ...base, map: matter.data, read: {}, whole: false };
  }
  const { data } = matter;
  const written = data.entries.get('kind');
  const kind = written === undefined ? undefined : instrumentShape.kind.safeParse(written.value.value).data;
  const silent = new Set(
    Object.entries(kindsOfKey).flatMap(([key, kinds]) => (isOf(kind, kinds) ? [] : [key])),
  );
  const rest = new Map([...data.entries].filter(([key]) => !silent.has(key)));
  for (const [key, { key: at }] of data.entries) {
    const kinds = Object.hasOwn(kindsOfKey, key) ? kindsOfKey[key] : undefined;
    if (kind !== undefined && kinds !== undefined && !isOf(kind, kinds))
      found.push(diagnose(at, { mistake: 'other_kind', key, of: kinds[0], kind }));
  }
  const required = { kind: '`model`, `script`, `service` or `dsp`' };
  const instead = Object.keys(instrumentShape).filter((key) => !silent.has(key));
  const rules = { of: 'an instrument', required, later, instead };
  const read = readKeys({ ...data, entries: rest }, instrumentShape, rules, found);
  const place = data.entries.get('place')?.value.at;
  if (place !== undefined && read.place === 'worktree')
    found.push(diagnose(place, { mistake: 'not_yet', what: '`place: worktree`' }));
  return { ...base, map: data, read, whole: true };
}

/** Stands for an instrument whose file can't be read: others may need it without hearing that it isn't there. */
export const unreadInstrument = (ensemble: string, nickname: string, path: string): InstrumentFile => ({
  ensemble,
  nickname,
  path,
  map: emptyMap({ file: path, line: 1, column: 1 }),
  read: {},
  text: '',
  whole: false,
});
