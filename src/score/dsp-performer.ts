import type { Diagnostic, Json } from '../base/index.ts';
import type { Expression, Names } from './expression.ts';
import type { InstrumentFile } from './instrument-file.ts';
import { kindOf } from './keys.ts';
import type { Language } from './language.ts';
import { isWritten, itemsAt } from './located.ts';
import type { DspPerformer, DspSource, ModelPerformer, OfProgram } from './score.ts';
import { diagnose } from './wording.ts';

const spoken = ['graph', 'program', 'duration', 'loop'] as const;

/** The expressions that a sound is made from, as far as they are written and can be read. */
export type SoundExpressions = { readonly [key in (typeof spoken)[number]]?: Expression };

/** Read before the needs are known: whatever these expressions name is needed. */
export function readSoundExpressions(
  { read, map }: InstrumentFile,
  language: Language,
  names: Names,
): SoundExpressions {
  const found: { [key in (typeof spoken)[number]]?: Expression } = {};
  if (read.kind !== 'dsp') return found;
  for (const key of spoken) {
    if (read[key] === undefined) continue;
    const expression = language.expression(key, map.entries.get(key)?.value, names);
    if (expression !== undefined) found[key] = expression;
  }
  return found;
}

/** Seconds: longer than this no sound is rendered (docs/synthesis-graph.md). */
export const longestSound = 120;

interface Reading {
  readonly file: InstrumentFile;
  readonly sound: SoundExpressions;
  /** Read where `model` is written. */
  readonly model: { readonly performer?: ModelPerformer; readonly normal: Json } | undefined;
  readonly found: Diagnostic[];
}

/** Exactly one of `graph`, `program` and `model`; `performer` is absent where a mistake leaves nothing to render. */
export function readDspPerformer(reading: Reading): {
  readonly performer?: DspPerformer;
  readonly expressions: readonly Expression[];
  readonly normal: Json;
} {
  const { file, sound, model } = reading;
  const { map, read } = file;
  const source = sourceOf(reading);
  checkKeys(reading);
  checkWrites(reading);
  const missing = (['duration', 'loop'] as const).some(
    (key) => isWritten(map, key) && sound[key] === undefined,
  );
  const performer: DspPerformer | undefined =
    source === undefined || missing
      ? undefined
      : {
          kind: 'dsp',
          source,
          ...(sound.duration === undefined ? {} : { duration: sound.duration }),
          ...(sound.loop === undefined ? {} : { loop: sound.loop }),
        };
  return {
    ...(performer === undefined ? {} : { performer }),
    expressions: Object.values(sound),
    normal: {
      ...Object.fromEntries(Object.entries(sound).map(([key, { source: text }]) => [key, text.trim()])),
      ...(read.language === undefined ? {} : { language: read.language, channels: read.channels ?? 1 }),
      ...(model === undefined ? {} : { model: model.normal }),
    },
  };
}

function sourceOf({ file, sound, model, found }: Reading): DspSource | undefined {
  const { map, read } = file;
  const [first, second] = (['graph', 'program', 'model'] as const).filter((key) => isWritten(map, key));
  if (first === undefined) {
    const at = map.entries.get('language')?.key ?? map.entries.get('kind')?.value.at;
    const kind = isWritten(map, 'language') ? 'program' : 'dsp';
    if (at !== undefined) found.push(diagnose(at, { mistake: 'no_performer', kind }));
    return undefined;
  }
  if (second !== undefined) {
    const at = map.entries.get(second)?.key ?? map.at;
    found.push(diagnose(at, { mistake: 'one_performer', first, second }));
    return undefined;
  }
  if (first === 'graph') {
    return sound.graph === undefined ? undefined : { from: 'graph', graph: sound.graph };
  }
  const at = map.entries.get(first)?.key ?? map.at;
  const of = first === 'program' ? 'a `program`' : 'a dsp with a `model`';
  if (!isWritten(map, 'language'))
    found.push(
      diagnose(at, { mistake: 'missing_key', key: 'language', of, expected: '`faust` or `python`' }),
    );
  if (!isWritten(map, 'duration'))
    found.push(
      diagnose(at, { mistake: 'missing_key', key: 'duration', of, expected: 'an expression of seconds' }),
    );
  if (read.language === undefined || sound.duration === undefined) return undefined;
  const program: OfProgram = { language: read.language, channels: read.channels ?? 1 };
  if (first === 'program')
    return sound.program === undefined ? undefined : { from: 'program', program: sound.program, ...program };
  return model?.performer === undefined ? undefined : { from: 'model', model: model.performer, ...program };
}

