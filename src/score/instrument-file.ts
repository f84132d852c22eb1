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
  skill: value.text('the path of a folder'),
  summary: value.text('the name of a model'),
};

/** Keys of one kind alone. Those of the dsp are known; while that kind doesn't work, nothing reads them. */
const kindOfKey: { readonly [key: string]: 'model' | 'script' | 'service' | 'dsp' } = {
  module: 'script',
  command: 'script',
  sandbox: 'script',
  place: 'script',
  carry: 'script',
  agent: 'script',
  request: 'service',
  poll: 'service',
  status: 'service',
  model: 'model',
  max_tokens: 'model',
  effort: 'model',
  understudy: 'model',
  skill: 'model',
  summary: 'model',
  graph: 'dsp',
  program: 'dsp',
  language: 'dsp',
};

const later = ['carry', 'agent', 'approval', 'subject', 'stands', 'emergency'];
const unheard = ['graph', 'program', 'language'];

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
  const silent = new Set(Object.keys(kindOfKey).filter((key) => kindOfKey[key] !== kind));
  const rest = new Map([...data.entries].filter(([key]) => !silent.has(key)));
  for (const [key, { key: at }] of data.entries) {
    const of = Object.hasOwn(kindOfKey, key) ? kindOfKey[key] : undefined;
    if (kind !== undefined && of !== undefined && of !== kind)
      found.push(diagnose(at, { mistake: 'other_kind', key, of, kind }));
  }
  // A kind that does not work yet says so once; its own keys would only say it again.
  if (kind === 'dsp') for (const key of unheard) rest.delete(key);
  const required = { kind: '`model`, `script`, `service` or `dsp`' };
  const instead = Object.keys(instrumentShape).filter((key) => !silent.has(key));
  const rules = { of: 'an instrument', required, later: [...later, ...unheard], instead };
  const read = readKeys({ ...data, entries: rest }, instrumentShape, rules, found);
  if (written !== undefined && kind === 'dsp') {
    found.push(diagnose(written.value.at, { mistake: 'not_yet', what: `\`kind: ${kind}\`` }));
  }
  for (const key of ['sandbox', 'place'] as const) {
    const at = data.entries.get(key)?.value.at;
    const chosen = read[key];
    if (at !== undefined && chosen !== undefined && chosen !== 'none' && chosen !== 'scratch') {
      found.push(diagnose(at, { mistake: 'not_yet', what: `\`${key}: ${chosen}\`` }));
    }
  }
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
