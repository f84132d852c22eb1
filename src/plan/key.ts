import {
  canonicalJson,
  digestOf,
  sha256,
  type Json,
  type JsonObject,
  type Key,
  type KeyDigests,
  type Sha256,
} from '../base/index.ts';
import type { Criterion, Instrument } from '../score/index.ts';

/** All that a key is made of (design, Keys (a) to (f)). What is not here is not in the input. */
export interface Keyed {
  /** Raised when this record changes: everything is played once more. */
  readonly format: 1;
  /** Exactly what is handed over, without `attempt` and `feedback`. */
  readonly input: JsonObject;
  /** Of `sheet`, `slug` and `id`, what its expressions name: the dotted path to the value. */
  readonly named: JsonObject;
  readonly instrument: Instrument;
  /** Content that it reads, by path in its scratch folder: the workspace as the session found it, with the takes it needs laid over. */
  readonly reads: ReadonlyMap<string, Sha256>;
  /** Files of the takes that it needs. */
  readonly needFiles: ReadonlyMap<string, Sha256>;
  /** A stricter production.md is a different part. */
  readonly criteria: readonly Criterion[];
  /** Of a model: what shapes what it is sent besides its input. */
  readonly model?: {
    /** What its ensemble is for. */
    readonly ensembleText: string;
    /** Tokens of the sections that its prompt has: where one is cut, another limit cuts it elsewhere. */
    readonly limits: { readonly [section: string]: number };
  };
  /** Of a sound that no model writes: the version of what renders it. */
  readonly synth?: string;
}

export interface PartKey {
  readonly key: Key;
  readonly digests: KeyDigests;
}

/** `assumed` stands in for digests of what was not asked for now. */
export function keyOf(keyed: Keyed, assumed: KeyDigests = {}): PartKey {
  const { input, named, instrument, reads, needFiles, criteria, model, synth } = keyed;
  const { inputs, ...rest } = input;
  const digests: KeyDigests = {
    format: String(keyed.format),
    ...Object.fromEntries(
      Object.entries(rest).map(([name, value]) => [`input.${name}`, digestLike(name, canonicalJson(value))]),
    ),
    'input.inputs': perName(inputs ?? {}),
    named: perName(named),
    instrument: digestOf(instrument.frontMatter),
    text: digestLike('text', instrument.text),
    code: Object.fromEntries(instrument.code),
    reads: Object.fromEntries(reads),
    files: Object.fromEntries(needFiles),
    criteria: perName(
      Object.fromEntries(
        criteria.map(({ id, expression, byEar, text }) => [
          id,
          expression?.source ?? `${byEar ? 'by ear: ' : ''}${text}`,
        ]),
      ),
    ),
    ...(model === undefined ? {} : { ensemble: sha256(model.ensembleText), limits: spelled(model.limits) }),
    ...(synth === undefined ? {} : { synth }),
    ...assumed,
  };
  return { key: digestOf(digests) as Key, digests };
}

/** Of each field the text that was digested last: what all parts hear is worked out, and held, once for all of them. */
const last = new Map<string, { readonly text: string; readonly digest: Sha256 }>();

function digestLike(field: string, text: string): Sha256 {
  const before = last.get(field);
  if (before?.text === text) return before.digest;
  const digest = sha256(text);
  last.set(field, { text, digest });
  return digest;
}

const perName = (values: Json): { readonly [name: string]: Sha256 } =>
  values !== null && typeof values === 'object' && !Array.isArray(values)
    ? Object.fromEntries(Object.entries(values).map(([name, value]) => [name, digestOf(value ?? null)]))
    : { '': digestOf(values) };

const spelled = (numbers: { readonly [name: string]: number }): { readonly [name: string]: string } =>
  Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, String(value)]));

/** More names than this in one field of a record, and only those that a take wrote stay; the rest is one digest. */
const spelledOut = 64;
const restOf = '(the rest)';

/** Digests as they are written into a session's record: `reads` by path only where it matters. */
export function forRecord(digests: KeyDigests, written: (path: string) => boolean): KeyDigests {
  const reads = digests['reads'];
  if (reads === null || reads === undefined || typeof reads === 'string') return digests;
  const entries = Object.entries(reads);
  if (entries.length <= spelledOut) return digests;
  const kept = entries.filter(([path]) => written(path));
  const rest = entries.filter(([path]) => !written(path));
  return { ...digests, reads: { ...Object.fromEntries(kept), [restOf]: digestOf(Object.fromEntries(rest)) } };
}

/** One thing that changed between two keys. `names` are the needs, paths or criteria within the field. */
export interface Difference {
  readonly field: string;
  readonly names: readonly string[];
}

/** The fields in which two keys differ, in the order of the record; empty where they are the same. */
export function differences(last: KeyDigests, now: KeyDigests): readonly Difference[] {
  const fields = [...new Set([...Object.keys(now), ...Object.keys(last)])];
  return fields.flatMap((field) => {
    const [a, b] = [last[field], now[field]];
    if (canonicalJson(a ?? null) === canonicalJson(b ?? null)) return [];
    if (!isMap(a) || !isMap(b)) return [{ field, names: [] }];
    if (restOf in a) return restDiffers(field, a, b);
    const names = [...new Set([...Object.keys(b), ...Object.keys(a)])].filter((name) => a[name] !== b[name]);
    return [{ field, names: names.sort() }];
  });
}

function restDiffers(
  field: string,
  last: { readonly [name: string]: string | null },
  now: { readonly [name: string]: string | null },
): Difference[] {
  const named = Object.keys(last).filter((name) => name !== restOf);
  const changed = named.filter((name) => last[name] !== now[name]);
  const rest = Object.fromEntries(Object.entries(now).filter(([name]) => !named.includes(name)));
  const names = digestOf(rest) === last[restOf] ? changed : [...changed, 'other files'];
  return names.length === 0 ? [] : [{ field, names }];
}

const isMap = (value: KeyDigests[string] | undefined): value is { readonly [name: string]: string | null } =>
  typeof value === 'object' && value !== null;
