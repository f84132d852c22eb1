import { sha256 } from '../../src/base/index.ts';
import {
  defaultLimits,
  parseExpression,
  type Ensemble,
  type Expression,
  type Instrument,
  type Loop,
  type Need,
  type Score,
} from '../../src/score/index.ts';

/** An instrument in as few words as a test needs; everything else has its default. */
export interface SmallInstrument {
  /** `nickname`, `other/nickname`, each with `?` where optional. */
  readonly needs?: readonly string[];
  readonly each?: string;
  readonly when?: string;
  readonly attempts?: number;
  readonly returnsTo?: string;
  readonly writes?: readonly string[];
  readonly hearsHandoff?: boolean;
  readonly hearsRecord?: boolean;
}

export interface SmallEnsemble {
  readonly needs?: readonly string[];
  readonly loops?: readonly {
    readonly name: string;
    readonly body: readonly string[];
    readonly until: string;
    readonly max: number;
    readonly best?: string;
  }[];
  readonly instruments: Readonly<Record<string, SmallInstrument>>;
}

const at = { file: 'small', line: 1, column: 1 };

export function expression(source: string): Expression {
  const parsed = parseExpression(source, at, 'any');
  if (!('expression' in parsed)) throw new Error(`${source}: ${JSON.stringify(parsed)}`);
  return parsed.expression;
}

/** A Score of plain values, without the files that would say the same. */
export function smallScore(ensembles: Readonly<Record<string, SmallEnsemble>>): Score {
  return {
    concerto: { plays: [], cast: new Map(), limits: defaultLimits, sandbox: 'required', models: new Map() },
    sheet: {
      file: 'sheetMusic.md',
      title: 'Small',
      slug: 'small',
      seed: 1,
      text: '',
      plays: Object.keys(ensembles),
      cues: [],
      inputs: new Map(),
      flags: new Map(),
      budget: {},
    },
    production: { file: 'production.md', criteria: [], metrics: [], deliverables: [], notes: [] },
    ensembles: new Map(
      Object.entries(ensembles).map(([name, small]) => [name, ensembleOf(name, small, ensembles)]),
    ),
    files: new Map(),
    digest: sha256('small'),
  };
}

function ensembleOf(
  name: string,
  small: SmallEnsemble,
  all: Readonly<Record<string, SmallEnsemble>>,
): Ensemble {
  const loops: Loop[] = (small.loops ?? []).map((loop) => ({
    name: loop.name,
    body: loop.body,
    withoutFirstPass: loop.body
      .slice(0, -1)
      .filter((nickname) =>
        (small.instruments[nickname]?.needs ?? []).some((need) => need.replace('?', '') === loop.body.at(-1)),
      ),
    until: expression(loop.until),
    max: loop.max,
    ...(loop.best === undefined ? {} : { best: expression(loop.best) }),
    at,
  }));
  return {
    name,
    version: '1.0.0',
    description: '',
    needs: small.needs ?? [],
    flags: new Map(),
    loops,
    text: '',
    folder: `ensembles/${name}`,
    instruments: new Map(
      Object.entries(small.instruments).map(([nickname, one]) => [
        nickname,
        instrumentOf(name, nickname, one, small, loops, all),
      ]),
    ),
  };
}

function instrumentOf(
  ensemble: string,
  nickname: string,
  small: SmallInstrument,
  home: SmallEnsemble,
  loops: readonly Loop[],
  all: Readonly<Record<string, SmallEnsemble>>,
): Instrument {
  const loop = loops.find(({ body }) => body.includes(nickname));
  const listed = (small.needs ?? []).map((text): Need => {
    const as = text.replace('?', '');
    const [first = '', second] = as.split('/');
    const place = loop?.body.indexOf(as) ?? -1;
    return {
      ensemble: second === undefined ? ensemble : first,
      nickname: second ?? first,
      as,
      optional: text.endsWith('?'),
      back: place >= 0 && place >= (loop?.body.indexOf(nickname) ?? 0),
      itemOnly: false,
    };
  });
  const each = small.each === undefined ? undefined : expression(small.each);
  const drawn = (each?.names ?? []).filter((name) => home.instruments[name] !== undefined);
  const needs: Need[] = [
    ...listed.map((need) => (drawn.includes(need.as) ? { ...need, itemOnly: true } : need)),
    ...drawn
      .filter((name) => !listed.some(({ as }) => as === name))
      .map((name) => ({ ensemble, nickname: name, as: name, optional: false, back: false, itemOnly: true })),
  ];
  const bare = small.each?.split('+').map((name) => name.trim()) ?? [];
  const itemWise =
    bare.length > 0 && bare.every((name) => all[ensemble]?.instruments[name]?.each !== undefined);
  const when = small.when === undefined ? undefined : expression(small.when);
  return {
    ensemble,
    nickname,
    file: `ensembles/${ensemble}/${nickname}.md`,
    kind: 'script',
    description: '',
    needs,
    hearsSheet: false,
    hearsHandoff: small.hearsHandoff ?? false,
    hearsRecord: small.hearsRecord ?? false,
    reads: [],
    ...(each === undefined
      ? {}
      : {
          each: {
            expression: each,
            ...(itemWise ? { sources: bare.map((name) => ({ ensemble, nickname: name })) } : {}),
          },
        }),
    ...(when === undefined ? {} : { when }),
    whenPerItem: when?.names.includes('item') ?? false,
    flags: [],
    named: [],
    writes: [],
    output: { form: 'json' },
    checks: [],
    attempts: small.attempts ?? 1,
    ...(small.returnsTo === undefined ? {} : { returnsTo: small.returnsTo }),
    timeoutMs: 1000,
    idempotent: true,
    env: [],
    emits: 'take_accepted',
    result: false,
    performer: { kind: 'module', path: `ensembles/${ensemble}/${nickname}.mjs` },
    text: '',
    frontMatter: {},
    code: new Map(),
    ...(loop === undefined ? {} : { loop: loop.name }),
  };
}