/** Keys that say nothing beside the others, and values that no sound can have. */
function checkKeys({ file: { map }, sound, found }: Reading): void {
  const told = (key: string, because: 'of a graph' | 'without a model'): void => {
    const at = map.entries.get(key)?.key;
    if (at !== undefined) found.push(diagnose(at, { mistake: 'idle_key', key, because }));
  };
  const program = isWritten(map, 'program') || isWritten(map, 'model');
  if (isWritten(map, 'graph') && !program)
    for (const key of ['language', 'channels']) told(key, 'of a graph');
  if (!isWritten(map, 'model'))
    for (const key of ['max_tokens', 'effort', 'understudy', 'skill']) told(key, 'without a model');
  const wrong = (key: 'duration' | 'loop', value: Json | undefined, expected: string): void => {
    const at = map.entries.get(key)?.value.at;
    if (at === undefined || value === undefined) return;
    found.push(diagnose(at, { mistake: 'wrong_value', key, is: kindOf(value), expected }));
  };
  const duration = literalIn(sound.duration);
  if (typeof duration !== 'number' || !(duration > 0 && duration <= longestSound))
    wrong('duration', duration, `a number of seconds above 0 and at most ${longestSound}`);
  const loop = literalIn(sound.loop);
  if (typeof loop !== 'boolean') wrong('loop', loop, '`true` or `false`');
  const output = map.entries.get('output')?.value;
  if (
    output?.shape === 'scalar' &&
    typeof output.value === 'string' &&
    ['markdown', 'none', 'run'].includes(output.value)
  )
    found.push(
      diagnose(output.at, {
        mistake: 'wrong_value',
        key: 'output',
        is: kindOf(output.value),
        expected: 'a map with `schema`',
        help: 'the output of a dsp is what was measured of its sound; leave the key out',
      }),
    );
}

/** What an expression says that is no more than a number, a text or a boolean: nobody need play it to know. */
function literalIn(expression: Expression | undefined): Json | undefined {
  const text = expression?.source.trim() ?? '';
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (text === 'true' || text === 'false') return text === 'true';
  return /^(["'])([^"'\\]*)\1$/.exec(text)?.[0];
}

/** One WAV, under one name that is known when it is played. */
function checkWrites({ file: { map, read }, found }: Reading): void {
  const expected = 'one path that ends in `.wav`, without `*`';
  if (!isWritten(map, 'writes')) {
    const at = map.entries.get('kind')?.value.at ?? map.at;
    found.push(diagnose(at, { mistake: 'missing_key', key: 'writes', of: 'a dsp', expected }));
    return;
  }
  if (read.writes === undefined) return;
  const items = itemsAt(map, 'writes');
  const [only, second] = items;
  const at = map.entries.get('writes')?.key ?? map.at;
  if (only === undefined || second !== undefined) {
    const is = only === undefined ? 'an empty list' : `a list of ${items.length}`;
    found.push(diagnose(second?.at ?? at, { mistake: 'wrong_value', key: 'writes', is, expected }));
    return;
  }
  const path = typeof only.value === 'string' ? only.value : '';
  if (path.endsWith('.wav') && !plainText(path).includes('*')) return;
  const instead = path.replace(/\.[A-Za-z0-9]{1,4}$/, '');
  const near = path.includes('*') || !/^[\x20-\x7e]+$/.test(path) ? undefined : `${instead}.wav`;
  found.push(
    diagnose(only.at, {
      mistake: 'wrong_value',
      key: 'writes',
      is: kindOf(path),
      expected,
      ...(near === undefined || near === path ? {} : { nearest: near }),
    }),
  );
}

/** A path without its placeholders: what is in those is no pattern. */
const plainText = (path: string): string => path.replace(/\{[^{}]*\}/g, '');
